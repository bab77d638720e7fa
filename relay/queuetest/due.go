package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func due(t *testing.T, q relay.Queue) {
	at := func(d time.Duration) func(*relay.Delivery) {
		return func(delivery *relay.Delivery) { delivery.DueAt = noon().Add(d) }
	}
	publish(t, q,
		publication(5, at(time.Nanosecond)), publication(4, at(0)), publication(1, at(0)), publication(3, at(-time.Hour)),
		publication(6, at(time.Hour)), // not yet due, and listed all the same
		publication(7, func(d *relay.Delivery) { d.SubscriptionID = "sub_b" }),
		publication(8, func(d *relay.Delivery) { d.State = relay.Held }),
		publication(9, func(d *relay.Delivery) { d.State, d.DueAt, d.SettledAt = relay.Failed, time.Time{}, noon() }),
	)
	same(t, "all", []string{"dlv_0003", "dlv_0001", "dlv_0004", "dlv_0005", "dlv_0006"}, dueIDs(t, q, "sub_a", 100))
	same(t, "the first two", []string{"dlv_0003", "dlv_0001"}, dueIDs(t, q, "sub_a", 2))
	same(t, "none asked for", nil, dueIDs(t, q, "sub_a", 0))
	same(t, "of an unknown subscription", nil, dueIDs(t, q, "sub_none", 100))
	got, err := q.Due(t.Context(), "sub_b", 1)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "whole", []relay.Due{{DeliveryID: "dlv_0007", SubscriptionID: "sub_b", DueAt: noon()}}, got)
}

// settled waits until what was marked is stored: a write finds the marks made before it.
func settled(t *testing.T, q relay.Queue) {
	t.Helper()
	if _, err := q.Change(t.Context(), relay.StateChange{DeliveryID: "dlv_none", To: relay.Pending}); err != nil {
		t.Fatal(err)
	}
}

func marks(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2), publication(3, func(d *relay.Delivery) { d.State = relay.Held }))
	q.MarkSending(nil)
	q.MarkSending([]relay.SendingMark{{DeliveryID: "dlv_0001", StartedAt: noon()}, {DeliveryID: "dlv_0003", StartedAt: noon()}, {DeliveryID: "dlv_none", StartedAt: noon()}})
	settled(t, q)
	same(t, "due", []string{"dlv_0002"}, dueIDs(t, q, "sub_a", 10))
	want := newDelivery(1)
	want.State = relay.Sending
	same(t, "marked", want, delivery(t, q, "dlv_0001"))
	want = newDelivery(3)
	want.State = relay.Held
	same(t, "a held one cannot be marked", want, delivery(t, q, "dlv_0003"))
}

func markOvertaken(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	next := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}
	for n := range 50 {
		q.MarkSending([]relay.SendingMark{{DeliveryID: "dlv_0001", StartedAt: noon()}})
		if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, n+1), Next: next}); err != nil {
			t.Fatal(err)
		}
		settled(t, q)
		if state := delivery(t, q, "dlv_0001").State; state != relay.Pending {
			t.Fatalf("after settlement %d the delivery is %s, want pending", n+1, state)
		}
	}
}

func recoverSending(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2), publication(3))
	q.MarkSending([]relay.SendingMark{{DeliveryID: "dlv_0001", StartedAt: noon()}, {DeliveryID: "dlv_0002", StartedAt: noon()}})
	settled(t, q)
	now := noon().Add(time.Hour)
	for _, want := range []int{2, 0} {
		n, err := q.Recover(t.Context(), now)
		if err != nil || n != want {
			t.Fatalf("recover: %d, %v; want %d", n, err, want)
		}
	}
	same(t, "due", []string{"dlv_0003", "dlv_0001", "dlv_0002"}, dueIDs(t, q, "sub_a", 10))
	got := delivery(t, q, "dlv_0001")
	want := newDelivery(1)
	want.DueAt, want.AttemptCount, want.LastOutcome, want.LastError = now, 1, relay.Aborted, got.LastError
	same(t, "recovered", want, got)
	if got.LastError == "" {
		t.Error("the aborted attempt has no error to read")
	}
	next := relay.Next{State: relay.Delivered, SettledAt: now, CostsTry: true}
	if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, 2), Next: next}); err != nil {
		t.Errorf("the attempt after it is number 2: %v", err)
	}
}
