package fault

import (
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// status answers with another HTTP status and an empty body. At the sender the receiver has done its work and its real
// answer is hidden; at the receiver nothing is done, as is usual behind a real 503. So the next attempt of the delivery
// is a duplicate in the first case, and new to the receiver in the second.
type status struct{}

func (status) entry() Entry {
	return Entry{
		Name: "status", Value: "CODE", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "answer with status CODE (200 to 599) and an empty body: at the sender after the receiver's work, at the receiver instead of it",
		Expect:  "the sender judges by its own rule (Moneybird takes 200 alone) and tries again; the receiver books once",
		Example: "faults add status=503 --filter provider:fintoro --first 2",
	}
}

func (status) check(value string) error {
	if _, ok := statusCode(value); !ok {
		return mistake("status", value, "a code from 200 to 599", "503")
	}
	return nil
}

func (status) spoil(value string, r *reply) string {
	code, _ := statusCode(value)
	*r = reply{status: code, header: http.Header{}}
	return fmt.Sprintf("the sender saw %d", code)
}

func (status) instead(value string) (string, bool) {
	return "answered " + value + " without doing the work", false
}
