package relay_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// A delivery goes through its whole life in one call, every attempt stamped at its own time.
func TestAdvanceThroughAWholeLife(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	sub := h.subscribe("silverfin")
	d := h.publish("silverfin", "export.created")
	now, err := h.Advance(t.Context(), 48*time.Hour)
	if err != nil || !now.Equal(harnessStart.Add(48*time.Hour)) {
		t.Fatalf("the clock stands at %v (%v)", now, err)
	}
	want := []time.Time{harnessStart}
	for i, wait := range doublings(42*time.Second, 12) {
		want = append(want, want[i].Add(retry.Jitter(wait, 0.004, relay.Chance{Seed: 42}.Float64("jitter", d.ID, uint64(i+1)))))
	}
	var started []time.Time
	for _, attempt := range h.attempts(d.ID) {
		started = append(started, attempt.StartedAt)
	}
	if diff := cmp.Diff(want, started); diff != "" {
		t.Errorf("attempts started (-want +got):\n%s", diff)
	}
	// Advance has waited: nothing is left to happen.
	if final, err := h.store.Delivery(t.Context(), d.ID); err != nil || final.State != relay.Failed {
		t.Errorf("it is %s (%v)", final.State, err)
	}
	if s, err := h.Subscription(sub.ID); err != nil || s.State != relay.Expired {
		t.Errorf("the subscription is %s (%v)", s.State, err)
	}
}

func TestAdvanceStopsWhereItIsTold(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	for _, step := range []struct {
		by   time.Duration
		want int
	}{{0, 1}, {10*time.Second - 1, 1}, {1, 2}, {100 * time.Second, 3}} {
		if _, err := h.Advance(t.Context(), step.by); err != nil {
			t.Fatal(err)
		}
		if n := len(h.attempts(d.ID)); n != step.want {
			t.Fatalf("after another %v there are %d attempts, want %d", step.by, n, step.want)
		}
	}
}

func TestAdvanceIsRefused(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	if _, err := h.Advance(t.Context(), -time.Second); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("backwards: %v, want ErrConflict", err)
	}
	for _, by := range []time.Duration{200 * 365 * 24 * time.Hour, math.MaxInt64} { // what is stored cannot hold it
		if now, err := h.Advance(t.Context(), by); !errors.Is(err, relay.ErrConflict) || !now.Equal(harnessStart) {
			t.Errorf("%v forward: %v at %v, want ErrConflict at %v", by, err, now, harnessStart)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Advance(ctx, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that is gone: %v", err)
	}
}

// An injected hang ends at the product's time limit by the engine's clock: no real time passes.
func TestAnInjectedHangEndsInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, always(200, ""))
		h.subscribe("fintoro")
		if _, err := h.AddFault(t.Context(), relay.FaultRule{Name: "hang", First: 1}); err != nil {
			t.Fatal(err)
		}
		d := h.publish("fintoro", "invoices.paid")
		other := h.publish("fintoro", "invoices.created") // goes on while the first one hangs
		if _, err := h.Advance(t.Context(), 9*time.Second); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{d.ID, other.ID} {
			if n := len(h.attempts(id)); n != 0 {
				t.Errorf("%s has %d attempts after 9 s; its first one hangs for 10 s", id, n)
			}
		}
		if _, err := h.Advance(t.Context(), 11*time.Second); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{d.ID, other.ID} {
			attempts := h.attempts(id)
			if len(attempts) != 2 {
				t.Fatalf("%s has %d attempts after 20 s, want 2", id, len(attempts))
			}
			if a := attempts[0]; a.Outcome != relay.Timeout || !a.StartedAt.Equal(harnessStart) || a.Faults[0].Actual.Status != 200 || a.Duration != 0 {
				t.Errorf("the first attempt is %s at %v, took %v, faults %+v", a.Outcome, a.StartedAt, a.Duration, a.Faults)
			}
			if a := attempts[1]; a.Outcome != relay.Success || !a.StartedAt.Equal(harnessStart.Add(20*time.Second)) {
				t.Errorf("the second attempt is %s at %v, want success 20 s after the start: 10 s of hanging, 10 s of waiting", a.Outcome, a.StartedAt)
			}
		}
	})
}
