package queuetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Exercise runs the contract of relay.Queue. open returns an empty queue that closes itself by t.Cleanup.
func Exercise(t *testing.T, open func(t *testing.T) relay.Queue) {
	run(t, open, map[string]func(*testing.T, relay.Queue){
		"a published delivery comes back whole":              publishedComesBack,
		"only a redirected one keeps credentials in its URL": urlCredentials,
		"a batch is stored whole or not at all":              publishIsAtomic,
		"a replay needs its event":                           replayNeedsEvent,
		"a replay is a delivery of the same event":           replayIsDelivery,
		"an idempotency key makes publish repeatable":        idempotencyRepeats,
		"one of many publishers with one key stores":         idempotencyRaces,
		"a publish whose context has ended stores nothing":   canceledPublish,
		"many publishers at once lose nothing":               concurrentPublish,
		"counters go on":                                     counters,
		"due lists what is pending in order":                 due,
		"due in the order of publication, whenever it is":    dueOrdered,
		"what is begun at most once is parked by a crash":    begin,
		"many deliveries are loaded whole":                   load,
		"a mark takes a delivery out of what is due":         marks,
		"a mark is stored when the clock is kept":            marksBeforeClock,
		"a settled delivery is not marked afterwards":        markOvertaken,
		"a settlement stores the outcome and the next state": settle,
		"an aborted attempt costs no try":                    settleAborted,
		"an attempt is settled once":                         settleOnce,
		"a settlement of an unknown delivery":                settleUnknown,
		"a final state stays, unless it was delivered":       settleOvertaken,
		"a delivery is changed from the states named only":   changeByID,
		"all of a subscription are changed":                  changeBySubscription,
		"what ends has an end, what is held goes on":         changeTimes,
		"a change names one thing":                           changeNeedsOne,
		"a postponed attempt waits, and tells by what":       postpone,
		"what is not pending is not postponed":               postponeOther,
		"the first reference is the one of the same subject": firstReference,
		"recover turns sending into pending":                 recoverSending,
		"an unknown delivery is not found":                   deliveryUnknown,
	})
}

// run opens a store of its own for every case.
func run[S any](t *testing.T, open func(t *testing.T) S, cases map[string]func(*testing.T, S)) {
	t.Helper()
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// noon is when the tests take place: to the nanosecond, which a store must keep.
func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 123456789, time.UTC) }

func newEvent(n int) *relay.Event {
	return &relay.Event{
		ID: fmt.Sprintf("evt_%04d", n), Provider: "fintoro", Type: "invoices.paid", DialectID: fmt.Sprintf("ft-%d", n),
		Data: []byte(`{"total": 10.00}`), Context: []byte(`{}`), OccurredAt: noon().Add(-time.Second), CreatedAt: noon(),
	}
}

// newDelivery is pending, due at noon, of newEvent(n) to sub_a.
func newDelivery(n int) relay.Delivery {
	return relay.Delivery{
		ID: fmt.Sprintf("dlv_%04d", n), EventID: fmt.Sprintf("evt_%04d", n), SubscriptionID: "sub_a", Provider: "fintoro",
		Type: "invoices.paid", URL: "http://127.0.0.1:3000/hooks", DialectID: fmt.Sprintf("ft-%d", n),
		Body: fmt.Appendf(nil, `{"n": %d}`, n), State: relay.Pending, DueAt: noon(), CreatedAt: noon(),
	}
}

// publication is newEvent(n) with newDelivery(n), edited.
func publication(n int, edits ...func(*relay.Delivery)) relay.Publication {
	d := newDelivery(n)
	for _, edit := range edits {
		edit(&d)
	}
	return relay.Publication{Event: newEvent(n), Deliveries: []relay.Delivery{d}}
}

func publish(t *testing.T, q relay.Queue, publications ...relay.Publication) {
	t.Helper()
	if _, _, err := q.Publish(t.Context(), relay.Batch{Publications: publications}); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func delivery(t *testing.T, q relay.Queue, id string) relay.Delivery {
	t.Helper()
	d, err := q.Delivery(t.Context(), id)
	if err != nil {
		t.Fatalf("delivery %s: %v", id, err)
	}
	return *d
}

// same compares whole values; nil and empty lists are the same.
func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(relay.Delivery{}, "Row")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func dueIDs(t *testing.T, q relay.Queue, subscription string, n int) []string {
	t.Helper()
	due, err := q.Due(t.Context(), relay.DueQuery{SubscriptionID: subscription, Limit: n})
	if err != nil {
		t.Fatalf("due: %v", err)
	}
	ids := make([]string, len(due))
	for i, d := range due {
		ids[i] = d.DeliveryID
	}
	return ids
}
