package relay_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestReconcile(t *testing.T) {
	t.Parallel()
	owe := func(delivery, event, key string, state relay.DeliveryState) relay.Owed {
		return relay.Owed{DeliveryID: delivery, EventID: event, Provider: "finpilo", DedupKey: key, State: state}
	}
	booked := func(key, reference string, postings int) relay.Booked {
		return relay.Booked{Provider: "finpilo", DedupKey: key, Reference: reference, Postings: postings}
	}
	finding := func(event string, deliveries, references []string, postings int) relay.Findings {
		return relay.Findings{Count: 1, Events: []relay.Finding{{EventID: event, Provider: "finpilo", DeliveryIDs: deliveries, References: references, Postings: postings}}}
	}
	tests := map[string]struct {
		owed       []relay.Owed
		books      []relay.Booked
		postings   int
		want       relay.Reconciliation
		reconciled bool
	}{
		"nothing": {reconciled: true},
		"delivered and booked": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)}, books: []relay.Booked{booked("k", "INV-1", 1)}, postings: 1,
			want: relay.Reconciliation{Events: 1, OK: 1, Postings: 1}, reconciled: true,
		},
		"a replay under the same key is booked once": {
			owed:  []relay.Owed{owe("d2", "e", "k", relay.Delivered), owe("d1", "e", "k", relay.Delivered)},
			books: []relay.Booked{booked("k", "INV-1", 1)}, postings: 1,
			want: relay.Reconciliation{Events: 1, OK: 1, Postings: 1}, reconciled: true,
		},
		"a replay under a new key is booked twice": {
			owed:  []relay.Owed{owe("d2", "e", "k2", relay.Delivered), owe("d1", "e", "k1", relay.Delivered)},
			books: []relay.Booked{booked("k1", "INV-1", 1), booked("k2", "INV-2", 1)}, postings: 2,
			want: relay.Reconciliation{Events: 1, Postings: 2, Doubled: finding("e", []string{"d1", "d2"}, []string{"INV-1", "INV-2"}, 2)},
		},
		"one key with two postings is doubled": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)}, books: []relay.Booked{booked("k", "INV-1", 2)}, postings: 2,
			want: relay.Reconciliation{Events: 1, Postings: 2, Doubled: finding("e", []string{"d"}, []string{"INV-1"}, 2)},
		},
		"delivered and not in the books": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			want: relay.Reconciliation{Events: 1, Missing: finding("e", []string{"d"}, nil, 0)},
		},
		"taken, and its posting is gone": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Failed)}, books: []relay.Booked{booked("k", "INV-1", 0)},
			want: relay.Reconciliation{Events: 1, Missing: finding("e", []string{"d"}, []string{"INV-1"}, 0)},
		},
		"taken, with nothing to book": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Delivered)}, books: []relay.Booked{booked("k", "", 0)},
			want: relay.Reconciliation{Events: 1, NothingToBook: 1}, reconciled: true,
		},
		"booked, and the answer was lost": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Pending)}, books: []relay.Booked{booked("k", "INV-1", 1)}, postings: 1,
			want: relay.Reconciliation{Events: 1, OK: 1, Unacknowledged: 1, Postings: 1}, reconciled: true,
		},
		"not delivered and not booked": {
			owed: []relay.Owed{owe("d", "e", "k", relay.Failed)},
			want: relay.Reconciliation{Events: 1, Undelivered: finding("e", []string{"d"}, nil, 0)}, reconciled: true,
		},
		"another product's key is another": {
			owed:  []relay.Owed{owe("d", "e", "k", relay.Delivered)},
			books: []relay.Booked{{Provider: "fintoro", DedupKey: "k", Reference: "INV-1", Postings: 1}}, postings: 1,
			want: relay.Reconciliation{Events: 1, Missing: finding("e", []string{"d"}, nil, 0), Postings: 1, Unmatched: 1},
		},
		"two events with one key share a posting": {
			owed:  []relay.Owed{owe("d1", "e1", "k", relay.Delivered), owe("d2", "e2", "k", relay.Delivered)},
			books: []relay.Booked{booked("k", "INV-1", 1)}, postings: 3,
			want: relay.Reconciliation{Events: 2, OK: 2, Postings: 3, Unmatched: 2}, reconciled: true,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := relay.Reconcile(tt.owed, tt.books, tt.postings)
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
	got := relay.Reconcile(owed, nil, 0)
	if got.Missing.Count != len(owed) || len(got.Missing.Events) != relay.MaxFindings || got.Missing.Events[0].EventID != "e000" {
		t.Errorf("%d missing, %d named", got.Missing.Count, len(got.Missing.Events))
	}
}
