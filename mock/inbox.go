package mock

import (
	"context"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// inbox holds what was answered and is yet to be booked. Every receipt is handed in, also one that needs no booking: so
// they leave it in the order of their rows, without a gap. The store is the log: what is lost here with the process is
// found there. Safe for concurrent use.
type inbox struct {
	mu      sync.Mutex
	changed *sync.Cond
	waits   map[int64]*relay.Booking // by row; nil where there is nothing to book
	next    int64                    // the row that leaves next; zero until start
	newest  int64                    // the highest row that was handed in
	done    int64                    // rows up to this one are booked
	wake    chan struct{}            // holds at most one token: the next row may be there
}

func newInbox() *inbox {
	in := &inbox{waits: map[int64]*relay.Booking{}, wake: make(chan struct{}, 1)}
	in.changed = sync.NewCond(&in.mu)
	return in
}

// start says that the rows up to one are found in the store.
func (in *inbox) start(through int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.next = through + 1
	for row := range in.waits {
		if row < in.next {
			delete(in.waits, row)
		}
	}
	in.newest = max(in.newest, through)
}

// hand takes in a receipt that is stored.
func (in *inbox) hand(row int64, booking *relay.Booking) {
	in.mu.Lock()
	if row >= in.next {
		in.waits[row] = booking
		in.newest = max(in.newest, row)
	}
	ready := row == in.next
	in.mu.Unlock()
	if ready {
		select {
		case in.wake <- struct{}{}:
		default:
		}
	}
}

// take hands out what is next, up to limit rows, and the last of these rows; zero when the next is not there yet.
func (in *inbox) take(limit int) (through int64, bookings []relay.Booking) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for range limit {
		booking, there := in.waits[in.next]
		if !there {
			break
		}
		if booking != nil {
			bookings = append(bookings, *booking)
		}
		delete(in.waits, in.next)
		through = in.next
		in.next++
	}
	return through, bookings
}

// end notes that rows up to one are booked.
func (in *inbox) end(through int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.done = max(in.done, through)
	in.changed.Broadcast()
}

// settled waits until all that is in the inbox now is booked. An error is why ctx ended before.
func (in *inbox) settled(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.changed.Broadcast()
	})
	defer stop()
	in.mu.Lock()
	defer in.mu.Unlock()
	for newest := in.newest; in.done < newest; in.changed.Wait() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}
