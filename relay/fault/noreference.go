package fault

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// noReference takes the reference out of the answer.
type noReference struct{}

func (noReference) entry() Entry {
	return Entry{
		Name: "no-reference", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver books, and its answer does not say under which reference",
		Expect:  "the sender counts it as sent and shows no reference; the next send of the same document is answered with the first one's",
		Example: "faults add no-reference --filter provider:finpilo --first 1",
	}
}

func (noReference) check(string) error { return nil }

func (noReference) spoil(_ string, r *reply) string {
	plain, problem := r.plain()
	body, found := withReferences(plain, func(jsontext.Value) jsontext.Value { return nil })
	if found == 0 {
		return noReferences(problem)
	}
	r.replace(body, "application/json")
	return "the sender saw no reference"
}

func (noReference) instead(string) (string, bool) {
	return "did the work, then answered without its reference", true
}
