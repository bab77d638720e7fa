package fault

import "github.com/ledgerhook/ledgerhook/relay"

// unknownEvent names a type of event that the product does not have.
type unknownEvent struct{}

func (unknownEvent) entry() Entry {
	return Entry{
		Name: "unknown-event", Value: "TYPE", Default: "unheard.of", Stage: relay.SignStage, Places: senderOnly(),
		Meaning: "the product adds a type of event: the body names TYPE, rightly signed",
		Expect:  "the receiver acknowledges what it does not know, and does not book it; an error would only be sent again",
		Example: "faults add unknown-event=invoices.archived --limit 1",
	}
}

func (unknownEvent) check(value string) error {
	if !headerText(value) {
		return mistake("unknown-event", value, "a name", "invoices.archived")
	}
	return nil
}

func (unknownEvent) sign(value string, u *relay.Unsigned) string {
	if u.Traits.TypePath == "" {
		return "not applied: the body of " + u.Traits.Title + " names no type"
	}
	body, err := relay.EditBody(u.Body, relay.SetValue{Path: u.Traits.TypePath, Text: value})
	if err != nil {
		return "not applied: " + err.Error()
	}
	u.Body = body
	return "the body names " + value + ", which the product does not have"
}
