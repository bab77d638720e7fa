package fault

import "github.com/ledgerhook/ledgerhook/relay"

// emptyReply leaves the answer's body out.
type emptyReply struct{}

func (emptyReply) entry() Entry {
	return Entry{
		Name: "empty-reply", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver's status arrives, and no body",
		Expect:  "the sender goes by the status; Finpilo counts an empty 200 as sent, and keeps no reference",
		Example: "faults add empty-reply --filter provider:finpilo",
	}
}

func (emptyReply) check(string) error { return nil }

func (emptyReply) spoil(_ string, r *reply) string {
	r.replace(nil, "")
	return "the sender saw no body"
}

func (emptyReply) instead(string) (string, bool) {
	return "did the work, then answered without a body", true
}
