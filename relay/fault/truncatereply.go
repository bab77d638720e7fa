package fault

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// errCutHead is what the sender gets of an answer without a body that is cut.
var errCutHead = fmt.Errorf("fault truncate-reply: %w", io.ErrUnexpectedEOF)

// truncateReply ends the connection in the middle of the answer: of its body, or of its head where it has none.
type truncateReply struct{}

func (truncateReply) entry() Entry {
	return Entry{
		Name: "truncate-reply", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver does its work, and the connection ends in the middle of the answer",
		Expect:  "the sender does not count half an answer as a success, and tries again; the receiver books once",
		Example: "faults add truncate-reply --first 1",
	}
}

func (truncateReply) check(string) error { return nil }

func (truncateReply) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		real, err := realReply(req, hit, next)
		if err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw the first half", hit.Actual.Status)
		if len(real.body) == 0 {
			return nil, errCutHead
		}
		resp := real.response(req)
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(real.body[:len(real.body)/2]), brokenOff{}))
		return resp, nil
	})
}

// brokenOff is where an answer ends too early.
type brokenOff struct{}

// Read implements io.Reader.
func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (truncateReply) receiver(_ string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then sent half of its answer and closed the connection"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := replyOf(w, next, r)
		conn := seize(w)
		defer conn.Close()
		answer := own.head()
		if len(own.body) > 0 {
			answer = append(answer, own.body[:len(own.body)/2]...)
		} else {
			answer = answer[:len(answer)/2]
		}
		_, _ = conn.Write(answer)
	})
}
