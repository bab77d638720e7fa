package mock_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
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

// receipts are all that is kept, oldest first.
func (r *rig) receipts(t testing.TB) []relay.Receipt {
	t.Helper()
	receipts, _, err := r.books.Receipts(t.Context(), relay.ReceiptQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(receipts)
	return receipts
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

func (b shutBooks) Receive(context.Context, relay.Receipt, *relay.Posting, func(relay.Receipt) (int, []byte)) (relay.Receipt, error) {
	return relay.Receipt{}, b.err
}
