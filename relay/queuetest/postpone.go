package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func postponement(n int) relay.Postponement {
	return relay.Postponement{
		DeliveryID: newDelivery(n).ID, Until: noon().Add(time.Hour),
		Faults: []relay.AppliedFault{{RuleID: "flt_1", Name: "delay", Value: "1h", At: relay.AtSender, Note: "put off by 1h"}},
	}
}

func postpone(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1), publication(2))
	p := postponement(1)
	got, err := q.Postpone(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	want := newDelivery(1)
	want.DueAt, want.Postponed = p.Until, p.Faults
	same(t, "stored", want, delivery(t, q, "dlv_0001"))
	want.Body = nil
	same(t, "returned", &want, got)
	same(t, "the other one", newDelivery(2), delivery(t, q, "dlv_0002"))
	loaded, err := q.Load(t.Context(), []string{"dlv_0001"}, 1<<20)
	if err != nil || len(loaded) != 1 {
		t.Fatalf("loaded %d, %v", len(loaded), err)
	}
	same(t, "loaded", p.Faults, loaded[0].Postponed)

	brought := change(t, q, relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Pending}, To: relay.Pending, DueAt: noon(), Now: noon()})
	same(t, "brought forward", p.Faults, brought[0].Postponed)
	settlement := relay.Settlement{Attempt: newAttempt(1, 1), Next: relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}}
	if _, err := q.Settle(t.Context(), settlement); err != nil {
		t.Fatal(err)
	}
	same(t, "after its attempt", nil, delivery(t, q, "dlv_0001").Postponed)
}

func postponeOther(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1, func(d *relay.Delivery) { d.State = relay.Held }))
	before := delivery(t, q, "dlv_0001")
	for _, n := range []int{1, 2} {
		if got, err := q.Postpone(t.Context(), postponement(n)); got != nil || err != nil {
			t.Errorf("delivery %d: %+v, %v; want nothing", n, got, err)
		}
	}
	same(t, "unchanged", before, delivery(t, q, "dlv_0001"))
}
