package relay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// flakyStore fails single calls of each kind, and lets a test come right after a publish's commit.
type flakyStore struct {
	*sqlite.Store
	settles, changes, begins, reads, dues atomic.Int64 // how many calls still fail
	published                             func(relay.Batch)
	beginning                             func(relay.SendingMark)
}

func fails(n *atomic.Int64) error {
	if n.Add(-1) < 0 {
		return nil
	}
	return fmt.Errorf("on purpose: %w", relay.ErrUnavailable)
}

func (s *flakyStore) Settle(ctx context.Context, settlement relay.Settlement) (bool, error) {
	if err := fails(&s.settles); err != nil {
		return false, err
	}
	return s.Store.Settle(ctx, settlement)
}

func (s *flakyStore) Change(ctx context.Context, change relay.StateChange) ([]relay.Delivery, error) {
	if err := fails(&s.changes); err != nil {
		return nil, err
	}
	return s.Store.Change(ctx, change)
}

func (s *flakyStore) Begin(ctx context.Context, mark relay.SendingMark) error {
	if err := fails(&s.begins); err != nil {
		return err
	}
	if s.beginning != nil {
		s.beginning(mark)
	}
	return s.Store.Begin(ctx, mark)
}

func (s *flakyStore) Delivery(ctx context.Context, id string) (*relay.Delivery, error) {
	if err := fails(&s.reads); err != nil {
		return nil, err
	}
	return s.Store.Delivery(ctx, id)
}

func (s *flakyStore) Due(ctx context.Context, query relay.DueQuery) ([]relay.Due, error) {
	if err := fails(&s.dues); err != nil {
		return nil, err
	}
	return s.Store.Due(ctx, query)
}

func (s *flakyStore) Publish(ctx context.Context, batch relay.Batch) ([]string, bool, error) {
	ids, repeated, err := s.Store.Publish(ctx, batch)
	if s.published != nil {
		s.published(batch)
	}
	return ids, repeated, err
}

// flakyHarness is an engine on a store that fails where it is told to.
func flakyHarness(t *testing.T, transport http.RoundTripper) (*harness, *flakyStore) {
	t.Helper()
	flaky := &flakyStore{}
	h := openHarnessOn(t, transport, filepath.Join(t.TempDir(), "relay.db"), harnessStart, func(store *sqlite.Store) relay.Store {
		flaky.Store = store
		return flaky
	})
	return h, flaky
}

// A subscription's end is stored in steps. Where the store fails between them, the rest follows once it works again.
func TestTheEndOfASubscriptionIsFinishedOnceTheStoreWorks(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*flakyStore){
		"after the subscription's state": func(s *flakyStore) { s.settles.Store(1) },
		"after the attempt":              func(s *flakyStore) { s.changes.Store(1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			h, store := flakyHarness(t, g)
			sub := h.subscribe("bookkeeper")
			first := h.publish("bookkeeper", "payment.confirmed")
			<-g.arrived
			g.answer <- 500
			h.untilAttempts(first.ID, 1)
			second := h.publish("bookkeeper", "payment.confirmed")
			<-g.arrived
			fail(store)
			g.answer <- 410
			if got := h.untilFinal(second.ID); got.State != relay.Failed || got.Reason != relay.ReasonGone {
				t.Errorf("the one that was answered 410 is %s (%s)", got.State, got.Reason)
			}
			if got := h.untilFinal(first.ID); got.State != relay.Failed || got.Reason != relay.ReasonSubscriptionDisabled {
				t.Errorf("what pended is %s (%s)", got.State, got.Reason)
			}
			h.untilSubscription(sub.ID, relay.Disabled)
		})
	}
}

// A delivery whose attempt could not begin, and of which the store does not say when it is due, is not forgotten.
func TestNothingIsForgottenWhileTheStoreCannotBeRead(t *testing.T) {
	t.Parallel()
	h, store := flakyHarness(t, always(200, ""))
	store.begins.Store(1)
	store.reads.Store(1)
	_, _, err := h.Subscribe(t.Context(), relay.Subscription{
		Provider: "fintoro", URL: "http://127.0.0.1:3000/", Limits: relay.Limits{AtMostOnce: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := h.publish("fintoro", "invoices.paid")
	h.untilTrue("it is delivered", func() bool {
		got, err := h.store.Delivery(t.Context(), d.ID)
		return err == nil && got.State == relay.Delivered
	})
}

// What a person cancels as soon as it is stored is not sent.
func TestCancelRightAfterTheCommit(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h, store := flakyHarness(t, r)
	h.subscribe("fintoro")
	store.published = func(batch relay.Batch) {
		if _, err := h.Cancel(t.Context(), batch.Publications[0].Deliveries[0].ID); err != nil {
			t.Error(err)
		}
	}
	d := h.publish("fintoro", "invoices.paid")
	if _, err := h.Advance(t.Context(), 0); err != nil { // nothing is left to happen
		t.Fatal(err)
	}
	got := h.untilFinal(d.ID)
	if requests, _ := r.requests(); len(requests) != 0 || got.State != relay.Canceled {
		t.Errorf("it is %s after %d requests", got.State, len(requests))
	}
}

// A person who is quicker than the mark of an attempt at most once is no failure of the store: nothing waits for it.
func TestCancelBeforeTheMark(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // in which nothing but a wait takes time
		r := always(200, "")
		h, store := flakyHarness(t, r)
		store.beginning = func(mark relay.SendingMark) {
			if _, err := h.Cancel(t.Context(), mark.DeliveryID); err != nil {
				t.Error(err)
			}
		}
		_, _, err := h.Subscribe(t.Context(), relay.Subscription{
			Provider: "fintoro", URL: "http://127.0.0.1:3000/", Limits: relay.Limits{AtMostOnce: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		elapsed := relay.RealClock{}.Stopwatch()
		d := h.publish("fintoro", "invoices.paid")
		if _, err := h.Advance(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		got := h.untilFinal(d.ID)
		if requests, _ := r.requests(); len(requests) != 0 || got.State != relay.Canceled {
			t.Errorf("it is %s after %d requests", got.State, len(requests))
		}
		if took := elapsed(); took != 0 {
			t.Errorf("it took %v, as if the store had failed", took)
		}
	})
}

// A pause that the store took only half of is finished by the next.
func TestPauseAgain(t *testing.T) {
	t.Parallel()
	h, store := flakyHarness(t, always(500, ""))
	sub := h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	store.changes.Store(1)
	if _, err := h.Pause(t.Context(), sub.ID); !errors.Is(err, relay.ErrUnavailable) {
		t.Fatalf("the pause while the store fails: %v", err)
	}
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := h.store.Delivery(t.Context(), d.ID); err != nil || got.State != relay.Held {
		t.Errorf("it is %s (%v), want held", got.State, err)
	}
}

// A store that cannot be read is asked once a second, however impatient those are who wait for it.
func TestAStoreThatCannotBeReadIsAskedSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const many, seconds = 1 << 30, 10
		h, store := flakyHarness(t, always(200, ""))
		store.dues.Store(many)
		h.subscribe("fintoro")
		ctx, cancel := context.WithTimeout(t.Context(), seconds*time.Second)
		defer cancel()
		if _, err := h.Advance(ctx, time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("the clock moved on though what is due is not known: %v", err)
		}
		if asked := many - store.dues.Swap(0); asked > seconds+2 {
			t.Errorf("it was asked %d times in %d s", asked, seconds)
		}
		if _, err := h.Advance(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	})
}
