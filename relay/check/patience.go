package check

import "time"

// A receiver that hangs is waited for in full as often as this, and then for a short time only: a check ends. Source: our choice.
const (
	fullWaitsInARow = 2
	fullWaits       = 5 // in all: one that hangs at some requests answers others
	shortWait       = time.Second
)

// patience is how long answers are waited for, given how long earlier ones took. The zero value has seen nothing.
type patience struct {
	inARow, all int           // how many requests got no answer in time
	slowest     time.Duration // of the answers that came
}

// learn takes one more exchange into account.
func (p *patience) learn(x *Exchange) {
	if x.Late {
		p.inARow++
		p.all++
		return
	}
	p.inARow = 0
	if x.Response != nil {
		p.slowest = max(p.slowest, x.Duration)
	}
}

// limit is how long the next answer is waited for; full is the most that it may be. Who is slow and answers is given time.
func (p *patience) limit(full time.Duration) time.Duration {
	if p.inARow >= fullWaitsInARow || p.all >= fullWaits {
		return min(full, max(shortWait, 2*p.slowest))
	}
	return full
}

// limit is how long a request waits for its answer.
func (w *wire) limit(r *Request) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	limit := w.patience.limit(w.session.Timeout)
	if r.Limit > 0 {
		limit = min(limit, r.Limit)
	}
	return limit + time.Duration(max(0, r.Pieces-1))*r.Pause // which it takes to send it
}
