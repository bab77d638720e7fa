package relay_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A hang under a frozen clock lasts as long as that stands, however long the attempt's limit is over in real time. Stopped
// meanwhile, the attempt is aborted and no timeout.
func TestAHangOutlastsRealTime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	synctest.Test(t, func(t *testing.T) {
		clock := relay.NewVirtualClock(harnessStart)
		engine, store, stop := openBubble(t, clock, always(200, ""), path)
		if _, err := engine.AddFault(t.Context(), relay.FaultRule{Name: "hang"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := engine.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/"}); err != nil {
			t.Fatal(err)
		}
		published, _, err := engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "fintoro", Type: "invoices.paid"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		nap(time.Hour)
		for _, step := range []struct {
			by       time.Duration
			attempts int
		}{{9 * time.Second, 0}, {time.Second, 1}, {10 * time.Second, 1}} {
			if _, err := engine.Advance(t.Context(), step.by); err != nil {
				t.Fatal(err)
			}
			attempts, err := store.Attempts(t.Context(), published[0].Deliveries[0].ID)
			if err != nil || len(attempts) != step.attempts {
				t.Fatalf("%d attempts after %v more (%v), want %d", len(attempts), step.by, err, step.attempts)
			}
		}
		nap(time.Hour)
		changes := engine.Changes.Last()
		stop()
		told, _, err := engine.Changes.After(t.Context(), changes)
		if err != nil {
			t.Fatal(err)
		}
		if d := told[0].Delivery; d == nil || d.LastOutcome != relay.Aborted || d.Tries != 1 {
			t.Errorf("after the stop: %+v, want the second attempt aborted, which costs no try", d)
		}
	})
}
