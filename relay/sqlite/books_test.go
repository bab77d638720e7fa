package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
)

func openBooks(t testing.TB) *Books {
	t.Helper()
	b, err := OpenBooks(t.Context(), Options{Path: filepath.Join(t.TempDir(), "books.db")})
	must(t, err)
	t.Cleanup(func() { must(t, b.Close()) })
	return b
}

func newReceipt(id, key string) relay.Receipt {
	return relay.Receipt{
		ID: id, Provider: "fintoro", ReceivedAt: noon(), Verdict: relay.Accepted, EventType: "invoices.paid", DedupKey: key,
		Request: relay.Request{Method: "POST", URL: "http://127.0.0.1:7118/fintoro", Headers: []relay.Header{{Name: "x-A", Value: "\xff"}}, Body: []byte("{}\x00")},
		Status:  200, Answer: []byte(`{"ok":true}`), Faults: []relay.AppliedFault{{RuleID: "flt_1", Name: "slow-reply", At: relay.AtReceiver}},
	}
}

func newPosting() *relay.Posting {
	return &relay.Posting{
		Provider: "fintoro", DedupKey: "k", Text: "invoice 1", Currency: "EUR", PostedAt: noon(),
		Entries: []relay.Entry{{Account: "bank", Debit: "121.00"}, {Account: "revenue", Credit: "100.00"}, {Account: "output_vat", Credit: "21.00"}},
	}
}

func TestReceiveBooksOnce(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	receive := func(r relay.Receipt, p *relay.Posting, verdict relay.Verdict, reference string) {
		t.Helper()
		got, err := b.Receive(t.Context(), r, p, nil)
		must(t, err)
		want := r
		want.Verdict, want.Reference = verdict, reference
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("returned (-want +got):\n%s", diff)
		}
		stored, err := b.Receipt(t.Context(), r.ID)
		must(t, err)
		if diff := cmp.Diff(&want, stored); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	}
	first := newPosting()
	receive(newReceipt("rcp_1", "k"), first, relay.Accepted, "INV-2026-0001")
	if first.Reference != "INV-2026-0001" || first.ReceiptID != "rcp_1" {
		t.Errorf("the posting got reference %q of receipt %q", first.Reference, first.ReceiptID)
	}
	again := newPosting()
	receive(newReceipt("rcp_2", "k"), again, relay.Duplicate, "INV-2026-0001")
	if again.Reference != "" {
		t.Errorf("a duplicate's posting got reference %q", again.Reference)
	}
	other := newReceipt("rcp_3", "k")
	other.Provider = "silverfin" // the same key of another product is another event
	receive(other, newPosting(), relay.Accepted, "INV-2026-0002")
	receive(newReceipt("rcp_4", "nothing to book"), nil, relay.Accepted, "")
	receive(newReceipt("rcp_5", "nothing to book"), nil, relay.Duplicate, "")
	for i, verdict := range []relay.Verdict{relay.Rejected, relay.Unreadable} { // does not count as seen, books nothing
		refused := newReceipt(fmt.Sprintf("rcp_6%d", i), "later")
		refused.Verdict = verdict
		receive(refused, newPosting(), verdict, "")
	}
	receive(newReceipt("rcp_7", "later"), newPosting(), relay.Accepted, "INV-2026-0003")
	receive(newReceipt("rcp_8", ""), newPosting(), relay.Accepted, "INV-2026-0004") // without a key every one is new
	receive(newReceipt("rcp_9", ""), newPosting(), relay.Accepted, "INV-2026-0005")
	nextYear := newPosting()
	nextYear.PostedAt = time.Date(2027, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)) // still 2026 in UTC
	receive(newReceipt("rcp_10", "y"), nextYear, relay.Accepted, "INV-2026-0006")
	nextYear.PostedAt = nextYear.PostedAt.Add(time.Hour)
	receive(newReceipt("rcp_11", "z"), nextYear, relay.Accepted, "INV-2027-0001")

	postings, next, err := b.Postings(t.Context(), "fintoro", "", 0)
	must(t, err)
	if len(postings) != 7 || next != "" {
		t.Fatalf("%d postings and cursor %q, want 7 and none", len(postings), next)
	}
	if diff := cmp.Diff(*first, postings[6]); diff != "" {
		t.Errorf("the first posting (-want +got):\n%s", diff)
	}
}

func TestManyAtOnceBookOnce(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	references := make([]string, 64)
	var wait sync.WaitGroup
	for i := range references {
		wait.Go(func() {
			r, err := b.Receive(t.Context(), newReceipt(fmt.Sprintf("rcp_%d", i), fmt.Sprintf("key %d", i%8)), newPosting(), nil)
			check(t, err)
			references[i] = r.Reference
		})
	}
	wait.Wait()
	for i := range references {
		if references[i] != references[i%8] {
			t.Errorf("receipt %d got %s, and %d got %s for the same event", i, references[i], i%8, references[i%8])
		}
	}
	slices.Sort(references)
	if got := slices.Compact(references); len(got) != 8 || got[0] != "INV-2026-0001" || got[7] != "INV-2026-0008" {
		t.Errorf("references %v, want eight without a gap", got)
	}
}

func TestReceiveIsAtomic(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	bad := newPosting()
	bad.Entries[2].Debit = "1" // both sides
	if _, err := b.Receive(t.Context(), newReceipt("rcp_1", "k"), bad, nil); err == nil {
		t.Fatal("an entry with a debit and a credit was booked")
	}
	if _, err := b.Receipt(t.Context(), "rcp_1"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("the receipt of a refused posting: %v, want ErrNotFound", err)
	}
	got, err := b.Receive(t.Context(), newReceipt("rcp_1", "k"), newPosting(), nil)
	must(t, err)
	if got.Verdict != relay.Accepted || got.Reference != "INV-2026-0001" {
		t.Errorf("afterwards: %s %s, want accepted INV-2026-0001", got.Verdict, got.Reference)
	}
	if _, err := b.Receive(t.Context(), newReceipt("rcp_1", "other"), nil, nil); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("the same receipt again: %v, want ErrConflict", err)
	}
}

func TestReceiptsArePagedAndReset(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	for i := range 5 {
		r := newReceipt(fmt.Sprintf("rcp_%d", i), fmt.Sprint(i/2))
		if i == 4 {
			r.Provider, r.Verdict = "", relay.Unreadable
		}
		_, err := b.Receive(t.Context(), r, newPosting(), nil)
		must(t, err)
	}
	list := func(query relay.ReceiptQuery) []string {
		t.Helper()
		var ids []string
		for {
			page, next, err := b.Receipts(t.Context(), query)
			must(t, err)
			for _, r := range page {
				ids = append(ids, r.ID)
			}
			if query.Cursor = next; next == "" {
				return ids
			}
		}
	}
	want := map[string][]string{
		"all":          {"rcp_4", "rcp_3", "rcp_2", "rcp_1", "rcp_0"},
		"of a product": {"rcp_3", "rcp_2", "rcp_1", "rcp_0"},
		"duplicates":   {"rcp_3", "rcp_1"},
	}
	got := map[string][]string{
		"all":          list(relay.ReceiptQuery{Limit: 2}),
		"of a product": list(relay.ReceiptQuery{Limit: 3, Provider: "fintoro"}),
		"duplicates":   list(relay.ReceiptQuery{Limit: 1, Verdict: relay.Duplicate}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	must(t, b.ResetBooks(t.Context()))
	if diff := cmp.Diff([]string(nil), list(relay.ReceiptQuery{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("after a reset (-want +got):\n%s", diff)
	}
	r, err := b.Receive(t.Context(), newReceipt("rcp_0", "0"), newPosting(), nil)
	must(t, err)
	if r.Verdict != relay.Accepted || r.Reference != "INV-2026-0003" {
		t.Errorf("after a reset: %s %s, want accepted, and the next reference", r.Verdict, r.Reference)
	}
}
