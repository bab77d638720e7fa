package fault

import (
	"errors"
	"io"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ErrDisconnected is what ends a request that disconnect cuts.
var ErrDisconnected = errors.New("fault disconnect: the sender went away in the middle of the request")

// disconnect ends the connection when half of the body is sent.
type disconnect struct{}

func (disconnect) entry() Entry {
	return Entry{
		Name: "disconnect", Stage: relay.RequestStage, Places: senderOnly(),
		Meaning: "the sender goes away in the middle of the request: half of the body arrives, and then the connection ends",
		Expect:  "the receiver books nothing, and is ready for the next one",
		Example: "faults add disconnect --first 1",
	}
}

func (disconnect) check(string) error { return nil }

func (disconnect) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		whole, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if len(whole) == 0 {
			hit.Note = "not applied: there is no body to cut"
			return next.RoundTrip(again(req, nil))
		}
		cut, left := again(req, nil), pieces/2
		cut.Body = &pieceByPiece{whole: whole, rest: func() error {
			if left--; left < 0 {
				return ErrDisconnected
			}
			return nil
		}}
		hit.Note = "the connection ended when half of the body was sent"
		resp, err := next.RoundTrip(cut)
		switch {
		case err == nil: // it answered before it had read the body
			hit.Note += "; the receiver had answered before"
		case errors.Is(err, ErrDisconnected):
			return nil, ErrDisconnected // without the addresses that net puts before it
		}
		return resp, err
	})
}
