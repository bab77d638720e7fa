package inbound

import (
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// How often a mistake is searched for. Each search may take a good part of a second, and anybody outside can ask for one.
// Source: our choice.
const (
	searchesApart = 200 * time.Millisecond // from one to the next, at least
	searchesShare = 10                     // of the time, one part in so many is spent on them at most
)

// search searches for what led to a wrong signature, one at a time. Safe for concurrent use.
type search struct {
	running sync.Mutex // guards what follows, too
	elapsed func() time.Duration
	next    time.Duration // before that there is no other
}

func newSearch(elapsed func() time.Duration) *search { return &search{elapsed: elapsed} }

// line is the explainer's; empty where there is no time for it, or the signature is not what is wrong.
func (s *search) line(presented relay.Presented) string {
	if !s.running.TryLock() {
		return ""
	}
	defer s.running.Unlock()
	began := s.elapsed()
	if began < s.next {
		return ""
	}
	e, err := provider.Explainer{}.Explain(presented)
	s.next = began + max(searchesApart, searchesShare*(s.elapsed()-began))
	if err != nil || e.Verdict == relay.SignatureRight {
		return ""
	}
	return e.Line()
}
