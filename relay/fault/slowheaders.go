package fault

import (
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// slowHeaders lets the answer begin late.
type slowHeaders struct{}

func (slowHeaders) entry() Entry {
	return Entry{
		Name: "slow-headers", Value: "DURATION", Default: "5s", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver's answer takes DURATION to begin: at the receiver its head comes in pieces over that time",
		Expect:  "the sender waits within its time limit, and gives up at it, on the whole exchange and not on each byte",
		Example: "faults add slow-headers=31s --filter provider:finpilo",
	}
}

func (slowHeaders) check(value string) error {
	return checkWait("slow-headers", value, longestStall, "5s")
}

func (slowHeaders) wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		real, err := realReply(req, hit, next)
		if err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw it begin %s later", hit.Actual.Status, value)
		if err := relay.Linger(req.Context(), wait(value)); err != nil {
			return nil, err
		}
		return real.response(req), nil
	})
}

func (slowHeaders) receiver(value string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then sent the head of its answer in pieces over " + value
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := replyOf(w, next, r)
		conn := seize(w)
		defer conn.Close()
		if dribble(r.Context(), conn, own.head(), wait(value)) == nil {
			_, _ = conn.Write(own.body)
		}
	})
}
