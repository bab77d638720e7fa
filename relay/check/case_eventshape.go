package check

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// eventShapeCases are about shapes of events that are rare, and that a product sends.
func eventShapeCases() []Case {
	return []Case{{
		ID: "events/deleted", Title: "takes an event about a record that is gone", Level: Should,
		Rule: func(s *Session) string {
			if s.Traits.Name == "moneybird" {
				return "the entity of a deleted record is null, while the keys around it stay"
			}
			return "records are deleted, and a detail that is asked for may be gone"
		},
		Source: func(s *Session) Source {
			if s.Traits.Name == "moneybird" {
				return s.factSource("entity_deleted")
			}
			return Documented // that there are such events
		},
		Skip:   onlyOf("it has no event about a deleted record", "fintoro", "moneybird", "silverfin"),
		Remedy: "take the record's kind and id from the keys around it, and expect that there is no record",
		Run: takesTypeOf(map[string]string{
			"fintoro": "invoices.deleted", "moneybird": "sales_invoice_destroyed", "silverfin": "account.destroyed",
		}),
	}, {
		ID: "events/no-section", Title: "takes an event without a section of its own", Level: Should,
		Rule:   says("the events of the Sync API have webhook, event and company alone"),
		Source: knownBy("no_section"), Skip: onlyOf("every event has its own part", "silverfin"),
		Remedy: "look at the event before you reach for document or another section",
		Run:    takesTypeOf(map[string]string{"silverfin": "sync.requested"}),
	}, {
		ID: "events/state-moved-on", Title: "takes a push whose record is in another state by now", Level: Should,
		Rule:   says("state is the one that triggered the push; entity.state is the current one and may differ"),
		Source: knownBy("state"), Skip: onlyOf("its body holds no state beside the event", "moneybird"),
		Remedy: "decide by what the record says now, and do not refuse a push because the two differ",
		Run: takesChanged("another state in the record than in the push", func(_ *Session, w Webhook) (Webhook, error) {
			return edited(w, "entity.state", []byte(`"uncollectible"`))
		}),
	}, {
		ID: "events/numeric-ids", Title: "takes ids that are numbers", Level: Hint,
		Rule:   says("ids are strings in the current documentation; older samples have them as numbers, which are too long for a float"),
		Source: func(*Session) Source { return ThirdParty }, Skip: onlyOf("its ids have one form", "moneybird"),
		Remedy: "take both forms, and keep ids as text: above 2^53 a JavaScript number loses digits",
		Run:    takesChanged("ids that are numbers", numericIDs),
	}, {
		ID: "events/long-ago", Title: "takes an event of long ago that is sent now", Level: Must,
		Rule: func(s *Session) string {
			whose := ""
			if s.Traits.Name == "bookkeeper" { // which tells no figures
				whose = ", by the schedule that ledgerhook chose"
			}
			return "the last retry comes " + s.Traits.Schedule.Total().String() + " after the event" + whose + ", signed anew: what is checked is when it was sent, and not when it happened"
		},
		Source: goodPractice, Skip: func(s *Session) string {
			if happenedPath(s.Traits.Name) == "" {
				return "its body does not tell when it happened"
			}
			return ""
		},
		Remedy: "compare the timestamp in the headers with the clock, and leave the time in the body to your books",
		Run: takesChanged("a time in the body that is long ago", func(s *Session, w Webhook) (Webhook, error) {
			then := s.Clock.Now().UTC().Add(-s.Traits.Schedule.Total()).Truncate(time.Second)
			return edited(w, happenedPath(s.Traits.Name), []byte(strconv.Quote(then.Format(time.RFC3339))))
		}),
	}}
}

// happenedPath is where a body tells when the event happened; empty where it does not.
func happenedPath(provider string) string {
	return map[string]string{"fintoro": "occurredAt", "bookkeeper": "timestamp"}[provider]
}

// takesTypeOf is the run of a case that sends a type of each product.
func takesTypeOf(types map[string]string) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		what := "a right webhook of type " + types[s.Traits.Name]
		_, x, err := s.sends(ctx, what, types[s.Traits.Name], nil)
		if err != nil {
			return Finding{}, err
		}
		finding := s.Accepts(x, what)
		if fellOver(&x) {
			return s.stillWorks(ctx, what, finding)
		}
		return finding, nil
	}
}

// numericIDs writes the ids of a push without quotes.
func numericIDs(_ *Session, w Webhook) (Webhook, error) {
	for _, field := range relay.BodyFields(w.Body, nil, 64) {
		switch field.Path {
		case "administration_id", "webhook_id", "entity_id", "entity.id", "entity.administration_id", "entity.contact_id":
			var err error
			if w, err = edited(w, field.Path, []byte(strings.Trim(string(field.Value), `"`))); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}
