package tui

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// script is a watcher that plays one function for each connection; after the last one it hangs.
type script struct {
	mu          sync.Mutex
	connections []func(ctx context.Context, on func(control.Change) error) error
	after       []uint64 // what each connection resumed behind
	at          []time.Time
}

func (s *script) Watch(ctx context.Context, after uint64, on func(control.Change) error) error {
	s.mu.Lock()
	s.after, s.at = append(s.after, after), append(s.at, relay.RealClock{}.Now())
	n := len(s.after) - 1
	s.mu.Unlock()
	if n < len(s.connections) {
		return s.connections[n](ctx, on)
	}
	<-ctx.Done()
	return context.Cause(ctx)
}

func hello(on func(control.Change) error) { _ = on(control.Change{At: at(0)}) }

func changed(number uint64, d control.Delivery) control.Change {
	return control.Change{Number: number, Kind: string(relay.DeliveryChanged), At: at(0), ID: d.ID, Delivery: &d, Attempted: d.AttemptCount > 0}
}

// watching runs a feed in a bubble until the test's body is done.
func watching(t *testing.T, s *script, body func(t *testing.T, next func() batch)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := newFeed(s, relay.RealClock{})
		ended := make(chan struct{})
		go func() { f.run(ctx); close(ended) }()
		body(t, func() batch { return f.next(ctx).(batchMsg).batch })
		cancel()
		<-ended
		if msg := f.next(ctx); msg != nil {
			t.Errorf("after the end comes %v", msg)
		}
	})
}

func TestFeedBatchesWhatComesFast(t *testing.T) {
	t.Parallel()
	const n = 1000
	s := &script{}
	s.connections = append(s.connections, func(ctx context.Context, on func(control.Change) error) error {
		hello(on)
		for i := range uint64(n) { // within a second
			d := numbered(int(i) % 100)
			d.AttemptCount, d.LastFaults = 1+int(i)/100, 1
			d.LastOutcome = string(relay.Timeout)
			if err := on(changed(i+1, d)); err != nil {
				return err
			}
			time.Sleep(time.Millisecond)
		}
		<-ctx.Done()
		return context.Cause(ctx)
	})
	watching(t, s, func(t *testing.T, next func() batch) {
		began := time.Now()
		batches, attempts := 0, 0
		known := map[string]marks{}
		for attempts < n {
			b := next()
			batches++
			attempts += b.attempts
			for _, u := range b.updates {
				for _, m := range u.marks {
					known[u.delivery.ID] = known[u.delivery.ID].with(m)
				}
			}
		}
		if most := 2 + int(time.Since(began)/pace); batches > most {
			t.Errorf("%d batches in %s, want at most %d", batches, time.Since(began), most)
		}
		if len(known) != 100 || len(known["dlv_000000"]) != 10 || slices.Contains(known["dlv_000000"], markBad) {
			t.Errorf("%d deliveries, the marks of one are %v", len(known), known["dlv_000000"])
		}
	})
}

func TestFeedConnectsAgain(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	s := &script{}
	refuse := func(context.Context, func(control.Change) error) error { return broken }
	s.connections = []func(context.Context, func(control.Change) error) error{
		func(_ context.Context, on func(control.Change) error) error {
			hello(on)
			_ = on(changed(41, numbered(1)))
			return broken
		},
		refuse, refuse, refuse, refuse, refuse, refuse,
		func(ctx context.Context, on func(control.Change) error) error {
			hello(on)
			missed := changed(90, numbered(2))
			missed.Missed = true
			_ = on(missed)
			<-ctx.Done()
			return context.Cause(ctx)
		},
	}
	watching(t, s, func(t *testing.T, next func() batch) {
		var lost, opened int
		for {
			b := next()
			if b.lost != nil {
				lost++
			}
			if b.opened {
				opened++
			}
			if b.stale {
				if b.lost != nil || lost == 0 || opened == 0 {
					t.Errorf("connected again with lost %v; %d times lost, %d times opened", b.lost, lost, opened)
				}
				break
			}
		}
		if want := []uint64{0, 41, 41, 41, 41, 41, 41, 41}; !slices.Equal(s.after, want) {
			t.Errorf("resumed behind %v, want %v", s.after, want)
		}
		for i := range s.at[1:] {
			if pause := s.at[i+1].Sub(s.at[i]); pause < shortestPause || pause > longestPause {
				t.Errorf("paused for %s", pause)
			}
		}
	})
}

func TestFeedNoticesSilence(t *testing.T) {
	t.Parallel()
	s := &script{}
	s.connections = append(s.connections, func(ctx context.Context, on func(control.Change) error) error {
		hello(on)
		<-ctx.Done()
		return context.Cause(ctx)
	})
	watching(t, s, func(t *testing.T, next func() batch) {
		began := time.Now()
		if b := next(); !b.opened {
			t.Error("it does not say that it is connected")
		}
		if b := next(); !errors.Is(b.lost, control.ErrUnreachable) {
			t.Errorf("lost: %v", b.lost)
		}
		if took := time.Since(began); took < silence || took > silence+time.Second {
			t.Errorf("noticed after %s", took)
		}
	})
}

func TestFeedIsBoundedWhileNobodyReads(t *testing.T) {
	t.Parallel()
	f := newFeed(&script{}, relay.RealClock{})
	f.note(control.Change{At: at(0)}, true)
	for i := range 3*maxBatch + 5 {
		f.note(changed(uint64(i+1), numbered(i)), false)
	}
	if got := len(f.waiting.updates); got > maxBatch || !f.waiting.stale || f.last != 3*maxBatch+5 {
		t.Errorf("%d updates wait, stale %v, last %d", got, f.waiting.stale, f.last)
	}
}
