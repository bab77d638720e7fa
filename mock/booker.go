package mock

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	bookedAtOnce = 256              // receipts in one transaction
	idleRows     = 4 * bookedAtOnce // rows without a booking after which it is noted all the same how far the books are
	storePause   = time.Second      // in real time, before books that take nothing are asked again
)

// book books what is answered until ctx ends, and then what is in the inbox by that time.
func (rc *Receiver) book(ctx context.Context) error {
	noted, err := rc.catchUp(ctx)
	if err != nil {
		return err
	}
	lasting := context.WithoutCancel(ctx)
	for {
		through, bookings, size := rc.inbox.take(bookedAtOnce)
		switch {
		case through == 0 && ctx.Err() != nil:
			_ = rc.Note(lasting) // only spares the next start a look at them
			return nil
		case through == 0:
			select {
			case <-rc.inbox.wake:
			case <-ctx.Done():
			}
			continue
		case len(bookings) > 0 || through-noted >= idleRows:
			if !rc.bookAll(ctx, through, bookings) {
				return nil // the store still has them
			}
			noted = through
		}
		rc.inbox.end(through, size)
	}
}

// catchUp books what an earlier process answered and did not book.
func (rc *Receiver) catchUp(ctx context.Context) (through int64, err error) {
	lasting := context.WithoutCancel(ctx)
	count, err := rc.books.Count(lasting)
	if err != nil {
		return 0, err
	}
	through = int64(count)
	rc.inbox.start(through)
	for after := int64(0); ; {
		receipts, err := rc.books.Unbooked(lasting, after, through, bookedAtOnce)
		if err != nil {
			return 0, err
		}
		if len(receipts) == 0 {
			rc.inbox.end(through, 0)
			return through, nil
		}
		var bookings []relay.Booking
		for i := range receipts {
			if booking := rebooking(&receipts[i]); booking != nil {
				bookings = append(bookings, *booking)
			}
		}
		after = receipts[len(receipts)-1].Row
		if !rc.bookAll(ctx, after, bookings) {
			return through, nil
		}
	}
}

// bookAll books and does not give up while ctx lasts. A booking that cannot be stored does not keep the others from it: its
// receipt says so.
func (rc *Receiver) bookAll(ctx context.Context, through int64, bookings []relay.Booking) bool {
	lasting := context.WithoutCancel(ctx)
	for {
		err := rc.books.Book(lasting, through, bookings)
		switch {
		case err == nil:
			return true
		case ctx.Err() != nil:
			return false
		case errors.Is(err, relay.ErrUnavailable) || len(bookings) == 0:
			if (relay.RealClock{}).Pause(ctx, storePause) != nil {
				return false
			}
		case len(bookings) == 1:
			bookings = []relay.Booking{withoutSettling(bookings[0], err)}
		default:
			half := len(bookings) / 2
			if !rc.bookAll(ctx, bookings[half-1].Row, bookings[:half]) {
				return false
			}
			bookings = bookings[half:]
		}
	}
}

// withoutSettling is a booking that only says why there is none.
func withoutSettling(b relay.Booking, err error) relay.Booking {
	b.Settle, b.Remark = nil, "not booked: "+err.Error()
	return b
}

// rebooking is what a stored receipt books; nil for nothing.
func rebooking(r *relay.Receipt) *relay.Booking {
	sender, known := findProduct(r.Provider)
	if r.Verdict != relay.Accepted || !known || booksFirst(sender) {
		return nil
	}
	e, err := sender.read(storedHeader(r), r.Request.Body)
	if err != nil || e.claim == nil {
		return nil
	}
	return bookingOf(r, e.claim, r.ReceivedAt)
}

// bookingOf books a claim of a receipt.
func bookingOf(r *relay.Receipt, c *claim, at time.Time) *relay.Booking {
	return &relay.Booking{
		Row: r.Row, ReceiptID: r.ID, Provider: r.Provider, DedupKey: r.DedupKey, At: at,
		Settle: func(desk relay.Desk) ([]relay.Posting, string, error) {
			postings, err := settle(c, desk.State, desk.Keep, desk.Number)
			if err != nil {
				return nil, "", err
			}
			for i := range postings {
				if p := &postings[i]; p.Document == c.Document && p.Amends == "" { // its first one: nothing stood before
					return postings, p.Reference, nil
				}
			}
			state, err := desk.State(c.Document)
			if err != nil {
				return nil, "", err
			}
			name, err := reference(state)
			return postings, name, err
		},
	}
}

// storedHeader is a receipt's header as far as it is kept: keys in it are masked.
func storedHeader(r *relay.Receipt) http.Header {
	header := http.Header{}
	for _, h := range r.Request.Headers {
		header.Add(h.Name, h.Value)
	}
	return header
}
