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
		Name:    "lose-ack",
		Places:  []relay.FaultPlace{relay.AtSender, relay.AtReceiver},
		Meaning: "the receiver does its work, then the connection is closed before the answer",
	}
}

func (loseAck) check(string) error { return nil }

func (loseAck) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		answer, err := realAnswer(req, hit, next)
		if err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw the connection close", answer.Status)
		return nil, ErrAckLost
	})
}

func (loseAck) receiver(_ string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		hit.Note = "did the work, then closed the connection without an answer"
		next.ServeHTTP(&unsent{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	})
}

// unsent takes an answer that never leaves.
type unsent struct{ header http.Header }

func (u *unsent) Header() http.Header         { return u.header }
func (u *unsent) Write(p []byte) (int, error) { return len(p), nil }
func (u *unsent) WriteHeader(int)             {}
