package tui

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

const (
	pace          = 50 * time.Millisecond // at most one batch so often
	shortestPause = 200 * time.Millisecond
	longestPause  = 3 * time.Second
	silence       = 35 * time.Second // the server says something every ten seconds
)

// watcher is what the feed needs of the client.
type watcher interface {
	Watch(ctx context.Context, after uint64, on func(control.Change) error) error
}

// feed reads the change stream, connects again when it breaks, and hands the changes on in batches.
type feed struct {
	watcher watcher
	clock   relay.Clock

	wake    chan struct{} // 1 slot: there is something in waiting
	batches chan batch

	mu      sync.Mutex
	waiting batch
	last    uint64 // the number of the newest change seen
	heard   time.Time
}

func newFeed(w watcher, clock relay.Clock) *feed {
	return &feed{watcher: w, clock: clock, wake: make(chan struct{}, 1), batches: make(chan batch)}
}

// run watches until ctx ends.
func (f *feed) run(ctx context.Context) {
	var others sync.WaitGroup
	others.Go(func() { f.pump(ctx) })
	defer others.Wait()
	pause := shortestPause
	for ctx.Err() == nil {
		heard, err := f.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if heard {
			pause = shortestPause
		}
		f.add(func(b *batch) { b.lost, b.opened, b.retry = err, false, f.clock.Now().Add(pause) })
		f.sleep(ctx, pause)
		pause = min(2*pause, longestPause)
	}
}

// connect watches until the stream breaks or falls silent. heard tells whether it said anything.
func (f *feed) connect(ctx context.Context) (heard bool, err error) {
	watching, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	f.mu.Lock()
	after := f.last
	f.heard = f.clock.Now()
	f.mu.Unlock()
	var guard sync.WaitGroup
	guard.Go(func() { f.guard(watching, cancel) })
	defer guard.Wait()
	defer cancel(nil)
	err = f.watcher.Watch(watching, after, func(change control.Change) error {
		first := !heard
		heard = true
		f.note(change, first)
		return nil
	})
	return heard, err
}

// guard ends a connection that has fallen silent, as after a laptop's sleep.
func (f *feed) guard(ctx context.Context, cancel context.CancelCauseFunc) {
	for ctx.Err() == nil {
		f.mu.Lock()
		deadline := f.heard.Add(silence)
		f.mu.Unlock()
		left := deadline.Sub(f.clock.Now())
		if left <= 0 {
			cancel(control.ErrUnreachable)
			return
		}
		f.sleep(ctx, left)
	}
}

// note takes one change in.
func (f *feed) note(change control.Change, first bool) {
	f.add(func(b *batch) {
		f.heard = f.clock.Now()
		if first {
			b.opened, b.lost = true, nil
		}
		if change.At.After(b.at) {
			b.at = change.At.Time
		}
		if change.Kind == "" {
			return // a heartbeat
		}
		f.last = change.Number
		b.stale = b.stale || change.Missed
		b.take(&change)
	})
}

// add changes what waits and wakes the pump.
func (f *feed) add(change func(*batch)) {
	f.mu.Lock()
	change(&f.waiting)
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// pump hands batches on, not more often than the pace.
func (f *feed) pump(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		}
		f.mu.Lock()
		full := f.waiting
		f.waiting = batch{lost: full.lost, retry: full.retry}
		f.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case f.batches <- full:
		}
		f.sleep(ctx, pace)
	}
}

// next waits for the next batch: the program's command.
func (f *feed) next(ctx context.Context) tea.Msg {
	select {
	case <-ctx.Done():
		return nil
	case b := <-f.batches:
		return batchMsg{b}
	}
}

func (f *feed) sleep(ctx context.Context, d time.Duration) {
	over, stop := f.clock.Alarm(f.clock.Now().Add(d))
	defer stop()
	select {
	case <-ctx.Done():
	case <-over:
	}
}
