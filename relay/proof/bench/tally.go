package bench

import (
	"sync"
	"time"
)

// Counts is what a receiver has of the current run.
type Counts struct {
	Received int       `json:"received"` // requests
	Distinct int       `json:"distinct"` // events: less than received when some came twice
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"` // of the newest event that was not there before
}

// tally counts the events of one run at a time. Safe for concurrent use.
type tally struct {
	mu       sync.Mutex
	run      int
	counts   Counts
	arrivals []int64 // by the number in the run, in Unix nanoseconds; zero: not yet
	waiting  []waiting
}

// waiting is somebody who wants to know when so many events are there.
type waiting struct {
	distinct int
	there    chan struct{}
}

// begin forgets what was and expects a run of n events.
func (t *tally) begin(run, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.run, t.counts, t.arrivals = run, Counts{}, make([]int64, n)
}

// add counts one request. What belongs to no run, or to an earlier one, is left out.
func (t *tally) add(run, n int, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if run != t.run || n >= len(t.arrivals) {
		return
	}
	t.counts.Received++
	if t.counts.Received == 1 {
		t.counts.First = at
	}
	if t.arrivals[n] != 0 {
		return
	}
	t.arrivals[n] = at.UnixNano()
	t.counts.Distinct++
	t.counts.Last = at
	kept := t.waiting[:0]
	for _, w := range t.waiting {
		if t.counts.Distinct < w.distinct {
			kept = append(kept, w)
			continue
		}
		close(w.there)
	}
	t.waiting = kept
}

// reached is closed once so many events are there.
func (t *tally) reached(distinct int) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	there := make(chan struct{})
	if t.counts.Distinct >= distinct {
		close(there)
		return there
	}
	t.waiting = append(t.waiting, waiting{distinct, there})
	return there
}

func (t *tally) now() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts
}

// times are when each event arrived, by its number; zero for one that did not.
func (t *tally) times() []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]int64(nil), t.arrivals...)
}
