package fault

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// changedReference puts another reference into the answer.
type changedReference struct{}

func (changedReference) entry() Entry {
	return Entry{
		Name: "changed-reference", Value: "TEXT", Default: "another", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver answers a document that it has booked with TEXT for its reference: it has booked it twice, or mixed two up",
		Expect:  "the sender keeps the first reference and flags the other as a conflict; `mock reconcile` shows it as differing",
		Example: "faults add changed-reference=INV-9999-0001 --filter provider:finpilo",
	}
}

func (changedReference) check(value string) error {
	if !headerText(value) {
		return mistake("changed-reference", value, "a reference", "INV-9999-0001")
	}
	return nil
}

func (changedReference) spoil(value string, r *reply) string {
	seen := value
	plain, problem := r.plain()
	body, found := withReferences(plain, func(own jsontext.Value) jsontext.Value {
		if value == "another" { // than its own, whatever that is
			var text string
			if json.Unmarshal(own, &text) != nil {
				text = string(own)
			}
			seen = text + "-other"
		}
		changed, err := jsontext.AppendQuote(nil, seen)
		if err != nil {
			return own
		}
		return changed
	})
	if found == 0 {
		return noReferences(problem)
	}
	r.replace(body, "application/json")
	return fmt.Sprintf("the sender saw %s for its reference", relay.Visible(seen))
}

func (changedReference) instead(string) (string, bool) {
	return "did the work, then answered with another reference", true
}
