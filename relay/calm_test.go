package relay_test

import (
	"context"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// advanceInTime moves the clock, and gives up after a minute of the bubble.
func advanceInTime(t *testing.T, h *harness, by time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := h.Advance(ctx, by); err != nil {
		t.Fatalf("the clock stands at %v: %v", h.clock.Now(), err)
	}
}

// The clock moves on once the store can be read again, though the line that could not be read is another one by then.
func TestTheClockMovesOnAfterAPauseOfWhatCouldNotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, store := flakyHarness(t, always(200, ""))
		store.dues.Store(1)
		sub := h.subscribe("fintoro")
		synctest.Wait()
		if store.dues.Load() > 0 {
			t.Fatal("the store was not asked")
		}
		if _, err := h.Pause(t.Context(), sub.ID); err != nil {
			t.Fatal(err)
		}
		advanceInTime(t, h, time.Second)
	})
}

// vanishing is a store that finds none of the deliveries that it is asked for whole.
type vanishing struct {
	*sqlite.Store
	asked atomic.Int64
}

func (s *vanishing) Load(context.Context, []string, int) ([]*relay.Delivery, error) {
	s.asked.Add(1)
	return nil, nil
}

// The clock moves on where what was due turns out to be gone.
func TestTheClockMovesOnWhereWhatWasDueIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &vanishing{}
		h := openHarnessOn(t, always(500, ""), filepath.Join(t.TempDir(), "relay.db"), harnessStart, func(s *sqlite.Store) relay.Store {
			store.Store = s
			return store
		})
		h.subscribe("fintoro")
		h.publish("fintoro", "invoices.paid") // its first attempt needs no reading
		advanceInTime(t, h, time.Minute)
		if n := store.asked.Load(); n != 1 {
			t.Errorf("the store was asked %d times", n)
		}
	})
}

// unhurried is a store that needs a while where a person moves a delivery.
type unhurried struct{ *sqlite.Store }

func (s *unhurried) Delivery(ctx context.Context, id string) (*relay.Delivery, error) {
	_ = relay.RealClock{}.Pause(ctx, time.Millisecond)
	return s.Store.Delivery(ctx, id)
}

func (s *unhurried) Change(ctx context.Context, change relay.StateChange) ([]relay.Delivery, error) {
	_ = relay.RealClock{}.Pause(ctx, time.Millisecond)
	return s.Store.Change(ctx, change)
}

// A retry that is asked for while an attempt is in flight follows where that one has ended, and the clock waits for it.
func TestTheClockWaitsForARetryAskedForInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(n int, req *http.Request) (*http.Response, error) {
			if n > 1 {
				return respond(200, "")
			}
			_ = relay.RealClock{}.Pause(req.Context(), time.Second)
			return respond(500, "")
		}}
		h := openHarnessOn(t, r, filepath.Join(t.TempDir(), "relay.db"), harnessStart, func(s *sqlite.Store) relay.Store { return &unhurried{s} })
		h.subscribe("fintoro")
		d := h.publish("fintoro", "invoices.paid")
		if _, err := h.Retry(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
		advanceInTime(t, h, 4*time.Second)
		var started []time.Time
		for _, attempt := range h.attempts(d.ID) {
			started = append(started, attempt.StartedAt)
		}
		if diff := cmp.Diff([]time.Time{harnessStart, harnessStart}, started); diff != "" {
			t.Errorf("attempts started (-want +got):\n%s", diff)
		}
	})
}
