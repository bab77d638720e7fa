package sqlite

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Under one key stand the accepted receipt, whatever came again or was refused, and what was booked; another product's and
// another key's do not.
func TestWhatCameUnderAKey(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	refused := newReceipt("rcp_1", "k")
	refused.Verdict = relay.Rejected
	foreign := newReceipt("rcp_5", "k")
	foreign.Provider = "bookkeeper"
	keyless := newReceipt("rcp_6", "")
	keyless.Verdict = relay.Unreadable
	receiveAll(t, b, relay.Arrival{Receipt: refused}, atOnce(newReceipt("rcp_2", "k")), atOnce(newReceipt("rcp_3", "other")), atOnce(newReceipt("rcp_4", "k")),
		atOnce(foreign), relay.Arrival{Receipt: keyless})
	receipts, postings, err := b.OfKey(t.Context(), "fintoro", "k", 10)
	must(t, err)
	all, _, err := b.Receipts(t.Context(), relay.ReceiptQuery{})
	must(t, err)
	want := []relay.Receipt{all[5], all[4], all[2]} // the newest comes first there
	if diff := gocmp.Diff(want, receipts); diff != "" {
		t.Errorf("receipts (-want +got):\n%s", diff)
	}
	ledger, _, err := b.Postings(t.Context(), "fintoro", "", 0)
	must(t, err)
	if diff := gocmp.Diff(ledger[1:], postings); diff != "" || len(postings) != 1 || postings[0].ReceiptID != "rcp_2" {
		t.Errorf("postings (-want +got):\n%s", diff)
	}
	if receipts, _, err = b.OfKey(t.Context(), "fintoro", "k", 2); err != nil || len(receipts) != 2 || receipts[0].ID != "rcp_1" {
		t.Errorf("of the oldest two: %v, %v", receipts, err)
	}
	for _, key := range []string{"", "nobody's"} {
		if receipts, postings, err = b.OfKey(t.Context(), "fintoro", key, 10); err != nil || len(receipts)+len(postings) > 0 {
			t.Errorf("under %q: %v, %v, %v", key, receipts, postings, err)
		}
	}
}

// Whoever looks at one delivery does not read a million receipts.
func TestPlansOfAKey(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	for query, tt := range map[string]struct {
		args []any
		want string
	}{
		selectFirstRow:   {[]any{"k", "fintoro"}, "SEARCH dedupe USING PRIMARY KEY (key=? AND provider=?)"},
		selectOfKey:      {[]any{1, "k", "fintoro", 10}, "SEARCH r USING INDEX receipts_key (<expr>=? AND provider=?)"},
		selectPostingsOf: {[]any{1}, "SEARCH postings USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
	} {
		rows, err := b.db.reader.search(t.Context(), "EXPLAIN QUERY PLAN "+query, tt.args...)
		must(t, err)
		plan, err := collect(rows, func(r row) (string, error) {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			return detail, err
		})
		must(t, err)
		if got := strings.Join(plan, "\n"); !strings.Contains(got, tt.want) || strings.Contains(got, "SCAN r") {
			t.Errorf("plan:\n%s\nwant %s", got, tt.want)
		}
	}
}
