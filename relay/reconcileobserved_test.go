package relay_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestReconcileObserved(t *testing.T) {
	t.Parallel()
	owe := func(n int, document string, change ...func(*relay.Owed)) relay.Owed {
		o := relay.Owed{
			DeliveryID: fmt.Sprintf("dlv_%d", n), EventID: fmt.Sprintf("evt_%d", n), Provider: "fintoro", DedupKey: fmt.Sprintf("key-%d", n),
			Subject: document, State: relay.Delivered, Tried: true, Bookable: true, Worth: relay.Worth{Document: document},
		}
		for _, c := range change {
			c(&o)
		}
		return o
	}
	worth := func(total, currency string) func(*relay.Owed) {
		return func(o *relay.Owed) { o.Worth.Total, o.Worth.Currency = total, currency }
	}
	state := func(s relay.DeliveryState) func(*relay.Owed) { return func(o *relay.Owed) { o.State = s } }
	nothing := func(o *relay.Owed) { o.Bookable, o.Worth = false, relay.Worth{} }
	deleted := func(o *relay.Owed) { o.Worth.Deleted = true }
	answered := func(reference string) func(*relay.Owed) { return func(o *relay.Owed) { o.Reference = reference } }
	sameEvent := func(n int) func(*relay.Owed) { return func(o *relay.Owed) { o.EventID = fmt.Sprintf("evt_%d", n) } }
	list := func(items ...relay.ObservedItem) []relay.ObservedItem { return items }
	finding := func(n int, document string, deliveries, references []string, bookings int, in relay.Aspect, expected, found string) relay.Findings {
		return relay.Findings{Count: 1, Events: []relay.Finding{{
			EventID: fmt.Sprintf("evt_%d", n), Provider: "fintoro", Document: document, DeliveryIDs: deliveries, References: references, Bookings: bookings,
			Differences: []relay.Difference{{In: in, Expected: expected, Found: found}},
		}}}
	}
	one := []string{"dlv_1"}
	tests := map[string]struct {
		owed  []relay.Owed
		items []relay.ObservedItem
		want  relay.Reconciliation
	}{
		"nothing":                            {},
		"found by the event's id":            {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{EventID: "evt_1"}), relay.Reconciliation{OK: 1}},
		"found by the delivery's id":         {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "dlv_1"}), relay.Reconciliation{OK: 1}},
		"found by the identity on the wire":  {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "key-1"}), relay.Reconciliation{OK: 1}},
		"found by the document":              {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{DocumentID: "invoice/7"}), relay.Reconciliation{OK: 1}},
		"found by the document's bare id":    {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "7"}), relay.Reconciliation{OK: 1}},
		"found by the reference it answered": {[]relay.Owed{owe(1, "invoice/7", answered("INV-1"))}, list(relay.ObservedItem{ID: "row 5", Reference: "INV-1"}), relay.Reconciliation{OK: 1}},
		"several events about one document, booked once": {
			[]relay.Owed{owe(1, "invoice/7", worth("100", "EUR")), owe(2, "invoice/7", worth("121", "EUR"))},
			list(relay.ObservedItem{ID: "invoice/7", Amount: "121.00", Currency: "EUR"}), relay.Reconciliation{OK: 1},
		},
		"missing": {[]relay.Owed{owe(1, "invoice/7"), owe(2, "invoice/8")}, list(relay.ObservedItem{ID: "8"}),
			relay.Reconciliation{OK: 1, Missing: finding(1, "invoice/7", one, nil, 0, relay.BookingsAspect, "1", "0")}},
		"one item twice": {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "7", Reference: "B-1"}, relay.ObservedItem{ID: "invoice/7", Reference: "B-2"}),
			relay.Reconciliation{Doubled: finding(1, "invoice/7", one, []string{"B-1", "B-2"}, 2, relay.BookingsAspect, "1", "2")}},
		"one event's webhook booked under two identities": {
			[]relay.Owed{owe(1, "invoice/7"), owe(2, "invoice/7", sameEvent(1))}, list(relay.ObservedItem{ID: "key-1"}, relay.ObservedItem{ID: "key-2"}),
			relay.Reconciliation{Doubled: finding(1, "invoice/7", []string{"dlv_1", "dlv_2"}, nil, 2, relay.BookingsAspect, "1", "2")},
		},
		"an invoice and its payment are two bookings": {
			[]relay.Owed{owe(1, "invoice/7", worth("121", "EUR"))},
			list(relay.ObservedItem{ID: "7", Kind: "invoice", Amount: "121"}, relay.ObservedItem{ID: "7", Kind: "payment", Amount: "60"}), relay.Reconciliation{OK: 1},
		},
		"the document, and an event about it, may be the same booking": {
			[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "7"}, relay.ObservedItem{ID: "evt_1"}), relay.Reconciliation{OK: 1},
		},
		"each of two events booked in its own right": {
			[]relay.Owed{owe(1, "invoice/7", worth("100", "EUR")), owe(2, "invoice/7", worth("121", "EUR"))},
			list(relay.ObservedItem{ID: "evt_1", Amount: "100"}, relay.ObservedItem{ID: "evt_2", Amount: "121"}), relay.Reconciliation{OK: 1},
		},
		"another amount": {[]relay.Owed{owe(1, "invoice/7", worth("121.00", "EUR"))}, list(relay.ObservedItem{ID: "7", Amount: "100", Currency: "EUR"}),
			relay.Reconciliation{Differing: finding(1, "invoice/7", one, nil, 1, relay.AmountAspect, "121.00", "100")}},
		"another amount than this event told, though another event did": {
			[]relay.Owed{owe(1, "invoice/7", worth("100", "EUR")), owe(2, "invoice/7", worth("121", "EUR"))}, list(relay.ObservedItem{EventID: "evt_2", Amount: "100"}),
			relay.Reconciliation{Differing: finding(2, "invoice/7", []string{"dlv_1", "dlv_2"}, nil, 1, relay.AmountAspect, "121", "100")},
		},
		"another currency": {[]relay.Owed{owe(1, "invoice/7", worth("121.00", "EUR"))}, list(relay.ObservedItem{ID: "7", Amount: "121", Currency: "SEK"}),
			relay.Reconciliation{Differing: finding(1, "invoice/7", one, nil, 1, relay.CurrencyAspect, "EUR", "SEK")}},
		"another reference than it answered": {[]relay.Owed{owe(1, "invoice/7", answered("INV-1"))}, list(relay.ObservedItem{ID: "7", Reference: "INV-2"}),
			relay.Reconciliation{Differing: finding(1, "invoice/7", one, []string{"INV-2"}, 1, relay.ReferenceAspect, "INV-1", "INV-2")}},
		"a sign, a casing and zeros are no difference": {
			[]relay.Owed{owe(1, "creditNote/7", worth("-121.0", "EUR"))}, list(relay.ObservedItem{ID: "7", Amount: "121.000", Currency: "eur"}), relay.Reconciliation{OK: 1}},
		"what one side does not tell is not compared": {
			[]relay.Owed{owe(1, "invoice/7"), owe(2, "invoice/8", worth("5", ""))}, list(relay.ObservedItem{ID: "7", Amount: "1"}, relay.ObservedItem{ID: "8", Currency: "SEK"}),
			relay.Reconciliation{OK: 2}},
		"a document of which one event does not tell the amount is not compared": {
			[]relay.Owed{owe(1, "invoice/7", worth("100", "EUR")), owe(2, "invoice/7")}, list(relay.ObservedItem{ID: "7", Amount: "300"}), relay.Reconciliation{OK: 1}},
		"parts of a document are not compared with the whole": {
			[]relay.Owed{owe(1, "invoice/7", worth("100", "EUR"))}, list(relay.ObservedItem{ID: "7", Kind: "Payment", Amount: "40"}), relay.Reconciliation{OK: 1}},
		"a document by two names may be one booking": {
			[]relay.Owed{owe(1, "invoice/7"), owe(2, "documentPayment/9", func(o *relay.Owed) {
				o.Worth = relay.Worth{Document: "invoice/7", Part: "payment", Total: "60", Currency: "EUR"}
			})},
			list(relay.ObservedItem{ID: "7"}, relay.ObservedItem{ID: "9"}), relay.Reconciliation{OK: 1}},
		"a payment's amount says nothing of the whole document": {
			[]relay.Owed{owe(1, "documentPayment/9", func(o *relay.Owed) {
				o.Worth = relay.Worth{Document: "invoice/7", Part: "payment", Total: "60", Currency: "EUR"}
			})},
			list(relay.ObservedItem{ID: "invoice/7", Amount: "121"}), relay.Reconciliation{OK: 1}},
		"an id that may mean two documents says that they are there, and no more": {
			[]relay.Owed{owe(1, "invoice/7", worth("5", "EUR")), owe(2, "creditNote/7", worth("6", "EUR"))}, list(relay.ObservedItem{ID: "7", Amount: "9"}, relay.ObservedItem{ID: "7", Amount: "9"}),
			relay.Reconciliation{OK: 2}},
		"of two documents the one that is to be booked": {
			[]relay.Owed{owe(1, "invoice/7", worth("5", "EUR")), owe(2, "client/7", nothing)}, list(relay.ObservedItem{ID: "7", Amount: "9"}),
			relay.Reconciliation{NothingToBook: 1, Differing: finding(1, "invoice/7", one, nil, 1, relay.AmountAspect, "5", "9")}},
		"an answer that was lost": {[]relay.Owed{owe(1, "invoice/7", state(relay.Pending))}, list(relay.ObservedItem{ID: "7"}), relay.Reconciliation{OK: 1, Unacknowledged: 1}},
		"not delivered": {[]relay.Owed{owe(1, "invoice/7", state(relay.Failed)), owe(2, "invoice/8", state(relay.Held))}, nil, relay.Reconciliation{
			Undelivered: relay.Findings{Count: 2, Events: []relay.Finding{
				{EventID: "evt_1", Provider: "fintoro", Document: "invoice/7", DeliveryIDs: one}, {EventID: "evt_2", Provider: "fintoro", Document: "invoice/8", DeliveryIDs: []string{"dlv_2"}},
			}}, States: map[relay.DeliveryState]int{relay.Failed: 1, relay.Held: 1}}},
		"nothing to book": {[]relay.Owed{owe(1, "client/7", nothing)}, nil, relay.Reconciliation{NothingToBook: 1}},
		"a document that was deleted need not be there": {
			[]relay.Owed{owe(1, "invoice/7", worth("5", "EUR")), owe(2, "invoice/7", deleted, state(relay.Failed))}, nil, relay.Reconciliation{NothingToBook: 1}},
		"a deletion that never went out excuses nothing": {
			[]relay.Owed{owe(1, "invoice/7"), owe(2, "invoice/7", deleted, state(relay.Held), func(o *relay.Owed) { o.Tried = false })}, nil,
			relay.Reconciliation{Missing: finding(2, "invoice/7", []string{"dlv_1", "dlv_2"}, nil, 0, relay.BookingsAspect, "1", "0")}},
		"items of nothing that was sent": {[]relay.Owed{owe(1, "invoice/7")}, list(relay.ObservedItem{ID: "7"}, relay.ObservedItem{ID: "8"}),
			relay.Reconciliation{OK: 1, Unmatched: 1, Strangers: list(relay.ObservedItem{ID: "8"})}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := relay.ReconcileObserved(tt.owed, tt.items)
			events := map[string]bool{}
			for _, o := range tt.owed {
				events[o.EventID] = true
			}
			tt.want.Events, tt.want.Items = len(events), len(tt.items)
			tt.want.Documents = tt.want.OK + tt.want.NothingToBook + tt.want.Missing.Count + tt.want.Doubled.Count + tt.want.Differing.Count + tt.want.Undelivered.Count
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("reconciliation (-want +got):\n%s", diff)
			}
		})
	}
}

// A list that says what was sent is reconciled; one change of one line is one finding, whatever else is in it.
func TestOneChangeOfAListIsOneFinding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var owed []relay.Owed
		var items []relay.ObservedItem
		documents := rapid.IntRange(1, 12).Draw(t, "documents")
		for d := range documents {
			document := fmt.Sprintf("invoice/%d", 100+d)
			amount := fmt.Sprintf("%d.%02d", rapid.IntRange(1, 9999).Draw(t, "units"), rapid.IntRange(0, 99).Draw(t, "cents"))
			events := rapid.IntRange(1, 3).Draw(t, "events")
			for e := range events {
				n := fmt.Sprintf("%d_%d", d, e)
				owed = append(owed, relay.Owed{
					DeliveryID: "dlv_" + n, EventID: "evt_" + n, Provider: "fintoro", DedupKey: "key_" + n, Subject: document, State: relay.Delivered, Tried: true,
					Bookable: true, Worth: relay.Worth{Document: document, Total: amount, Currency: "EUR"},
				})
			}
			last := fmt.Sprintf("%d_%d", d, events-1)
			id := rapid.SampledFrom([]string{document, document[len("invoice/"):], "evt_" + last, "dlv_" + last, "key_" + last}).Draw(t, "id")
			items = append(items, relay.ObservedItem{ID: id, Amount: amount, Currency: "EUR"})
		}
		owed, items = rapid.Permutation(owed).Draw(t, "deliveries"), rapid.Permutation(items).Draw(t, "list")
		if r := relay.ReconcileObserved(owed, items); !r.Reconciled() || r.OK != documents || r.Unmatched != 0 {
			t.Fatalf("%+v", r)
		}
		at := rapid.IntRange(0, len(items)-1).Draw(t, "line")
		changed := append([]relay.ObservedItem{}, items...)
		want := relay.Reconciliation{OK: documents - 1}
		switch rapid.SampledFrom([]string{"removed", "doubled", "amount", "currency", "stranger"}).Draw(t, "change") {
		case "removed":
			changed = append(changed[:at], changed[at+1:]...)
			want.Missing.Count = 1
		case "doubled":
			changed = append(changed, changed[at])
			want.Doubled.Count = 1
		case "amount":
			changed[at].Amount += "1" // a thousandth more
			want.Differing.Count = 1
		case "currency":
			changed[at].Currency = "SEK"
			want.Differing.Count = 1
		case "stranger":
			changed = append(changed, relay.ObservedItem{ID: "x"})
			want.OK, want.Unmatched = documents, 1
		}
		got := relay.ReconcileObserved(owed, changed)
		if got.OK != want.OK || got.Missing.Count != want.Missing.Count || got.Doubled.Count != want.Doubled.Count || got.Differing.Count != want.Differing.Count || got.Unmatched != want.Unmatched {
			t.Fatalf("%+v", got)
		}
	})
}
