package fault

import (
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// hang lets the receiver do its work and never hands its answer over: the attempt ends at the time limit, as one to a
// receiver that has stalled does. At the sender it waits on the engine's clock: under a virtual one no real time passes.
type hang struct{}

func (hang) entry() Entry {
	return Entry{
		Name: "hang", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver does its work, then no answer comes until the time limit is over",
		Expect:  "the sender gives up at its time limit and tries again; the receiver books once",
		Example: "faults add hang --filter provider:finpilo --limit 1",
	}
}

func (hang) check(string) error { return nil }

func (hang) wire(_ string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if _, err := realReply(req, hit, next); err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; the sender waited until its time limit", hit.Actual.Status)
		return nil, relay.Linger(req.Context(), 0)
	})
}

func (hang) receiver(_ string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	hit.Note = "did the work, then gave no answer until the sender went away"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		replyOf(w, next, r)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
}
