package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A receiver that answers another reference for the same document has booked it twice, or mixed two up: the first reference
// is kept, and the delivery says that there is a conflict.
func TestTheFirstReferenceIsKept(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, `{"accountingReferenceId":"INV-1"}`))
	h.subscribe("finpilo")
	first := h.untilFinal(h.publish("finpilo", "document.sent").ID)
	if first.Reference != "INV-1" || first.Reason != "" {
		t.Fatalf("reference %q, reason %q", first.Reference, first.Reason)
	}
	again := func() *relay.Delivery {
		t.Helper()
		replay, err := h.Replay(t.Context(), first.ID, relay.ReplayOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return h.untilFinal(replay.ID)
	}
	if got := again(); got.Reference != "INV-1" || got.Reason != "" || h.attempts(got.ID)[0].Note != "" {
		t.Errorf("the same answer again: reference %q, reason %q, note %q", got.Reference, got.Reason, h.attempts(got.ID)[0].Note)
	}
	h.addFault(relay.FaultRule{Name: "changed-reference", Value: "INV-2"})
	got := again()
	note := h.attempts(got.ID)[0].Note
	if got.State != relay.Delivered || got.Reference != "INV-1" || got.Reason != relay.ReasonReferenceConflict || note != "conflict: the receiver answered INV-2, and INV-1 before, which is kept" {
		t.Errorf("another answer: %s, reference %q, reason %q, note %q", got.State, got.Reference, got.Reason, note)
	}
	other := h.untilFinal(h.publish("finpilo", "document.sent").ID)
	if other.Reference != "INV-2" || other.Reason != "" {
		t.Errorf("another document: reference %q, reason %q", other.Reference, other.Reason)
	}
}
