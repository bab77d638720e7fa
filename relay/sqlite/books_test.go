package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
)

func openBooks(t testing.TB) *Books {
	t.Helper()
	return openBooksAt(t, Options{Path: filepath.Join(t.TempDir(), "books.db")})
}

func openBooksAt(t testing.TB, options Options) *Books {
	t.Helper()
	options.Chance = relay.Chance{Seed: 42}
	b, err := OpenBooks(t.Context(), options)
	must(t, err)
	t.Cleanup(func() { must(t, b.Close()) })
	return b
}

// reference is the n-th of invoices in 2026, from 1, with the seed of openBooks.
func reference(n int) string { return fmt.Sprintf("INV-2026-%04d", 815+n) }

func newReceipt(id, key string) relay.Receipt {
	return relay.Receipt{
		ID: id, Provider: "fintoro", ReceivedAt: noon(), Verdict: relay.Accepted, EventType: "invoices.paid", DedupKey: key,
		Request: relay.Request{Method: "POST", URL: "http://127.0.0.1:7118/fintoro", Headers: []relay.Header{{Name: "x-A", Value: "\xff"}}, Body: []byte("{}\x00")},
		Status:  200, Answer: []byte(`{"ok":true}`), Faults: []relay.AppliedFault{{RuleID: "flt_1", Name: "slow-reply", At: relay.AtReceiver}},
	}
}

// newPosting is one without what the books fill in.
func newPosting() relay.Posting {
	return relay.Posting{
		Kind: relay.InvoicePosting, Document: "invoice/1", Text: "invoice 1", Currency: "EUR",
		Entries: []relay.Entry{{Account: "bank", Debit: "121.00"}, {Account: "revenue", Credit: "100.00"}, {Account: "output_vat", Credit: "21.00"}},
	}
}

// bookingOf books a receipt once for its key: a document that stands already is left as it is.
func bookingOf(r relay.Receipt, posting relay.Posting) *relay.Booking {
	return bookingFor(cmp.Or(r.DedupKey, r.ID), r, posting)
}

func bookingFor(document string, r relay.Receipt, posting relay.Posting) *relay.Booking {
	return &relay.Booking{
		Row: r.Row, ReceiptID: r.ID, Provider: r.Provider, DedupKey: r.DedupKey, At: r.ReceivedAt,
		Settle: func(desk relay.Desk) ([]relay.Posting, string, error) {
			before, err := desk.State(document)
			if err != nil || before != nil {
				return nil, string(before), err
			}
			p := posting
			if p.Reference, err = desk.Number(p.Kind); err != nil {
				return nil, "", err
			}
			return []relay.Posting{p}, p.Reference, desk.Keep(document, []byte(p.Reference))
		},
	}
}

func atOnce(r relay.Receipt) relay.Arrival {
	return relay.Arrival{Receipt: r, Booking: bookingOf(r, newPosting())}
}

func TestReceiveBooksOnce(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	row := int64(0)
	receive := func(arrival relay.Arrival, verdict relay.Verdict, reference string) {
		t.Helper()
		got, err := b.Receive(t.Context(), arrival)
		must(t, err)
		row++
		want := arrival.Receipt
		want.Row, want.Verdict, want.Reference = row, verdict, reference
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("returned (-want +got):\n%s", diff)
		}
		stored, err := b.Receipt(t.Context(), want.ID)
		must(t, err)
		if diff := gocmp.Diff(&want, stored); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	}
	receive(atOnce(newReceipt("rcp_1", "k")), relay.Accepted, reference(1))
	receive(atOnce(newReceipt("rcp_2", "k")), relay.Duplicate, reference(1))
	other := newReceipt("rcp_3", "k")
	other.Provider = "silverfin" // the same key of another product is another event
	receive(atOnce(other), relay.Accepted, reference(2))
	receive(relay.Arrival{Receipt: newReceipt("rcp_4", "nothing to book")}, relay.Accepted, "")
	receive(relay.Arrival{Receipt: newReceipt("rcp_5", "nothing to book")}, relay.Duplicate, "")
	for i, verdict := range []relay.Verdict{relay.Rejected, relay.Unreadable} { // does not count as seen, books nothing
		refused := newReceipt(fmt.Sprintf("rcp_6%d", i), "later")
		refused.Verdict = verdict
		receive(atOnce(refused), verdict, "")
	}
	receive(atOnce(newReceipt("rcp_7", "later")), relay.Accepted, reference(3))
	receive(atOnce(newReceipt("rcp_8", "")), relay.Accepted, reference(4)) // without a key every one is new
	receive(atOnce(newReceipt("rcp_9", "")), relay.Accepted, reference(5))
	nextYear := newReceipt("rcp_10", "y")
	nextYear.ReceivedAt = time.Date(2027, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)).UTC() // still 2026 in UTC
	receive(atOnce(nextYear), relay.Accepted, reference(6))
	nextYear.ID, nextYear.DedupKey, nextYear.ReceivedAt = "rcp_11", "z", nextYear.ReceivedAt.Add(time.Hour)
	receive(atOnce(nextYear), relay.Accepted, "INV-2027-0716") // each year's first is drawn anew

	sameDocument := atOnce(newReceipt("rcp_12", "another identity"))
	sameDocument.Booking = bookingFor("k", sameDocument.Receipt, newPosting())
	receive(sameDocument, relay.Accepted, reference(1)) // and nothing is booked

	postings, next, err := b.Postings(t.Context(), "fintoro", "", 0)
	must(t, err)
	if len(postings) != 6 || next != "" {
		t.Fatalf("%d postings and cursor %q, want 6 and none", len(postings), next)
	}
	want := newPosting()
	want.Reference, want.Provider, want.DedupKey, want.ReceiptID, want.PostedAt = reference(1), "fintoro", "k", "rcp_1", noon()
	if diff := gocmp.Diff(want, postings[5]); diff != "" {
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
			r, err := b.Receive(t.Context(), atOnce(newReceipt(fmt.Sprintf("rcp_%d", i), fmt.Sprintf("key %d", i%8))))
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
	if got := slices.Compact(references); len(got) != 8 || got[0] != reference(1) || got[7] != reference(8) {
		t.Errorf("references %v, want eight without a gap", got)
	}
}

func TestReceiveIsAtomic(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	bad := newPosting()
	bad.Entries[2].Debit = "1" // both sides
	arrival := atOnce(newReceipt("rcp_1", "k"))
	arrival.Booking = bookingOf(arrival.Receipt, bad)
	if _, err := b.Receive(t.Context(), arrival); err == nil {
		t.Fatal("an entry with a debit and a credit was booked")
	}
	if _, err := b.Receipt(t.Context(), "rcp_1"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("the receipt of a refused posting: %v, want ErrNotFound", err)
	}
	got, err := b.Receive(t.Context(), atOnce(newReceipt("rcp_1", "k")))
	must(t, err)
	if got.Verdict != relay.Accepted || got.Reference != reference(1) {
		t.Errorf("afterwards: %s %s, want accepted %s", got.Verdict, got.Reference, reference(1))
	}
}

func TestWhatCannotBeBookedIsRemarked(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	arrival := atOnce(newReceipt("rcp_1", "k"))
	arrival.Receipt.Problem = "odd"
	arrival.Booking.Settle = func(desk relay.Desk) ([]relay.Posting, string, error) {
		return nil, "", errors.Join(desk.Keep("k", []byte("half")), errors.New("total is missing"))
	}
	got, err := b.Receive(t.Context(), arrival)
	if want := "odd; not booked: total is missing"; err != nil || got.Problem != want || got.Reference != "" {
		t.Errorf("%q %q, %v", got.Problem, got.Reference, err)
	}
	again := atOnce(newReceipt("rcp_2", "another"))
	again.Booking = bookingFor("k", again.Receipt, newPosting())
	if got := receiveAll(t, b, again)[0]; got.Reference != reference(1) {
		t.Errorf("nothing should be kept of it, and the next got %q", got.Reference)
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
		_, err := b.Receive(t.Context(), atOnce(r))
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
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	must(t, b.ResetBooks(t.Context()))
	if diff := gocmp.Diff([]string(nil), list(relay.ReceiptQuery{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("after a reset (-want +got):\n%s", diff)
	}
	r, err := b.Receive(t.Context(), atOnce(newReceipt("rcp_0", "0")))
	must(t, err)
	if r.Verdict != relay.Accepted || r.Reference != reference(3) || r.Row != 6 {
		t.Errorf("after a reset: %s %s in row %d, want accepted, the next reference and the next row", r.Verdict, r.Reference, r.Row)
	}
	if n, err := b.Count(t.Context()); err != nil || n != 6 {
		t.Errorf("%d receipts ever, %v", n, err)
	}
}

// receiveAll stores arrivals one after another, and returns them as stored.
func receiveAll(t testing.TB, b *Books, arrivals ...relay.Arrival) []relay.Receipt {
	t.Helper()
	var all []relay.Receipt
	for _, arrival := range arrivals {
		r, err := b.Receive(context.WithoutCancel(t.Context()), arrival)
		must(t, err)
		all = append(all, r)
	}
	return all
}
