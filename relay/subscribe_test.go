package relay_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestBuiltinStepsAside(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	builtin, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:7118/fintoro", Builtin: true})
	if err != nil {
		t.Fatal(err)
	}
	made, aside, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/"})
	if err != nil || aside != builtin.ID {
		t.Fatalf("aside = %q, %v; want %s", aside, err, builtin.ID)
	}
	if d := h.publish("fintoro", "invoices.paid"); d.SubscriptionID != made.ID {
		t.Errorf("the event went to %s", d.SubscriptionID)
	}
	if err := h.Unsubscribe(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	if d := h.publish("fintoro", "invoices.paid"); d.SubscriptionID != builtin.ID {
		t.Errorf("with no other left, the event went to %s, not to the built-in one", d.SubscriptionID)
	}
}

func TestUnsubscribeCancelsWhatIsOwed(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	sub := h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	if err := h.Unsubscribe(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.untilFinal(d.ID); got.State != relay.Canceled || got.Reason != relay.ReasonSubscriptionDeleted {
		t.Errorf("it is %s (%s)", got.State, got.Reason)
	}
}

func TestExpiryEndsWhatStillPends(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	sub := h.subscribe("silverfin")
	first := h.publish("silverfin", "export.created")
	h.untilAttempts(first.ID, 1)
	var second relay.Delivery
	for i, wait := range doublings(42*time.Second, 12) {
		if i == 11 {
			second = h.publish("silverfin", "account.created")
			h.untilAttempts(second.ID, 1)
			if _, err := h.Retry(t.Context(), first.ID); err != nil { // so that the first one ends before the second one's turn
				t.Fatal(err)
			}
			break
		}
		h.clock.Advance(wait + wait/250) // with the most jitter
		h.untilAttempts(first.ID, i+2)
	}
	h.untilFinal(first.ID)
	h.untilSubscription(sub.ID, relay.Expired)
	if d := h.untilFinal(second.ID); d.State != relay.Failed || d.Reason != relay.ReasonSubscriptionExpired {
		t.Errorf("what still pended is %s (%s)", d.State, d.Reason)
	}
	if _, err := h.Replay(t.Context(), first.ID, relay.ReplayOptions{}); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("replay on an expired subscription: %v, want ErrConflict", err)
	}
}

func TestGoneDisablesABookkeeperEndpoint(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(410, ""))
	sub := h.subscribe("bookkeeper")
	if d := h.untilFinal(h.publish("bookkeeper", "payment.confirmed").ID); d.State != relay.Failed || d.Reason != relay.ReasonGone {
		t.Errorf("it is %s (%s)", d.State, d.Reason)
	}
	h.untilSubscription(sub.ID, relay.Disabled)
}
