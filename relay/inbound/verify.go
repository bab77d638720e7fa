package inbound

import (
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// verify holds a request against the product's rule: by what is kept of it, which is what the targets get. It returns why
// the request does not prove who sent it, for the store and the log and for no caller; empty where it does.
func (h *Handler) verify(hk *hook, in *relay.Incoming) (line string) {
	if !hk.proves() {
		return "nothing proves who sent it: the hook has no secret"
	}
	presented := relay.Presented{
		Provider: hk.Provider, Body: in.Request.Body, Headers: in.Request.Headers, Secrets: hk.Secrets, Old: hk.Old, Now: in.ReceivedAt,
	}
	v, err := provider.Verify(presented, hk.Token)
	switch {
	case err != nil: // the hook's secrets were looked at when it was made
		return "it cannot be verified: " + err.Error()
	case v.OK:
		return ""
	}
	if line := h.search.line(presented); line != "" {
		return line
	}
	return v.Line
}

// searchesPerSecond is how often a mistake is searched for. Each may take a good part of a second, and anybody outside can
// ask for one. Source: our choice.
const searchesPerSecond = 5

// search searches for what led to a wrong signature, one at a time. Safe for concurrent use.
type search struct {
	running sync.Mutex
	rate    *rate
}

func newSearch(elapsed func() time.Duration) *search {
	return &search{rate: newRate(searchesPerSecond, 1, elapsed)}
}

// line is the explainer's; empty where there is no time for it, or the signature is not what is wrong.
func (s *search) line(presented relay.Presented) string {
	if !s.running.TryLock() {
		return ""
	}
	defer s.running.Unlock()
	if _, ok := s.rate.take(); !ok {
		return ""
	}
	e, err := provider.Explainer{}.Explain(presented)
	if err != nil || e.Verdict == relay.SignatureRight {
		return ""
	}
	return e.Line()
}
