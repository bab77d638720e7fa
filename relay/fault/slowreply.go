package fault

import (
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// slowReply lets the answer's body come in pieces.
type slowReply struct{}

func (slowReply) entry() Entry {
	return Entry{
		Name: "slow-reply", Value: "DURATION", Default: "5s", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the head of the receiver's answer comes at once, its body in ten pieces over DURATION (without a body the answer is as ever)",
		Expect:  "the sender's time limit counts for the whole answer: a status alone is no success yet",
		Example: "faults add slow-reply=15s --first 1",
	}
}

func (slowReply) check(value string) error { return checkWait("slow-reply", value, longestStall, "5s") }

func (slowReply) wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		real, err := realReply(req, hit, next)
		if err != nil {
			return nil, err
		}
		resp := real.response(req)
		if len(real.body) == 0 {
			hit.Note = fmt.Sprintf("not applied: the receiver answered %d without a body", hit.Actual.Status)
			return resp, nil
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender saw the body come in pieces over %s", hit.Actual.Status, value)
		resp.Body = &pieceByPiece{whole: real.body, rest: func() error { return pause(req.Context(), wait(value)/pieces) }}
		return resp, nil
	})
}

func (slowReply) receiver(value string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then sent the body of its answer in pieces over " + value
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := replyOf(w, next, r)
		conn := seize(w)
		defer conn.Close()
		if _, err := conn.Write(own.head()); err == nil {
			_ = dribble(r.Context(), conn, own.body, wait(value))
		}
	})
}
