package relay

import (
	"slices"
	"sync"
	"time"
)

// leanPool keeps connections that are not in use, apart by target, the newest first to be used again.
type leanPool struct {
	now func() time.Duration

	mu   sync.Mutex
	idle map[string][]*leanConn // oldest first
	stop func()                 // of the alarm for the next one to be dropped; nil when none is set
}

func newLeanPool() *leanPool {
	return &leanPool{now: RealClock{}.Stopwatch(), idle: map[string][]*leanConn{}}
}

// take returns a connection to a target that is still of use, or nil. A receiver that has closed it meanwhile, or has said
// something that nobody asked for, is found out here, before anything is written.
func (p *leanPool) take(target string) *leanConn {
	for {
		c := p.pop(target)
		if c == nil || c.quiet == nil || c.quiet() {
			return c
		}
		_ = c.Close()
	}
}

func (p *leanPool) pop(target string) *leanConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.idle[target]
	if len(kept) == 0 {
		return nil
	}
	last := len(kept) - 1
	c := kept[last]
	kept[last] = nil
	p.idle[target] = kept[:last] // also when empty: it mostly fills again at once
	return c
}

// put keeps a connection for later.
func (p *leanPool) put(c *leanConn) {
	p.mu.Lock()
	kept := p.idle[c.target]
	full := len(kept) >= maxIdlePerTarget
	if !full {
		c.since = p.now()
		p.idle[c.target] = append(kept, c)
		if p.stop == nil {
			p.stop = RealClock{}.After(idleLimit, p.sweep)
		}
	}
	p.mu.Unlock()
	if full {
		_ = c.Close()
	}
}

// sweep closes what has been idle for too long, and comes back for the rest.
func (p *leanPool) sweep() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stop = nil
	now := p.now()
	next := time.Duration(-1)
	for target, kept := range p.idle {
		old := 0
		for old < len(kept) && now-kept[old].since >= idleLimit {
			_ = kept[old].Close()
			old++
		}
		if old == len(kept) {
			delete(p.idle, target)
			continue
		}
		p.idle[target] = slices.Delete(kept, 0, old)
		if left := p.idle[target][0].since + idleLimit - now; next < 0 || left < next {
			next = left
		}
	}
	if next >= 0 {
		p.stop = RealClock{}.After(next, p.sweep)
	}
}

// close ends all that is kept.
func (p *leanPool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	for _, kept := range p.idle {
		for _, c := range kept {
			_ = c.Close()
		}
	}
	clear(p.idle)
}
