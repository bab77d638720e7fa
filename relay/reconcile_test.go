package relay_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// books are what the mock holds, as a reconciliation is given it.
type books struct {
	booked   []relay.Booked
	postings []relay.BookedPosting
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	owe := func(delivery, event, key string, state relay.DeliveryState) relay.Owed {
		return relay.Owed{DeliveryID: delivery, EventID: event, Provider: "finpilo", DedupKey: key, State: state, Bookable: true}
	}
	worth := func(o relay.Owed, document, total, currency string) relay.Owed {
		o.Worth = relay.Worth{Document: document, Total: total, Currency: currency}
		return o
	}
	kept := func(o relay.Owed, reference string) relay.Owed {
		o.Reference = reference
		return o
	}
	taken := func(key, reference string) relay.Booked {
		return relay.Booked{Provider: "finpilo", DedupKey: key, Reference: reference}
	}
	post := func(key, reference, document, kind, amount string) relay.BookedPosting {
		p := relay.BookedPosting{Reference: reference, Provider: "finpilo", DedupKey: key, Document: document, Kind: relay.PostingKind(kind), Currency: "EUR"}
		if amount != "" {
			p.Entries = []relay.Entry{{Account: "expenses", Debit: amount}, {Account: "trade_payables", Credit: amount}}
		}
		return p
	}
	less := func(key, reference, document, kind, amount string) relay.BookedPosting {
		p := post(key, reference, document, kind, "")
		p.Entries = []relay.Entry{{Account: "trade_payables", Debit: amount}, {Account: "expenses", Credit: amount}}
		return p
	}
	paid := func(delivery, event, key, payment, total string) relay.Owed {
		o := owe(delivery, event, key, relay.Delivered)
		o.Worth = relay.Worth{Document: "7", Part: "payment", Payment: payment, Total: total}
		return o
	}
	lists := func(o relay.Owed, payment, total string) relay.Owed {
		o.Worth.Parts = []relay.Worth{{Document: "7", Part: "payment", Payment: payment, Total: total}}
		return o
	}
	gone := func(delivery, event, key, document string) relay.Owed {
		o := owe(delivery, event, key, relay.Delivered)
		o.Worth = relay.Worth{Document: document, Deleted: true}
		return o
	}
	finding := func(event, document string, deliveries, references []string, bookings int, differences ...relay.Difference) relay.Findings {
		return relay.Findings{Count: 1, Events: []relay.Finding{{
			EventID: event, Provider: "finpilo", Document: document, DeliveryIDs: deliveries, References: references, Bookings: bookings, Differences: differences,
		}}}
	}
	times := func(expected, found string) relay.Difference {
		return relay.Difference{In: relay.BookingsAspect, Expected: expected, Found: found}
	}
	tests := map[string]struct {
		owed []relay.Owed
		books
		want       relay.Reconciliation
		reconciled bool
	}{
		"nothing": {reconciled: true},
		"delivered and booked": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", "121.00")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 1}, reconciled: true,
		},
		"a replay under the same key is booked once": {
			owed:  []relay.Owed{owe("d2", "e", "k", relay.Delivered), owe("d1", "e", "k", relay.Delivered)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", "")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 1}, reconciled: true,
		},
		"a replay under a new key is booked twice": {
			owed:  []relay.Owed{owe("d2", "e", "k2", relay.Delivered), owe("d1", "e", "k1", relay.Delivered)},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-2")}, []relay.BookedPosting{post("k1", "INV-1", "", "", ""), post("k2", "INV-2", "", "", "")}},
			want:  relay.Reconciliation{Events: 1, Items: 2, Doubled: finding("e", "", []string{"d1", "d2"}, []string{"INV-1", "INV-2"}, 2, times("1", "2"))},
		},
		"one key with two postings is doubled": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", ""), post("k", "INV-2", "", "", "")}},
			want:  relay.Reconciliation{Events: 1, Items: 2, Doubled: finding("e", "", []string{"d"}, []string{"INV-1", "INV-2"}, 2, times("1", "2"))},
		},
		"two events each booked one document: it is told of once": {
			owed:  []relay.Owed{owe("d1", "e1", "k1", relay.Delivered), owe("d2", "e2", "k2", relay.Delivered)},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-2")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", ""), post("k2", "INV-2", "7", "invoice", "")}},
			want:  relay.Reconciliation{Events: 2, OK: 1, Items: 2, Doubled: finding("e1", "", []string{"d1"}, []string{"INV-1", "INV-2"}, 2, times("1", "2"))},
		},
		"an invoice, its correction and its payment are not doubled": {
			owed: []relay.Owed{
				worth(owe("d1", "e1", "k1", relay.Delivered), "7", "100", "EUR"), worth(owe("d2", "e2", "k2", relay.Delivered), "7", "121.00", "EUR"),
				worth(owe("d3", "e3", "k3", relay.Delivered), "7", "121", "EUR"),
			},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-1"), taken("k3", "INV-1")}, []relay.BookedPosting{
				post("k1", "INV-1", "7", "invoice", "100"), post("k2", "COR-1", "7", "correction", "21"), post("k3", "PAY-1", "7/payment", "payment", "121"),
			}},
			want: relay.Reconciliation{Events: 3, OK: 3, Items: 3}, reconciled: true,
		},
		"a document that is paid in parts is not doubled": {
			owed: []relay.Owed{owe("d1", "e1", "k1", relay.Delivered), owe("d2", "e2", "k2", relay.Delivered)},
			books: books{[]relay.Booked{taken("k1", "PAY-1"), taken("k2", "PAY-2")}, []relay.BookedPosting{
				post("k1", "PAY-1", "7/payment", "payment", "60"), post("k2", "PAY-2", "7/payment", "payment", "61"),
			}},
			want: relay.Reconciliation{Events: 2, OK: 2, Items: 2}, reconciled: true,
		},
		"one event that led to two payments under two identities is doubled": {
			owed: []relay.Owed{owe("d1", "e", "k1", relay.Delivered), owe("d2", "e", "k2", relay.Delivered)},
			books: books{[]relay.Booked{taken("k1", "PAY-1"), taken("k2", "PAY-2")}, []relay.BookedPosting{
				post("k1", "PAY-1", "7/payment", "payment", "60"), post("k2", "PAY-2", "7/payment", "payment", "60"),
			}},
			want: relay.Reconciliation{Events: 1, Items: 2, Doubled: finding("e", "", []string{"d1", "d2"}, []string{"PAY-1", "PAY-2"}, 2, times("1", "2"))},
		},
		"an event that changed nothing is as good as booked": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "5", "EUR"), worth(owe("d2", "e2", "k2", relay.Delivered), "7", "5", "EUR")},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", "5")}},
			want:  relay.Reconciliation{Events: 2, OK: 2, Items: 1}, reconciled: true,
		},
		"delivered and not in the books": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			want: relay.Reconciliation{Events: 1, Missing: finding("e", "", []string{"d"}, nil, 0, times("1", "0"))},
		},
		"taken, and its posting is gone": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Failed)}, books: books{[]relay.Booked{taken("k", "INV-1")}, nil},
			want: relay.Reconciliation{Events: 1, Missing: finding("e", "", []string{"d"}, []string{"INV-1"}, 0, times("1", "0"))},
		},
		"taken, and waiting in the inbox": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)}, books: books{[]relay.Booked{{Provider: "finpilo", DedupKey: "k", Waiting: true}}, nil},
			want: relay.Reconciliation{Events: 1, Waiting: 1}, reconciled: true,
		},
		"taken, with nothing to book": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)}, books: books{[]relay.Booked{taken("k", "")}, nil},
			want: relay.Reconciliation{Events: 1, NothingToBook: 1}, reconciled: true,
		},
		"booked, and the answer was lost": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Pending)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", "")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Unacknowledged: 1, Items: 1}, reconciled: true,
		},
		"not delivered and not booked": {
			owed: []relay.Owed{owe("d2", "e", "k", relay.Held), owe("d1", "e", "k", relay.Failed)},
			want: relay.Reconciliation{Events: 1, Undelivered: finding("e", "", []string{"d1", "d2"}, nil, 0), States: map[relay.DeliveryState]int{relay.Held: 1}}, reconciled: true,
		},
		"another product's key is another": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			books: books{[]relay.Booked{{Provider: "fintoro", DedupKey: "k", Reference: "INV-1"}}, []relay.BookedPosting{{Provider: "fintoro", DedupKey: "k", Reference: "INV-1"}}},
			want:  relay.Reconciliation{Events: 1, Missing: finding("e", "", []string{"d"}, nil, 0, times("1", "0")), Items: 1, Unmatched: 1},
		},
		"two events with one key share a posting": {
			owed:  []relay.Owed{owe("d1", "e1", "k", relay.Delivered), owe("d2", "e2", "k", relay.Delivered)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", ""), post("other", "INV-2", "", "", "")}},
			want:  relay.Reconciliation{Events: 2, OK: 2, Items: 2, Unmatched: 1}, reconciled: true,
		},
		"another amount than was sent": {
			owed:  []relay.Owed{worth(owe("d", "e", "k", relay.Delivered), "7", "121.00", "EUR")},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "7", "invoice", "100.00")}},
			want: relay.Reconciliation{Events: 1, Items: 1, Differing: finding("e", "7", []string{"d"}, []string{"INV-1"}, 1,
				relay.Difference{In: relay.AmountAspect, Expected: "121.00", Found: "100.00"})},
		},
		"another amount than was sent, of a posting that names no document": {
			owed:  []relay.Owed{worth(owe("d", "e", "k", relay.Delivered), "7", "121.00", "EUR")},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "", "", "100.00")}},
			want: relay.Reconciliation{Events: 1, Items: 1, Differing: finding("e", "7", []string{"d"}, []string{"INV-1"}, 1,
				relay.Difference{In: relay.AmountAspect, Expected: "121.00", Found: "100.00"})},
		},
		"another payment than was sent": {
			owed: []relay.Owed{worth(owe("d", "e", "k", relay.Delivered), "7", "121", "EUR"), {
				DeliveryID: "d2", EventID: "e2", Provider: "finpilo", DedupKey: "k2", State: relay.Delivered, Worth: relay.Worth{Document: "7", Part: "payment", Total: "60", Currency: "EUR"},
			}},
			books: books{[]relay.Booked{taken("k", "INV-1"), taken("k2", "PAY-1")}, []relay.BookedPosting{post("k", "INV-1", "7", "invoice", "121"), post("k2", "PAY-1", "7/payment", "payment", "61")}},
			want: relay.Reconciliation{Events: 2, OK: 1, Items: 2, Differing: finding("e2", "7", []string{"d2"}, []string{"PAY-1"}, 1,
				relay.Difference{In: relay.AmountAspect, Expected: "60", Found: "61"})},
		},
		"a payment that was gone before it came, and another one": {
			owed: []relay.Owed{paid("d1", "e1", "k1", "Payment/1", "112"), gone("d2", "e2", "k2", "Payment/1"), lists(worth(owe("d3", "e3", "k3", relay.Delivered), "7", "121", "EUR"), "Payment/2", "121")},
			books: books{[]relay.Booked{taken("k1", ""), taken("k2", ""), taken("k3", "INV-1")}, []relay.BookedPosting{
				post("k3", "INV-1", "7", "invoice", "121"), post("k3", "PAY-1", "7/payment", "payment", "121"),
			}},
			want: relay.Reconciliation{Events: 3, OK: 2, NothingToBook: 1, Items: 2}, reconciled: true,
		},
		"a payment that was gone before it came is booked in place of another one": {
			owed: []relay.Owed{paid("d1", "e1", "k1", "Payment/1", "112"), gone("d2", "e2", "k2", "Payment/1"), lists(worth(owe("d3", "e3", "k3", relay.Delivered), "7", "121", "EUR"), "Payment/2", "121")},
			books: books{[]relay.Booked{taken("k1", ""), taken("k2", ""), taken("k3", "INV-1")}, []relay.BookedPosting{
				post("k3", "INV-1", "7", "invoice", "121"), post("k3", "PAY-1", "7/payment", "payment", "112"),
			}},
			want: relay.Reconciliation{Events: 3, OK: 1, NothingToBook: 1, Items: 2, Differing: finding("e3", "7", []string{"d3"}, []string{"INV-1", "PAY-1"}, 2,
				relay.Difference{In: relay.AmountAspect, Expected: "121", Found: "112"})},
		},
		"a payment that was taken back, and another one of another amount than was sent": {
			owed: []relay.Owed{paid("d1", "e1", "k1", "Payment/1", "112"), gone("d2", "e2", "k2", "Payment/1"), paid("d3", "e3", "k3", "Payment/2", "121")},
			books: books{[]relay.Booked{taken("k1", "PAY-1"), taken("k2", ""), taken("k3", "PAY-2")}, []relay.BookedPosting{
				post("k1", "PAY-1", "7/payment", "payment", "112"), less("k2", "REV-1", "7/payment", "reversal", "112"), post("k3", "PAY-2", "7/payment", "payment", "112"),
			}},
			want: relay.Reconciliation{Events: 3, OK: 2, Items: 3, Differing: finding("e3", "7", []string{"d3"}, []string{"PAY-2"}, 1,
				relay.Difference{In: relay.AmountAspect, Expected: "121", Found: "112"})},
		},
		"one payment that two events told of is booked by both": {
			owed: []relay.Owed{paid("d1", "e1", "k1", "Payment/1", "121"), lists(worth(owe("d2", "e2", "k2", relay.Delivered), "7", "121", "EUR"), "Payment/1", "121")},
			books: books{[]relay.Booked{taken("k1", "PAY-1"), taken("k2", "INV-1")}, []relay.BookedPosting{
				post("k1", "PAY-1", "7/payment", "payment", "121"), post("k2", "INV-1", "7", "invoice", "121"), post("k2", "PAY-2", "7/payment", "payment", "121"),
			}},
			want: relay.Reconciliation{Events: 2, OK: 1, Items: 3, Differing: finding("e2", "7", []string{"d2"}, []string{"INV-1", "PAY-2"}, 2,
				relay.Difference{In: relay.AmountAspect, Expected: "121", Found: "242"})},
		},
		"a payment is registered with one amount, and listed with another": {
			owed: []relay.Owed{paid("d1", "e1", "k1", "Payment/1", "112"), lists(owe("d2", "e2", "k2", relay.Delivered), "Payment/1", "121")}, // by a draft
			books: books{[]relay.Booked{taken("k1", "PAY-1"), taken("k2", "")}, []relay.BookedPosting{
				post("k1", "PAY-1", "7/payment", "payment", "112"), post("k2", "COR-1", "7/payment", "correction", "9"),
			}},
			want: relay.Reconciliation{Events: 2, OK: 2, Items: 2}, reconciled: true,
		},
		"another currency than was sent": {
			owed:  []relay.Owed{worth(owe("d", "e", "k", relay.Delivered), "7", "121.0", "SEK")},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "7", "invoice", "121.00")}},
			want: relay.Reconciliation{Events: 1, Items: 1, Differing: finding("e", "7", []string{"d"}, []string{"INV-1"}, 1,
				relay.Difference{In: relay.CurrencyAspect, Expected: "SEK", Found: "EUR"})},
		},
		"an older amount than the newest was told once: it is not sure": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "100", "EUR"), worth(owe("d2", "e2", "k2", relay.Delivered), "7", "121", "EUR")},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-1")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", "100")}},
			want:  relay.Reconciliation{Events: 2, OK: 2, Items: 1}, reconciled: true,
		},
		"an amount that one of the events does not tell is not sure": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "100", "EUR"), worth(owe("d2", "e2", "k2", relay.Delivered), "7", "", "")},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-1")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", "300")}},
			want:  relay.Reconciliation{Events: 2, OK: 2, Items: 1}, reconciled: true,
		},
		"a posting of somebody else's webhook makes the amount unsure": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "100", "EUR")},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("x", "INV-1")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", "100"), post("x", "COR-1", "7", "correction", "50")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 2, Unmatched: 1}, reconciled: true,
		},
		"a document that was reversed has no amount to compare": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "100", "EUR"), {DeliveryID: "d2", EventID: "e2", Provider: "finpilo", DedupKey: "k2", State: relay.Delivered, Worth: relay.Worth{Document: "7", Deleted: true}}},
			books: books{[]relay.Booked{taken("k1", "INV-1"), taken("k2", "INV-1")}, []relay.BookedPosting{post("k1", "INV-1", "7", "invoice", "100"), less("k2", "REV-1", "7", "reversal", "100")}},
			want:  relay.Reconciliation{Events: 2, OK: 2, Items: 2}, reconciled: true,
		},
		"a credit note's sign is not compared": {
			owed:  []relay.Owed{worth(owe("d1", "e1", "k1", relay.Delivered), "7", "-100", "EUR")},
			books: books{[]relay.Booked{taken("k1", "CN-1")}, []relay.BookedPosting{less("k1", "CN-1", "7", "credit_note", "100.00")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 1}, reconciled: true,
		},
		"a posting that is wrong in itself": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{{Reference: "INV-1", Provider: "finpilo", DedupKey: "k", Breaches: []string{"debits are 1 and credits 2"}}}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 1, Breached: relay.Breached{Count: 1, Postings: []relay.Breach{{Reference: "INV-1", Breaches: []string{"debits are 1 and credits 2"}}}}},
		},
		"the sender keeps another reference": {
			owed:  []relay.Owed{kept(owe("d", "e", "k", relay.Delivered), "INV-9")},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "7", "invoice", "100.00")}},
			want: relay.Reconciliation{Events: 1, Items: 1, Differing: finding("e", "", []string{"d"}, []string{"INV-1"}, 1,
				relay.Difference{In: relay.ReferenceAspect, Expected: "INV-9", Found: "INV-1"})},
		},
		"the sender keeps the document's reference": {
			owed:  []relay.Owed{kept(owe("d", "e", "k", relay.Delivered), "INV-1"), kept(owe("d2", "e", "k", relay.Delivered), "")},
			books: books{[]relay.Booked{taken("k", "INV-1")}, []relay.BookedPosting{post("k", "INV-1", "7", "invoice", "100.00")}},
			want:  relay.Reconciliation{Events: 1, OK: 1, Items: 1}, reconciled: true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := relay.Reconcile(tt.owed, tt.booked, tt.postings)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("reconciliation (-want +got):\n%s", diff)
			}
			if got.Reconciled() != tt.reconciled {
				t.Errorf("reconciled: %v", got.Reconciled())
			}
		})
	}
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	var owed []relay.Owed
	for i := range relay.MaxFindings + 1 {
		owed = append(owed, relay.Owed{DeliveryID: "d", EventID: fmt.Sprintf("e%03d", i), State: relay.Delivered, DedupKey: fmt.Sprint(i)})
	}
	got := relay.Reconcile(owed, nil, nil)
	if got.Missing.Count != len(owed) || len(got.Missing.Events) != relay.MaxFindings || got.Missing.Events[0].EventID != "e000" {
		t.Errorf("%d missing, %d named", got.Missing.Count, len(got.Missing.Events))
	}
}
