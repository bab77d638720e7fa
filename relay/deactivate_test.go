package relay_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A deactivated subscription gets nothing new, and what is pending goes on.
func TestDeactivateLetsPendingRetriesGoOn(t *testing.T) {
	t.Parallel()
	to := &receiver{answer: func(n int, _ *http.Request) (*http.Response, error) {
		if n == 1 {
			return respond(500, "")
		}
		return respond(200, "")
	}}
	h := newHarness(t, to)
	sub := h.subscribe("moneybird")
	d := h.publish("moneybird", "contact_changed")
	h.untilAttempts(d.ID, 1)

	off, err := h.Deactivate(t.Context(), sub.ID, "")
	if err != nil || off.State != relay.Deactivated || off.Reason != relay.ReasonByHand {
		t.Fatalf("deactivate: %v, state %s, reason %q", err, off.State, off.Reason)
	}
	if again, err := h.Deactivate(t.Context(), sub.ID, "other"); err != nil || again.Reason != relay.ReasonByHand {
		t.Errorf("deactivate again: %v, reason %q", err, again.Reason)
	}
	published, _, err := h.Publish(t.Context(), []relay.PublishRequest{{Provider: "moneybird", Type: "contact_changed"}}, "")
	if err != nil || len(published[0].Deliveries) != 0 {
		t.Errorf("publish to a deactivated subscription: %v, %d deliveries, want none", err, len(published[0].Deliveries))
	}
	ctx, cancel := timeout(t)
	defer cancel()
	if _, err := h.Advance(ctx, time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := h.untilFinal(d.ID); got.State != relay.Delivered {
		t.Errorf("what was pending is %s, want delivered", got.State)
	}

	on, err := h.Resume(t.Context(), sub.ID)
	if err != nil || on.State != relay.Active || on.Reason != "" {
		t.Errorf("resume: %v, state %s, reason %q", err, on.State, on.Reason)
	}
	h.publish("moneybird", "contact_changed")

	if _, err := h.Disable(t.Context(), sub.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Deactivate(t.Context(), sub.ID, ""); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("deactivate a disabled one: %v, want ErrConflict", err)
	}
}
