package relay_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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
