package queuetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Archive is a store that can be filled and read.
type Archive interface {
	relay.Queue
	relay.Archive
	relay.Records
}

// ExerciseArchive runs the contract of relay.Archive. open returns an empty store that closes itself by t.Cleanup.
func ExerciseArchive(t *testing.T, open func(t *testing.T) Archive) {
	run(t, open, map[string]func(*testing.T, Archive){
		"an event comes back whole":                       eventComesBack,
		"pages of events follow one another newest first": eventPages,
		"pages of deliveries stay while new ones arrive":  deliveryPages,
		"pages with bodies end where these are many":      wholePages,
		"pages oldest first reach what arrives meanwhile": oldestPages,
		"a cursor goes on either way":                     cursorTurns,
		"bounded pages lead to the same":                  boundedPages,
		"groups are what a filter takes, largest first":   groups,
		"groups hold for any filter and fields":           groupsMatch,
		"groups need known fields":                        groupsNeedFields,
		"samples are the newest attempts":                 samples,
		"samples of a filter":                             samplesFiltered,
		"samples follow what becomes of a delivery":       samplesFollow,
		"pages have a default size and a largest one":     pageSizes,
		"an unreadable cursor is an input error":          badCursor,
		"deliveries of an event":                          deliveriesOfEvent,
		"events about a record, newest first":             eventsAbout,
		"a receiver's last answer is kept":                lastAnswer,
		"attempts come back whole, oldest first":          attempts,
		"what Recover aborted is an attempt":              abortedAttempt,
		"outcomes of a page's deliveries":                 outcomes,
		"outcomes are those of the newest attempts":       newestOutcomes,
		"deliveries are counted by state":                 count,
		"reset leaves running numbers":                    reset,
		"a filter selects what it matches":                filterSelects,
		"what came in comes back whole, with its event":   takenComesBack,
		"a replay has what came in":                       takenIsReplayed,
		"a request is taken whole or not at all":          takeIsAtomic,
		"a verified request is taken once":                takeRepeats,
		"one of many equal requests at once goes on":      takeRaces,
		"the newest rejected ones are kept":               takenAside,
		"pages of what came in":                           incomingPages,
		"what came in is counted by verdict":              countTaken,
	})
}

func eventComesBack(t *testing.T, a Archive) {
	want := newEvent(1)
	publish(t, a, relay.Publication{Event: want})
	got, err := a.Event(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "event", want, got)
	if _, err := a.Event(t.Context(), "evt_none"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("unknown event: %v, want ErrNotFound", err)
	}
}

func eventPages(t *testing.T, a Archive) {
	for n := range 5 {
		e := newEvent(n)
		if n%2 == 1 {
			e.Provider, e.Type = "silverfin", "reconciliation.updated"
		}
		publish(t, a, relay.Publication{Event: e})
	}
	read := func(query relay.EventQuery) []string {
		var ids []string
		for {
			events, next, err := a.Events(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				ids = append(ids, e.ID)
			}
			if query.Cursor = next; next == "" {
				return ids
			}
		}
	}
	same(t, "all", []string{"evt_0004", "evt_0003", "evt_0002", "evt_0001", "evt_0000"}, read(relay.EventQuery{Limit: 2}))
	same(t, "of a provider", []string{"evt_0003", "evt_0001"}, read(relay.EventQuery{Limit: 1, Provider: "silverfin"}))
	same(t, "of a type", []string{"evt_0004", "evt_0002", "evt_0000"}, read(relay.EventQuery{Limit: 3, Type: "invoices.paid"}))
	same(t, "none", nil, read(relay.EventQuery{Provider: "silverfin", Type: "invoices.paid"}))
}

func deliveryPages(t *testing.T, a Archive) {
	for n := range 6 {
		publish(t, a, publication(n))
	}
	var ids []string
	cursor := ""
	for page := 0; page == 0 || cursor != ""; page++ {
		deliveries, next, err := a.Deliveries(t.Context(), relay.DeliveryQuery{Cursor: cursor, Limit: 2, Now: noon()})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range deliveries {
			ids = append(ids, d.ID)
			if d.Body != nil {
				t.Errorf("a list holds the body of %s", d.ID)
			}
		}
		publish(t, a, publication(100+page))
		cursor = next
	}
	same(t, "pages", []string{"dlv_0005", "dlv_0004", "dlv_0003", "dlv_0002", "dlv_0001", "dlv_0000"}, ids)
}

func pageSizes(t *testing.T, a Archive) {
	var all []relay.Publication
	for n := range 1005 {
		all = append(all, publication(n))
	}
	publish(t, a, all...)
	for limit, want := range map[int]int{0: 100, 1: 1, 1000: 1000, 5000: 1000} {
		deliveries, next, err := a.Deliveries(t.Context(), relay.DeliveryQuery{Limit: limit, Now: noon()})
		if err != nil || len(deliveries) != want || next == "" {
			t.Errorf("limit %d gave %d deliveries, cursor %q, error %v; want %d", limit, len(deliveries), next, err, want)
		}
	}
}

func badCursor(t *testing.T, a Archive) {
	for _, cursor := range []string{"nonsense!", "-1", "0", "99999999999999999999999"} {
		var input *relay.InputError
		if _, _, err := a.Deliveries(t.Context(), relay.DeliveryQuery{Cursor: cursor}); !errors.As(err, &input) {
			t.Errorf("deliveries at cursor %q: %v, want an InputError", cursor, err)
		}
		if _, _, err := a.Events(t.Context(), relay.EventQuery{Cursor: cursor}); !errors.As(err, &input) {
			t.Errorf("events at cursor %q: %v, want an InputError", cursor, err)
		}
	}
}

func deliveriesOfEvent(t *testing.T, a Archive) {
	second := newDelivery(2)
	second.EventID = "evt_0001"
	publish(t, a, relay.Publication{Event: newEvent(1), Deliveries: []relay.Delivery{newDelivery(1), second}}, publication(3))
	got, _, err := a.Deliveries(t.Context(), relay.DeliveryQuery{EventID: "evt_0001", Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	want := []relay.Delivery{second, newDelivery(1)}
	want[0].Body, want[1].Body = nil, nil
	same(t, "deliveries", want, got)
}

func count(t *testing.T, a Archive) {
	everything := map[relay.DeliveryState]int{}
	for n, state := range append(relay.DeliveryStates(), relay.Delivered, relay.Failed) {
		publish(t, a, publication(100+n, func(d *relay.Delivery) { d.State, d.SubscriptionID = state, "sub_b" }))
		everything[state]++
	}
	got, err := a.CountDeliveries(t.Context(), relay.Filter{}, noon())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counts of all", everything, got)
	for n, state := range []relay.DeliveryState{relay.Pending, relay.Held, relay.Pending, relay.Failed} {
		publish(t, a, publication(n, func(d *relay.Delivery) { d.State = state }))
	}
	for text, want := range map[string]map[relay.DeliveryState]int{
		"sub:sub_a":                {relay.Pending: 2, relay.Held: 1, relay.Failed: 1},
		"sub:sub_a -state:pending": {relay.Held: 1, relay.Failed: 1},
		"provider:silverfin":       {},
		"id:dlv_0000,dlv_0003":     {relay.Pending: 1, relay.Failed: 1},
		"state:delivered age:>1h":  {},
	} {
		filter, err := relay.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.CountDeliveries(t.Context(), filter, noon())
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("counts of %q", text), want, got)
	}
}

func reset(t *testing.T, a Archive) {
	record := relay.Record{Provider: "finpilo", Kind: "document", Key: "1", Value: []byte(`{}`)}
	batch := relay.Batch{Publications: []relay.Publication{publication(1)}, LastID: 7, Events: 1, IdempotencyKey: "key"}
	application := relay.Record{Provider: "silverfin", Kind: relay.ApplicationKind, Key: "tokens", Value: []byte(`[]`)}
	batch.Publications[0].Records = []relay.Record{record, application}
	if _, _, err := a.Publish(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	next := relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true}
	if _, err := a.Settle(t.Context(), relay.Settlement{Attempt: newAttempt(1, 1), Next: next}); err != nil {
		t.Fatal(err)
	}
	take(t, a, taking(2))
	if err := a.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	counters, err := a.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counters", relay.Counters{LastID: 7, Events: 1}, counters)
	for name, read := range map[string]func() error{
		"event":    func() error { _, err := a.Event(t.Context(), "evt_0001"); return err },
		"delivery": func() error { _, err := a.Delivery(t.Context(), "dlv_0001"); return err },
		"incoming": func() error { _, err := a.Incoming(t.Context(), "inc_0002"); return err },
		"record":   func() error { _, err := a.Record(t.Context(), "finpilo", "document", "1"); return err },
	} {
		if err := read(); !errors.Is(err, relay.ErrNotFound) {
			t.Errorf("%s after a reset: %v, want ErrNotFound", name, err)
		}
	}
	if _, err := a.Record(t.Context(), "silverfin", relay.ApplicationKind, "tokens"); err != nil {
		t.Errorf("the application's record after a reset: %v", err)
	}
	attempts, err := a.Attempts(t.Context(), "dlv_0001")
	if err != nil || len(attempts) > 0 {
		t.Errorf("attempts after a reset: %v, %v", attempts, err)
	}
	if _, repeated, err := a.Publish(t.Context(), batch); err != nil || repeated {
		t.Errorf("publish after a reset: repeated %v, error %v", repeated, err)
	}
}

func attempts(t *testing.T, a Archive) {
	publish(t, a, publication(1))
	all := []relay.Attempt{newAttempt(1, 1), newAttempt(1, 2), newAttempt(1, 3)}
	all[0].Request.Body = nil // cut by a fault: not the delivery's
	all[0].Response.Headers = append(all[0].Response.Headers, relay.Header{Name: "x-Latin", Value: "caf\xe9"}, relay.Header{Name: "x-Latin", Value: ""})
	all[0].Response.Truncated, all[0].Note = 12, "a note"
	all[0].Faults[0].Actual = &relay.Response{Status: 200, Headers: all[0].Response.Headers, Body: []byte{0, 0xff}, Truncated: 1}
	all[0].Faults = append(all[0].Faults, relay.AppliedFault{RuleID: "flt_2", Name: "truncate-body", At: relay.AtSender, Note: "kept 0 bytes"})
	all[1].Response, all[1].Faults = nil, nil // no answer
	all[2].Request.Body = []byte("edited")
	all[2].Response.Body = nil
	all[0].PlannedAt = noon().Add(-time.Nanosecond)
	all[0].Timings = relay.Timings{DNS: 1, Connect: 2 * time.Microsecond, TLS: 3 * time.Millisecond, FirstByte: 4 * time.Second}
	all[1].PlannedAt, all[1].Timings = noon(), relay.Timings{FirstByte: 5, Reused: true}
	for _, i := range []int{0, 1, 2} {
		next := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute), CostsTry: true}
		if _, err := a.Settle(t.Context(), relay.Settlement{Attempt: all[i], Next: next}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a.Attempts(t.Context(), "dlv_0001")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "attempts", all, got)
	none, err := a.Attempts(t.Context(), "dlv_none")
	if err != nil || len(none) > 0 {
		t.Errorf("attempts of an unknown delivery: %v, %v", none, err)
	}
}

func abortedAttempt(t *testing.T, a Archive) {
	due := noon().Add(-time.Second)
	publish(t, a, publication(1, func(d *relay.Delivery) { d.DueAt = due }))
	mark(t, a, "dlv_0001")
	if _, err := a.Recover(t.Context(), noon().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	got, err := a.Attempts(t.Context(), "dlv_0001")
	if err != nil || len(got) != 1 {
		t.Fatalf("attempts: %v, %v; want one", got, err)
	}
	same(t, "aborted", []relay.Attempt{{
		DeliveryID: "dlv_0001", Number: 1, PlannedAt: due, StartedAt: noon(), Outcome: relay.Aborted, Error: got[0].Error,
		Request: relay.Request{URL: newDelivery(1).URL}, // what was sent is not known
	}}, got)
}

// listed reads all that a filter selects, in the order they were made.
func listed(t *testing.T, a Archive, filter relay.Filter, now time.Time) []string {
	t.Helper()
	var ids []string
	query := relay.DeliveryQuery{Filter: filter, Now: now, Limit: 60}
	for {
		page, next, err := a.Deliveries(t.Context(), query)
		if err != nil {
			t.Fatalf("deliveries %s: %v", filter, err)
		}
		for _, d := range page {
			ids = append(ids, d.ID)
		}
		if query.Cursor = next; next == "" {
			slices.Reverse(ids)
			return ids
		}
	}
}
