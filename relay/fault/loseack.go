package fault

import (
	"fmt"
	"io"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ErrAckLost is what the sender gets from lose-ack: a connection that was closed before the answer. It wraps io.EOF, as
// a real one would.
var ErrAckLost = fmt.Errorf("fault lose-ack: connection closed before the answer: %w", io.EOF)

// loseAck lets the receiver do all its work and loses the answer: the sender must try again, and the receiver must not
// book twice.
type loseAck struct{}

func (loseAck) entry() Entry {
	return Entry{
		Name: "lose-ack", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver does its work, then the connection is closed before the answer",
		Expect:  "the sender tries again, and the receiver books once and answers as it would have the first time",
		Example: "faults add lose-ack --first 1",
	}
}

func (loseAck) check(string) error { return nil }

func (loseAck) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if _, err := realReply(req, hit, next); err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw the connection close", hit.Actual.Status)
		return nil, ErrAckLost
	})
}

func (loseAck) receiver(_ string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then closed the connection without an answer"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replyOf(w, next, r)
		panic(http.ErrAbortHandler)
	})
}
