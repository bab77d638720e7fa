package inbound

import (
	"math"
	"sync"
	"time"
)

// rate is a bucket of tokens that fills in real time. Safe for concurrent use.
type rate struct {
	perSecond, depth float64
	elapsed          func() time.Duration // since it was made

	mu     sync.Mutex
	tokens float64
	last   time.Duration
}

// newRate returns a full bucket of depth tokens; elapsed is a stopwatch that was just started.
func newRate(perSecond, depth float64, elapsed func() time.Duration) *rate {
	return &rate{perSecond: perSecond, depth: depth, tokens: depth, elapsed: elapsed}
}

// take takes a token. Where there is none, it returns how long it is until there is one.
func (r *rate) take() (wait time.Duration, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.elapsed()
	r.tokens = min(r.depth, r.tokens+r.perSecond*(now-r.last).Seconds())
	r.last = now
	if r.tokens < 1 {
		return time.Duration(math.Ceil((1 - r.tokens) / r.perSecond * float64(time.Second))), false
	}
	r.tokens--
	return 0, true
}
