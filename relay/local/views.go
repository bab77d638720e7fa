package local

import (
	"context"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// viewPatience bounds how long a view waits for the mock to book, in real time. Source: our choice.
const viewPatience = 2 * time.Second

// Views shows the mock's books with all in them that was answered before somebody asked, so that who sends and then looks
// finds what was sent.
func Views(books *sqlite.Books, receiver *mock.Receiver) control.Books {
	return &views{books: books, receiver: receiver}
}

type views struct {
	books    *sqlite.Books
	receiver *mock.Receiver
}

// settle waits for what is being booked. What takes longer than viewPatience is shown as it is.
func (v *views) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, viewPatience)
	defer cancel()
	_, _ = v.receiver.Settled(ctx)
}

// settleFirst is settle for the first page of a list. Those behind it hold what is older, and were settled with it: each would
// wait anew where the mock always has something to book.
func (v *views) settleFirst(ctx context.Context, cursor string) {
	if cursor == "" {
		v.settle(ctx)
	}
}

func (v *views) Receipts(ctx context.Context, query relay.ReceiptQuery) ([]relay.Receipt, string, error) {
	v.settleFirst(ctx, query.Cursor)
	return v.books.Receipts(ctx, query)
}

func (v *views) Postings(ctx context.Context, provider, cursor string, limit int) ([]relay.Posting, string, error) {
	v.settleFirst(ctx, cursor)
	return v.books.Postings(ctx, provider, cursor, limit)
}

func (v *views) OfKey(ctx context.Context, provider, key string, limit int) ([]relay.Receipt, []relay.Posting, error) {
	v.settle(ctx)
	return v.books.OfKey(ctx, provider, key, limit)
}

func (v *views) TrialBalance(ctx context.Context, provider string) (relay.TrialBalance, error) {
	v.settle(ctx)
	return v.books.TrialBalance(ctx, provider)
}

func (v *views) Reconcilable(ctx context.Context, provider string) ([]relay.Booked, []relay.BookedPosting, error) {
	v.settle(ctx)
	if err := v.receiver.Note(ctx); err != nil {
		return nil, nil, err
	}
	return v.books.Reconcilable(ctx, provider)
}

func (v *views) ResetBooks(ctx context.Context) error { return v.books.ResetBooks(ctx) }
