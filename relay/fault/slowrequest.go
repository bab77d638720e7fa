package fault

import (
	"bytes"
	"io"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// slowRequest sends the body in pieces.
type slowRequest struct{}

func (slowRequest) entry() Entry {
	return Entry{
		Name: "slow-request", Value: "DURATION", Default: "5s", Stage: relay.RequestStage, Places: senderOnly(),
		Meaning: "a slow line: the head comes at once, the body in ten pieces over DURATION",
		Expect:  "the receiver waits for the whole body, within a limit of its own, and others are served meanwhile",
		Example: "faults add slow-request=8s --first 1",
	}
}

func (slowRequest) check(value string) error {
	return checkWait("slow-request", value, longestStall, "5s")
}

func (slowRequest) wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		whole, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		slow := again(req, nil)
		slow.Body = &pieceByPiece{whole: whole, rest: func() error { return pause(req.Context(), wait(value)/pieces) }}
		hit.Note = "the body was sent in pieces over " + value
		return next.RoundTrip(slow)
	})
}

// pieceByPiece is a body that comes in pieces.
type pieceByPiece struct {
	whole []byte
	rest  func() error // before each piece
	given int          // pieces
	piece io.Reader
}

// Piecemeal implements relay.Piecemeal.
func (p *pieceByPiece) Piecemeal() {}

// Read gives no more than the rest of a piece.
func (p *pieceByPiece) Read(b []byte) (int, error) {
	if p.piece != nil {
		if n, err := p.piece.Read(b); err == nil {
			return n, nil
		}
	}
	if p.given == pieces {
		return 0, io.EOF
	}
	if err := p.rest(); err != nil {
		return 0, err
	}
	size := len(p.whole)
	p.piece = bytes.NewReader(p.whole[size*p.given/pieces : size*(p.given+1)/pieces])
	p.given++
	return p.Read(b)
}

// Close implements io.Closer.
func (p *pieceByPiece) Close() error { return nil }
