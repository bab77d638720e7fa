package queuetest

import (
	"errors"
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
	got, err := q.Due(t.Context(), relay.DueQuery{SubscriptionID: "sub_b", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "whole", []relay.Due{{DeliveryID: "dlv_0007", SubscriptionID: "sub_b", DueAt: noon()}}, got)
}

func dueOrdered(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1, func(d *relay.Delivery) { d.DueAt = noon().Add(time.Hour) }), publication(3), publication(2))
	got, err := q.Due(t.Context(), relay.DueQuery{SubscriptionID: "sub_a", Ordered: true, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "in the order of publication", []relay.Due{
		{DeliveryID: "dlv_0001", SubscriptionID: "sub_a", DueAt: noon().Add(time.Hour)}, {DeliveryID: "dlv_0002", SubscriptionID: "sub_a", DueAt: noon()},
	}, got)
}

// mark marks deliveries and waits until it is stored, which takes a moment.
func mark(t *testing.T, q relay.Queue, ids ...string) {
	t.Helper()
	for _, id := range ids {
		q.MarkSending(relay.SendingMark{DeliveryID: id, StartedAt: noon()})
	}
	clock := relay.RealClock{}
	for waited := clock.Stopwatch(); waited() < 10*time.Second; {
		sending := 0
		for _, id := range ids {
			if delivery(t, q, id).State == relay.Sending {
				sending++
			}
		}
		if sending == len(ids) {
			return
		}
		moment, stop := clock.Alarm(clock.Now().Add(time.Millisecond))
		<-moment
		stop()
	}
	t.Fatalf("%v are not sending after 10 s", ids)
}

func marks(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2), publication(3, func(d *relay.Delivery) { d.State = relay.Held }))
	q.MarkSending(relay.SendingMark{DeliveryID: "dlv_0003", StartedAt: noon()})
	q.MarkSending(relay.SendingMark{DeliveryID: "dlv_none", StartedAt: noon()})
	mark(t, q, "dlv_0001")
	same(t, "due", []string{"dlv_0002"}, dueIDs(t, q, "sub_a", 10))
	want := newDelivery(1)
	want.State = relay.Sending
	same(t, "marked", want, delivery(t, q, "dlv_0001"))
	want = newDelivery(3)
	want.State = relay.Held
	same(t, "a held one cannot be marked", want, delivery(t, q, "dlv_0003"))
}

func marksBeforeClock(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2))
	for n := range 20 { // not by chance: no mark is stored within so short a time by itself
		q.MarkSending(relay.SendingMark{DeliveryID: "dlv_0001", StartedAt: noon()})
		if err := q.KeepClock(t.Context(), noon().Add(time.Duration(n)*time.Second)); err != nil {
			t.Fatal(err)
		}
		same(t, "begun before", relay.Sending, delivery(t, q, "dlv_0001").State)
		next := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}
		if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, n+1), Next: next}); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "not begun", relay.Pending, delivery(t, q, "dlv_0002").State)
}

func markOvertaken(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	next := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}
	for n := range 50 {
		q.MarkSending(relay.SendingMark{DeliveryID: "dlv_0001", StartedAt: noon()})
		if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, n+1), Next: next}); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, q, publication(2))
	mark(t, q, "dlv_0002") // by now the others would be stored too
	if state := delivery(t, q, "dlv_0001").State; state != relay.Pending {
		t.Fatalf("the delivery is %s, want pending", state)
	}
}

func begin(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2))
	mark := relay.SendingMark{DeliveryID: "dlv_0001", StartedAt: noon()}
	if err := q.Begin(t.Context(), mark); err != nil {
		t.Fatal(err)
	}
	same(t, "state", relay.Sending, delivery(t, q, "dlv_0001").State)
	if err := q.Begin(t.Context(), mark); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("begin it again: %v, want ErrConflict", err)
	}
	if n, err := q.Recover(t.Context(), noon().Add(time.Hour)); err != nil || n != 1 {
		t.Fatalf("recover: %d, %v; want 1", n, err)
	}
	got := delivery(t, q, "dlv_0001")
	want := newDelivery(1)
	want.State, want.Reason, want.DueAt, want.SettledAt = relay.Unknown, relay.ReasonNoAnswer, time.Time{}, noon().Add(time.Hour)
	want.AttemptCount, want.Tries, want.LastOutcome, want.LastError = 1, 1, relay.Aborted, got.LastError
	same(t, "parked", want, got)
	same(t, "due", []string{"dlv_0002"}, dueIDs(t, q, "sub_a", 10))
}

func load(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2), publication(3, func(d *relay.Delivery) { d.Body = nil }))
	got, err := q.Load(t.Context(), []string{"dlv_0003", "dlv_none", "dlv_0001"}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	first, second := newDelivery(3), newDelivery(1)
	first.Body = nil
	same(t, "loaded", []*relay.Delivery{&first, &second}, got)
	if got, err = q.Load(t.Context(), []string{"dlv_0001", "dlv_0002"}, 1); err != nil || len(got) != 1 {
		t.Errorf("%d were loaded, %v; the first one's body is enough", len(got), err)
	}
	if got, err = q.Load(t.Context(), nil, 1); err != nil || len(got) != 0 {
		t.Errorf("nothing asked for: %d, %v", len(got), err)
	}
}

func recoverSending(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2), publication(3))
	mark(t, q, "dlv_0001", "dlv_0002")
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
