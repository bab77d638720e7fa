package mock_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// What the first of each kind gets in 2026 with seed 0.
const (
	firstInvoice = "INV-2026-0011"
	firstPayment = "PAY-2026-0250"
)

// openBooks opens real books that are closed with the test.
func openBooks(t testing.TB) *sqlite.Books {
	t.Helper()
	books, err := sqlite.OpenBooks(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "books.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := books.Close(); err != nil {
			t.Error(err)
		}
	})
	return books
}

// settled waits until all that was answered is booked, where the receiver runs.
func (r *rig) settled(t testing.TB) {
	t.Helper()
	if r.Receiver == nil {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := r.Settled(ctx); err != nil {
		t.Fatalf("the inbox is not booked: %v", err)
	}
}

// receipts are all that is kept, oldest first.
func (r *rig) receipts(t testing.TB) []relay.Receipt {
	t.Helper()
	r.settled(t)
	receipts, _, err := r.books.Receipts(t.Context(), relay.ReceiptQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(receipts)
	return receipts
}

// remarks are a receipt's problem without what it says of details and files that are not read.
func remarks(r relay.Receipt) string {
	kept := slices.DeleteFunc(strings.Split(r.Problem, "; "), func(part string) bool { return strings.Contains(part, " not read: ") })
	return strings.Join(kept, "; ")
}

// receipt is the only one that is kept.
func (r *rig) receipt(t testing.TB) relay.Receipt {
	t.Helper()
	receipts := r.receipts(t)
	if len(receipts) != 1 {
		t.Fatalf("%d receipts, want 1", len(receipts))
	}
	return receipts[0]
}

// postings are all that is booked, oldest first.
func (r *rig) postings(t testing.TB) []relay.Posting {
	t.Helper()
	r.settled(t)
	postings, _, err := r.books.Postings(t.Context(), "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(postings)
	return postings
}

// shutBooks take nothing.
type shutBooks struct{ err error }

var _ mock.Books = shutBooks{}

func (b shutBooks) Receive(context.Context, relay.Arrival) (relay.Receipt, error) {
	return relay.Receipt{}, b.err
}
func (b shutBooks) Book(context.Context, int64, []relay.Booking) error { return b.err }
func (b shutBooks) Count(context.Context) (uint64, error)              { return 0, b.err }

func (b shutBooks) Errands(context.Context, time.Time, int) ([]relay.Errand, error) {
	return nil, b.err
}
func (b shutBooks) NextErrand(context.Context, time.Time) (time.Time, error) {
	return time.Time{}, b.err
}
func (b shutBooks) Fetched(context.Context, int64, relay.Fetch, *relay.Booking) error {
	return b.err
}

func (b shutBooks) Unbooked(context.Context, int64, int64, int) ([]relay.Receipt, error) {
	return nil, b.err
}
