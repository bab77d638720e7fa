package fault

import (
	"bytes"

	"github.com/ledgerhook/ledgerhook/relay"
)

// stateDiffers shows another state than the event told.
type stateDiffers struct{}

func (stateDiffers) entry() Entry {
	return Entry{
		Name: "state-differs", Stage: relay.DetailStage, Places: []relay.FaultPlace{relay.AtAPI, relay.AtSender},
		Meaning: "the record has moved on since the event: the read shows another state, and at the sender a Moneybird push has another entity.state than state",
		Expect:  "the receiver goes by what the event says happened, or by the record's time, and not by which of the two it saw last",
		Example: "faults add state-differs --filter provider:moneybird",
	}
}

func (stateDiffers) check(string) error { return nil }

func (stateDiffers) read(string) relay.ReadFault { return relay.ReadFault{Differs: true} }

func (stateDiffers) sign(_ string, u *relay.Unsigned) string {
	if u.Traits.StatePath == "" {
		return "not applied: the body of " + u.Traits.Title + " holds no state of the record"
	}
	for _, state := range []string{"paid", "open"} {
		body, err := relay.EditBody(u.Body, relay.SetValue{Path: u.Traits.StatePath, Text: state})
		if err != nil {
			return "not applied: " + err.Error()
		}
		if !bytes.Equal(body, u.Body) {
			u.Body = body
			return u.Traits.StatePath + " says " + state
		}
	}
	return "not applied: the state cannot be changed"
}
