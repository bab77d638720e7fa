package fault

import (
	"bytes"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// invalidJSON answers with JSON that breaks off.
type invalidJSON struct{}

func (invalidJSON) entry() Entry {
	return Entry{
		Name: "invalid-json", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver's answer says that it is JSON, and cannot be read as such",
		Expect:  "the sender goes by the status, keeps no reference (Finpilo), and does not break",
		Example: "faults add invalid-json --filter provider:finpilo",
	}
}

func (invalidJSON) check(string) error { return nil }

func (invalidJSON) spoil(_ string, r *reply) string {
	plain, _ := r.plain()
	broken := bytes.TrimSuffix(bytes.TrimSpace(plain), []byte("}"))
	if len(broken) == 0 {
		broken = []byte(`{"accountingReferenceId":`)
	}
	r.replace(append(bytes.Clone(broken), ','), "application/json")
	if !bodyAllowed(r.status) {
		r.status = http.StatusOK
	}
	return "the sender saw JSON that breaks off"
}

func (invalidJSON) instead(string) (string, bool) {
	return "did the work, then answered with JSON that breaks off", true
}
