package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Whoever watches hears that a failed delivery of an ordered subscription holds up those behind it, and how many.
func TestABlockedLineSaysSo(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	sub, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", Limits: relay.Limits{Ordered: true}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	head := h.publish("fintoro", "invoices.paid")
	h.publish("fintoro", "invoices.paid")
	h.publish("fintoro", "invoices.paid")
	before := h.Changes.Last()
	if _, err := h.Resume(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	failed := h.untilAttempts(head.ID, 1)
	changes, _, err := h.Changes.After(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, c := range changes {
		if c.Attempted && c.Delivery.ID == head.ID {
			blocks = c.Blocks
		}
	}
	if blocks != 2 {
		t.Errorf("the attempt's change says that %d wait behind it, want 2", blocks)
	}
	if _, err := h.Advance(t.Context(), 0); err != nil { // all that can go has gone
		t.Fatal(err)
	}
	status := h.LineStatus(sub.ID)
	if status.BlockedBy != head.ID || !status.BlockedUntil.Equal(failed.DueAt) {
		t.Errorf("status %+v, want blocked by %s until %v", status, head.ID, failed.DueAt)
	}
}
