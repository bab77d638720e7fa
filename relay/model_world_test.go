package relay_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/retry"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// owed is what the model knows of a delivery.
type owed struct {
	id, sub, key string
	retries      []time.Time // when a person asked for its next attempt
	final        *relay.Delivery
	crashed      int // how many of its requests were lost in crashes
}

// known is what the model knows of a subscription.
type known struct {
	id, provider, path string
	limits             relay.Limits
	gone, paused       bool
	sentBefore         int                  // while paused: how many requests had been seen
	even               time.Time            // the rate and number of attempts at once hold for requests since then
	since              func() time.Duration // then, in real time, which is the bubble's; nil: it never changed
}

// changed notes that other limits hold from now on, or the same ones with another engine.
func (s *known) changed(now time.Time) {
	s.even, s.since = now, relay.RealClock{}.Stopwatch()
}

// world is an engine in a bubble, and the model that it is held to.
type world struct {
	t        *testing.T
	ctx      context.Context
	plan     plan
	path     string
	samples  relay.Samples
	dialects []relay.Dialect
	receiver *modelReceiver

	engine *relay.Engine
	store  *modelStore
	clock  relay.Clock
	jumped *jumpClock
	stop   func()

	subs  []*known
	owed  []*owed
	took  []tookIn
	byID  map[string]*owed
	jumps []time.Time          // when the clock jumped, by itself
	works func() time.Duration // since the store works again, in real time, which is the bubble's
	paced time.Time            // after a jump of the clock: what is overdue goes out slowly until then
}

// runPlan runs a plan in a bubble of its own and says what does not hold.
func runPlan(t *testing.T, p plan) (err error) {
	synctest.Test(t, func(t *testing.T) {
		samples, problem := fixtures.New()
		if problem != nil {
			err = problem
			return
		}
		w := &world{
			t: t, ctx: context.WithoutCancel(t.Context()), plan: p, works: relay.RealClock{}.Stopwatch(), path: filepath.Join(t.TempDir(), "relay.db"), samples: samples,
			dialects: provider.All(), byID: map[string]*owed{}, jumped: &jumpClock{},
			receiver: &modelReceiver{answers: p.Answers, byKey: map[string][]*arrival{}, busy: map[string]int{}},
		}
		if err = w.start(); err != nil {
			return
		}
		defer func() { err = errors.Join(err, w.stopped()) }()
		for i, step := range p.Steps {
			if err = w.step(step); err != nil {
				err = fmt.Errorf("step %d, %s: %w", i+1, step.Do, err)
				return
			}
		}
		err = w.finish()
	})
	return err
}

// start opens the store and starts an engine on it.
func (w *world) start() error {
	store, err := sqlite.Open(w.ctx, sqlite.Options{Path: w.path, NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		return err
	}
	w.store = &modelStore{Store: store, delays: w.plan.Delays, quick: true}
	w.clock = w.jumped
	if w.plan.Virtual {
		w.clock = relay.NewVirtualClock(harnessStart)
	}
	if err := w.lose(); err != nil {
		return errors.Join(err, store.Close())
	}
	chance := relay.Chance{Seed: 42}
	w.engine, err = relay.NewEngine(w.ctx, relay.Options{
		Dialects: w.dialects, Samples: w.samples, Store: w.store, Clock: w.clock, Chance: chance, Faults: fault.New(),
		FaultSet: relay.NewFaultSet(chance), Transport: w.receiver, BaseURL: "http://127.0.0.1:7117", Grace: 2 * time.Second,
	})
	if err != nil {
		return errors.Join(err, store.Close())
	}
	w.receiver.mu.Lock()
	w.receiver.clock = w.clock
	w.receiver.life++
	w.receiver.mu.Unlock()
	for _, s := range w.subs {
		s.changed(w.clock.Now())
	}
	running, cancel := context.WithCancel(w.ctx)
	done := make(chan error, 1)
	go func() { done <- w.engine.Run(running) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	}
	synctest.Wait()
	return nil
}

// stopped stops the engine and closes the store.
func (w *world) stopped() error {
	if w.stop == nil {
		return nil
	}
	w.stop()
	w.stop = nil
	return w.store.Close()
}

// lose notes which requests the store knows nothing of, before a new engine starts.
func (w *world) lose() error {
	for _, o := range w.owed {
		attempts, err := w.attempts(o)
		if err != nil {
			return err
		}
		o.crashed = 0
		for i, s := range w.receiver.seen(o.key) {
			if s.lost {
				o.crashed++
			} else if i-o.crashed >= len(attempts) {
				s.lost = true
				o.crashed++
			}
		}
	}
	return nil
}

// attempts are those of a delivery that were really made, as far as this process could tell.
func (w *world) attempts(o *owed) ([]relay.Attempt, error) {
	all, err := w.store.Attempts(w.ctx, o.id)
	var made []relay.Attempt
	for i := range all {
		if all[i].Number != i+1 {
			return nil, fmt.Errorf("attempt %d of %s has the number %d", i+1, o.id, all[i].Number)
		}
		if !recovered(&all[i]) {
			made = append(made, all[i])
		}
	}
	return made, err
}

// recovered reports whether an attempt was noted at a start, for one that a crash cut off.
func recovered(a *relay.Attempt) bool {
	return a.Outcome == relay.Aborted && len(a.Request.Headers) == 0
}

// advance lets time pass.
func (w *world) advance(d time.Duration) error {
	w.store.hurry(false)
	defer w.store.hurry(true)
	if !w.plan.Virtual {
		if !w.store.works() {
			d = min(d, 10*time.Minute) // days of trying again and again take minutes to play, and say no more
		}
		nap(d)
		return nil
	}
	patience := 10 * time.Hour // of the bubble: requests that hang do so in real time
	if !w.store.works() {
		patience = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	_, err := w.engine.Advance(ctx, d)
	if errors.Is(err, context.DeadlineExceeded) && !w.store.works() {
		return nil
	}
	synctest.Wait()
	return err
}

// jumpedDuring reports whether the clock jumped during an attempt, which then ended later than it took.
func (w *world) jumpedDuring(a *relay.Attempt) bool {
	return slices.ContainsFunc(w.jumps, func(at time.Time) bool { return !at.Before(a.StartedAt) && !at.After(a.StartedAt.Add(a.Duration)) })
}

// modelLimits are some ways to be sent to.
func modelLimits(n int) relay.Limits {
	quick := retry.Gaps(time.Second, 5*time.Second, time.Minute)
	limits := []relay.Limits{
		{}, {Ordered: true}, {AtMostOnce: true}, {Concurrency: 1}, {Rate: 2}, {Retry: &quick}, {Retry: &quick, Ordered: true},
		{Retry: &quick, Ordered: true, AtMostOnce: true}, {Retry: &quick, Concurrency: 2, Rate: 0.5}, {Retry: &quick, AtMostOnce: true, Concurrency: 3},
	}
	return limits[n%len(limits)]
}

// modelProviders are the products with an event type of each.
func modelProviders(n int) (name, eventType string) {
	all := [][2]string{
		{"fintoro", "invoices.paid"}, {"bookkeeper", "payment.confirmed"}, {"silverfin", "export.created"},
		{"moneybird", "contact_created"}, {"finpilo", "document.sent"},
	}
	one := all[n%len(all)]
	return one[0], one[1]
}
