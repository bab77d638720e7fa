package fault

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// status answers with another HTTP status and an empty body. At the sender the receiver has done its work and its real
// answer is hidden; at the receiver nothing is done, as is usual behind a real 503. So the next attempt of the delivery
// is a duplicate in the first case, and new to the receiver in the second.
type status struct{}

func (status) entry() Entry {
	return Entry{
		Name:    "status",
		Value:   "CODE",
		Places:  []relay.FaultPlace{relay.AtSender, relay.AtReceiver},
		Meaning: "answer with status CODE (200 to 599) and an empty body: at the sender after the receiver's work, at the receiver instead of it",
	}
}

func (status) check(value string) error {
	if _, ok := statusCode(value); ok {
		return nil
	}
	problem := fmt.Sprintf("status takes a code from 200 to 599, not %q", value)
	if value == "" {
		problem = "status needs a code from 200 to 599"
	}
	return &relay.InputError{Field: "fault", Problem: problem, Hint: "for example status=503"}
}

func (status) wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	code, ok := statusCode(value)
	if !ok {
		hit.Note = notApplied
		return next
	}
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		answer, err := realAnswer(req, hit, next)
		if err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw %d", answer.Status, code)
		return emptyResponse(req, code), nil
	})
}

func (status) receiver(value string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	code, ok := statusCode(value)
	if !ok {
		hit.Note = notApplied
		return next
	}
	hit.Note = fmt.Sprintf("answered %d without doing the work", code)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

// statusCode reads three digits. Codes below 200 are no final answers.
func statusCode(value string) (int, bool) {
	code, err := strconv.Atoi(value)
	return code, err == nil && len(value) == 3 && code >= 200 && code <= 599
}
