package mock

import (
	"context"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	errandsAtOnce = 8  // reads under way; one at a time while the clock stands, so that a run repeats
	errandsLoaded = 64 // that are asked of the store at once
)

// errands knows what is being read and when the next read is due; what is to be read stands in the store. Safe for concurrent
// use.
type errands struct {
	mu      sync.Mutex
	changed *sync.Cond
	busy    map[errand]bool
	news    uint64    // counts what was added
	rests   bool      // the store had nothing else due, and there was no news since
	next    time.Time // when something is due, as long as it rests; zero: never
	wake    chan struct{}
	busyAPI map[string]time.Time // when a product's API, which had too much to do, is asked again
}

// errand is one fetch of one receipt.
type errand struct {
	row  int64
	what relay.FetchKind
}

func newErrands() *errands {
	e := &errands{busy: map[errand]bool{}, wake: make(chan struct{}, 1), busyAPI: map[string]time.Time{}}
	e.changed = sync.NewCond(&e.mu)
	return e
}

// added says that the store has something new to read.
func (e *errands) added() {
	e.mu.Lock()
	e.news++
	e.rests = false
	e.mu.Unlock()
	e.awake()
}

func (e *errands) awake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// look begins a look at the store.
func (e *errands) look() (news uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rests = false
	return e.news
}

// begin takes an errand on, and reports whether nobody else has.
func (e *errands) begin(one errand) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.busy[one] {
		return false
	}
	e.busy[one] = true
	return true
}

func (e *errands) end(one errand) {
	e.mu.Lock()
	delete(e.busy, one)
	e.mu.Unlock()
	e.awake()
}

// putOff lets nothing be asked of a product's API before a time.
func (e *errands) putOff(provider string, until time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.busyAPI[provider] = until
}

// askedFrom tells when a product's API may be asked.
func (e *errands) askedFrom(provider string) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.busyAPI[provider]
}

// rest ends a look that found nothing new to do.
func (e *errands) rest(news uint64, next time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rests = e.news == news && len(e.busy) == 0; e.rests {
		e.next = next
		e.changed.Broadcast()
	}
}

// settled waits until nothing is being read or due, and tells when something will be; zero for never. An error is why ctx
// ended before.
func (e *errands) settled(ctx context.Context, now func() time.Time) (next time.Time, err error) {
	stop := context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.changed.Broadcast()
	})
	defer stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for ; ; e.changed.Wait() {
		switch {
		case e.rests && (e.next.IsZero() || e.next.After(now())):
			return e.next, nil
		case ctx.Err() != nil:
			return time.Time{}, context.Cause(ctx)
		}
	}
}
