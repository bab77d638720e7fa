package relay_test

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A rate that is raised counts at once, also for what already waits by the old one; and the tiniest rate is one.
func TestARaisedRateCountsAtOnce(t *testing.T) {
	t.Parallel()
	for name, ordered := range map[string]bool{"alone": false, "together with order": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raiseRate(t, ordered)
		})
	}
}

func raiseRate(t *testing.T, ordered bool) {
	t.Helper()
	h := newHarness(t, always(200, ""))
	sub, _, err := h.Subscribe(t.Context(), relay.Subscription{
		Provider: "fintoro", URL: "http://127.0.0.1:3000/", Limits: relay.Limits{Rate: 1e-12},
	})
	if err != nil {
		t.Fatal(err)
	}
	first, second := h.publish("fintoro", "invoices.paid"), h.publish("fintoro", "invoices.paid")
	if _, err := h.Advance(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if n, m := len(h.attempts(first.ID)), len(h.attempts(second.ID)); n != 1 || m != 0 {
		t.Fatalf("at the old rate there are %d and %d attempts, want 1 and 0", n, m)
	}
	_, err = h.Update(t.Context(), sub.ID, func(sub *relay.Subscription) error {
		sub.Limits.Rate, sub.Limits.Ordered = 1000, ordered
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Advance(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	if got := h.untilAttempts(second.ID, 1); got.State != relay.Delivered {
		t.Errorf("at the new rate it is %s", got.State)
	}
}
