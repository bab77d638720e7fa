package mock_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

func payment(n int) webhook {
	id := fmt.Sprintf("msg_%d", n)
	body := fmt.Sprintf(`{"type":"payment.confirmed","data":{"transaction_id":"txn_%d","amount":"%d.00","currency":"EUR"}}`, n, n)
	return webhook{path: "/bookkeeper", body: body, headers: map[string]string{"webhook-id": id}}
}

// What was answered is booked by the next process where the last one did not come to it, in the order in which it came,
// and nothing is booked twice.
func TestWhatWasAnsweredIsBookedAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	var postings []string
	for start := range 3 {
		books, err := sqlite.OpenBooks(t.Context(), sqlite.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		count, err := books.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		receiver, err := mock.New(mock.Options{
			Books: books, Keys: keyring{}, Clock: relay.NewVirtualClock(vectorTime), IDs: relay.NewIDs(relay.Chance{}, count),
		})
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{Receiver: receiver, books: books}
		if start == 0 { // it does not come to it at all
			for n := range 600 {
				payment(n%300 + 1).post(receiver)
			}
		} else {
			over, stop := context.WithCancel(t.Context())
			stop()
			if err := receiver.Run(over); err != nil {
				t.Fatal(err)
			}
			payment(1).post(receiver)
			payment(300 + start).post(receiver)
		}
		r.Receiver = nil
		var got []string
		for _, p := range r.postings(t) {
			got = append(got, p.Document)
		}
		want := map[int]int{0: 0, 1: 300, 2: 301}[start]
		if len(got) != want {
			t.Errorf("start %d: %d postings, want %d", start+1, len(got), want)
		}
		if diff := cmp.Diff(postings, got[:len(postings):len(postings)], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("start %d: what stood (-want +got):\n%s", start+1, diff)
		}
		postings = got
		if err := books.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(postings) == 301 && (postings[0] != "transaction/txn_1" || postings[300] != "transaction/txn_301") {
		t.Errorf("booked from %s to %s", postings[0], postings[299])
	}
}

// torn are books that cannot store what a receipt books.
type torn struct {
	*sqlite.Books
	row int64
}

func (b torn) Book(ctx context.Context, through int64, bookings []relay.Booking) error {
	for i := range bookings {
		if bookings[i].Row == b.row && bookings[i].Settle != nil {
			return errors.New("torn page")
		}
	}
	return b.Books.Book(ctx, through, bookings)
}

// A booking that cannot be stored says so on its receipt, and keeps no other from being booked.
func TestOneBadBookingDoesNotStopTheInbox(t *testing.T) {
	t.Parallel()
	books := openBooks(t)
	r := newRigWith(t, mock.Options{Books: torn{books, 3}, Keys: keyring{}, Clock: relay.NewVirtualClock(vectorTime)})
	r.books = books
	for n := range 5 {
		payment(n + 1).post(r)
	}
	var booked []string
	for _, p := range r.postings(t) {
		booked = append(booked, p.Text)
	}
	if len(booked) != 4 {
		t.Errorf("booked %q", booked)
	}
	for i, receipt := range r.receipts(t) {
		if bad := strings.HasSuffix(receipt.Problem, "; not booked: torn page"); bad != (i == 2) {
			t.Errorf("receipt %d: %q", i+1, receipt.Problem)
		}
	}
}
