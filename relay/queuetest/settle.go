package queuetest

import (
	"errors"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// newAttempt is one of newDelivery(n) that was answered with 503.
func newAttempt(n, number int) relay.Attempt {
	d := newDelivery(n)
	return relay.Attempt{
		DeliveryID: d.ID, Number: number, StartedAt: noon(), Duration: 13 * time.Millisecond, Outcome: relay.HTTPError, Error: "503",
		Request: relay.Request{
			Method: "POST", URL: d.URL, Body: d.Body,
			Headers: []relay.Header{{Name: "Fintoro-Signature", Value: "abc"}, {Name: "content-TYPE", Value: "application/json"}},
		},
		Response: &relay.Response{Status: 503, Headers: []relay.Header{{Name: "Retry-After", Value: "5"}}, Body: []byte("no\x00")},
		Faults:   []relay.AppliedFault{{RuleID: "flt_1", Name: "status", Value: "503", At: relay.AtSender}},
	}
}

func settle(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	steps := []relay.Next{
		{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true},
		{State: relay.Failed, Reason: relay.ReasonScheduleSpent, SettledAt: noon().Add(time.Hour), CostsTry: true},
		{State: relay.Delivered, Reference: "INV-2026-0042", SettledAt: noon().Add(2 * time.Hour), CostsTry: true},
	}
	for i, next := range steps {
		a := newAttempt(1, i+1)
		if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: a, Next: next}); err != nil {
			t.Fatal(err)
		}
		want := newDelivery(1)
		want.State, want.Reason, want.Reference, want.DueAt, want.SettledAt = next.State, next.Reason, next.Reference, next.DueAt, next.SettledAt
		want.AttemptCount, want.Tries = i+1, i+1
		want.LastStatus, want.LastOutcome, want.LastDuration, want.LastError, want.LastFaults = 503, a.Outcome, a.Duration, a.Error, 1
		same(t, "settled", want, delivery(t, q, "dlv_0001"))
	}
	same(t, "due", nil, dueIDs(t, q, "sub_a", 10))
}

func settleAborted(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	a := newAttempt(1, 1)
	a.Outcome, a.Response, a.Faults = relay.Aborted, nil, nil
	if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: a, Next: relay.Next{State: relay.Pending, DueAt: noon()}}); err != nil {
		t.Fatal(err)
	}
	want := newDelivery(1)
	want.AttemptCount, want.LastOutcome, want.LastDuration, want.LastError = 1, relay.Aborted, a.Duration, a.Error
	same(t, "aborted", want, delivery(t, q, "dlv_0001"))
}

func settleOnce(t *testing.T, q relay.Queue) {
	publish(t, q, publication(1))
	first := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}
	if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, 1), Next: first}); err != nil {
		t.Fatal(err)
	}
	before := delivery(t, q, "dlv_0001")
	again := relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true}
	if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, 1), Next: again}); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("settle the same attempt again: %v, want ErrConflict", err)
	}
	same(t, "after a refused settlement", before, delivery(t, q, "dlv_0001"))
}

func settleUnknown(t *testing.T, q relay.Queue) {
	next := relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true}
	if _, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, 1), Next: next}); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}

func settleOvertaken(t *testing.T, q relay.Queue) {
	for n, next := range []relay.Next{
		{State: relay.Pending, DueAt: noon(), CostsTry: true},
		{State: relay.Failed, Reason: relay.ReasonScheduleSpent, SettledAt: noon(), CostsTry: true},
		{State: relay.Delivered, SettledAt: noon(), CostsTry: true},
	} {
		publish(t, q, publication(n))
		id := newDelivery(n).ID
		cancel := relay.StateChange{DeliveryID: id, From: []relay.DeliveryState{relay.Pending}, To: relay.Canceled, Reason: "by hand", Now: noon()}
		if _, err := q.Change(t.Context(), cancel); err != nil {
			t.Fatal(err)
		}
		overtaken, err := q.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(n, 1), Next: next})
		if err != nil {
			t.Fatal(err)
		}
		want := relay.Canceled
		if next.State == relay.Delivered {
			want = relay.Delivered
		}
		same(t, "state after "+string(next.State), want, delivery(t, q, id).State)
		same(t, "overtaken by "+string(next.State), next.State != relay.Delivered, overtaken)
		same(t, "attempts after "+string(next.State), 1, delivery(t, q, id).AttemptCount)
	}
}
