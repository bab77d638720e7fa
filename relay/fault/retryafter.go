package fault

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// retryAfter answers 429 and asks to wait.
type retryAfter struct{}

func (retryAfter) entry() Entry {
	return Entry{
		Name: "retry-after", Value: "TEXT", Default: "120", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver has too much to do: 429 with Retry-After: TEXT, which may be seconds, a date, or nonsense",
		Expect:  "the sender waits at least that long (never less than its own schedule), takes no nonsense for a time, and does not come back all at once",
		Example: "faults add retry-after=600 --first 3",
	}
}

func (retryAfter) check(value string) error {
	if !headerText(value) {
		return mistake("retry-after", value, "what can stand in a header", "120")
	}
	return nil
}

func (retryAfter) spoil(value string, r *reply) string {
	*r = reply{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {value}}}
	return "the sender saw 429 with Retry-After: " + value
}

func (retryAfter) instead(value string) (string, bool) {
	return "answered 429 with Retry-After: " + value + " without doing the work", false
}
