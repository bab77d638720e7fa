package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func change(t *testing.T, q relay.Queue, c relay.StateChange) []relay.Delivery {
	t.Helper()
	changed, err := q.Change(t.Context(), c)
	if err != nil {
		t.Fatalf("change: %v", err)
	}
	for _, d := range changed {
		stored := delivery(t, q, d.ID)
		stored.Body = nil
		same(t, "what Change returns and what is stored", stored, d)
	}
	return changed
}

func changeByID(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2))
	later := noon().Add(time.Hour)
	none := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Failed, relay.Held}, To: relay.Pending, DueAt: later, Now: noon()})
	same(t, "from other states", nil, none)
	same(t, "unchanged", newDelivery(1), delivery(t, q, "dlv_0001"))
	same(t, "from no state", nil, change(t, q, relay.StateChange{DeliveryID: "dlv_0001", To: relay.Canceled, Now: noon()}))
	same(t, "unknown", nil, change(t, q, relay.StateChange{DeliveryID: "dlv_none", From: relay.DeliveryStates(), To: relay.Canceled, Now: noon()}))

	got := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Held, relay.Pending}, To: relay.Pending, DueAt: later, Now: noon()})
	want := newDelivery(1)
	want.Body, want.DueAt = nil, later
	same(t, "retry now", []relay.Delivery{want}, got)
	same(t, "the other one", newDelivery(2), delivery(t, q, "dlv_0002"))
}

func changeBySubscription(t *testing.T, q relay.Queue) {
	publish(t, q,
		publication(3), publication(1, func(d *relay.Delivery) { d.State = relay.Held }), publication(2),
		publication(4, func(d *relay.Delivery) { d.SubscriptionID = "sub_b" }),
		publication(5, func(d *relay.Delivery) { d.State, d.DueAt, d.SettledAt = relay.Delivered, time.Time{}, noon() }),
	)
	got := change(t, q, relay.StateChange{
		SubscriptionID: "sub_a", From: []relay.DeliveryState{relay.Pending, relay.Held}, To: relay.Failed,
		Reason: relay.ReasonSubscriptionExpired, Now: noon().Add(time.Hour),
	})
	ids := make([]string, len(got))
	for i, d := range got {
		ids[i] = d.ID
	}
	same(t, "changed, in the order they were made", []string{"dlv_0003", "dlv_0001", "dlv_0002"}, ids)
	same(t, "of another subscription", []string{"dlv_0004"}, dueIDs(t, q, "sub_b", 10))
	same(t, "delivered before", relay.Delivered, delivery(t, q, "dlv_0005").State)
}

func changeTimes(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	later := noon().Add(time.Hour)
	held := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Pending}, To: relay.Held, Now: later})
	want := newDelivery(1)
	want.Body, want.State = nil, relay.Held
	same(t, "held keeps its due time", []relay.Delivery{want}, held)

	canceled := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Held}, To: relay.Canceled, Reason: relay.ReasonSubscriptionDeleted, Now: later})
	want.State, want.Reason, want.DueAt, want.SettledAt = relay.Canceled, relay.ReasonSubscriptionDeleted, time.Time{}, later
	same(t, "canceled", []relay.Delivery{want}, canceled)

	revived := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Canceled}, To: relay.Pending, DueAt: later, Now: later})
	want.State, want.Reason, want.DueAt, want.SettledAt = relay.Pending, "", later, time.Time{}
	same(t, "pending again", []relay.Delivery{want}, revived)
}

func changeNeedsOne(t *testing.T, q relay.Queue) {
	for name, c := range map[string]relay.StateChange{
		"nothing": {From: relay.DeliveryStates(), To: relay.Canceled, Now: noon()},
		"both":    {DeliveryID: "dlv_1", SubscriptionID: "sub_a", From: relay.DeliveryStates(), To: relay.Canceled, Now: noon()},
	} {
		if _, err := q.Change(t.Context(), c); err == nil {
			t.Errorf("a change that names %s was made", name)
		}
	}
}
