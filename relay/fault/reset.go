package fault

import (
	"fmt"
	"net/http"
	"syscall"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ErrReset is what the sender gets from reset. It wraps syscall.ECONNRESET, as a real one would.
var ErrReset = fmt.Errorf("fault reset: %w", syscall.ECONNRESET)

// reset breaks the connection after the receiver's work, so that everybody sees it: lose-ack closes it in order.
type reset struct{}

func (reset) entry() Entry {
	return Entry{
		Name: "reset", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver does its work and crashes: the connection is reset (RST) before the answer",
		Expect:  "the sender takes it for unknown whether the event arrived, and tries again; the receiver books once",
		Example: "faults add reset --at receiver --first 1",
	}
}

func (reset) check(string) error { return nil }

func (reset) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if _, err := realReply(req, hit, next); err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw the connection reset", hit.Actual.Status)
		return nil, ErrReset
	})
}

func (reset) receiver(_ string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then reset the connection"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replyOf(w, next, r)
		abort(seize(w))
	})
}
