package fault

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// drop loses the request on its way.
type drop struct{}

const acknowledged = "acknowledged"

func (drop) entry() Entry {
	return Entry{
		Name: "drop", Value: "silent|" + acknowledged, Default: "silent", Stage: relay.RequestStage, Places: senderOnly(),
		Meaning: "nothing arrives: the sender waits until its time limit, or somebody between says 200 and loses it",
		Expect:  "the sender tries again; what was acknowledged and lost is found only by comparing books (mock reconcile: missing)",
		Example: "faults add drop=acknowledged --every 10",
	}
}

func (drop) check(value string) error {
	if value != "silent" && value != acknowledged {
		return mistake("drop", value, "silent or "+acknowledged, acknowledged)
	}
	return nil
}

func (drop) wire(value string, hit *relay.AppliedFault, _ http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		_ = req.Body.Close()
		if value == acknowledged {
			hit.Note = "nothing arrived; somebody on the way said 200"
			return (&reply{status: http.StatusOK, header: http.Header{}}).response(req), nil
		}
		hit.Note = "nothing arrived; the sender waited until its time limit"
		return nil, relay.Linger(req.Context(), 0)
	})
}
