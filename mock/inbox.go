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
	waits   map[int64]waiting // by row
	held    int64             // bytes of the bodies behind what is to be booked
	next    int64             // the row that leaves next; zero until start
	newest  int64             // the highest row that was handed in
	done    int64             // rows up to this one are booked
	wake    chan struct{}     // holds at most one token: the next row may be there
}

// waiting is a receipt that is handed in.
type waiting struct {
	booking *relay.Booking // nil where there is nothing to book
	size    int64          // that was reserved for it
}

// maxHeld bounds the bytes of the bodies behind what is to be booked, and leastHeld is what one counts for at least: what was
// read of it is about as large. Source: our choice.
const (
	maxHeld   = 32 << 20
	leastHeld = 2 << 10
)

func newInbox() *inbox {
	in := &inbox{waits: map[int64]waiting{}, wake: make(chan struct{}, 1)}
	in.changed = sync.NewCond(&in.mu)
	return in
}

// start says that the rows up to one are found in the store.
func (in *inbox) start(through int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.next = through + 1
	for row, w := range in.waits {
		if row < in.next {
			in.held -= w.size
			delete(in.waits, row)
		}
	}
	in.newest = max(in.newest, through)
}

// reserve waits for room for what is read of a body. An error is why ctx ended before. What is reserved is handed in or
// released.
func (in *inbox) reserve(ctx context.Context, body int) (size int64, err error) {
	err = in.await(ctx, func() (ok bool) {
		size, ok = in.room(body)
		return ok
	})
	return size, err
}

// tryReserve is reserve without waiting.
func (in *inbox) tryReserve(body int) (size int64, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.room(body)
}

// room takes room for a body, if there is any. The caller holds mu.
func (in *inbox) room(body int) (size int64, ok bool) {
	size = max(int64(body), leastHeld)
	if in.held > 0 && in.held+size > maxHeld {
		return 0, false
	}
	in.held += size
	return size, true
}

// release gives back what was reserved.
func (in *inbox) release(size int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.held -= size
	in.changed.Broadcast()
}

// hand takes in a receipt that is stored, with what was reserved for it.
func (in *inbox) hand(row int64, booking *relay.Booking, size int64) {
	in.mu.Lock()
	if row >= in.next {
		in.waits[row] = waiting{booking, size}
		in.newest = max(in.newest, row)
	} else {
		in.held -= size
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

// take hands out what is next, up to limit rows, and the last of these rows; zero when the next is not there yet. size is
// for end.
func (in *inbox) take(limit int) (through int64, bookings []relay.Booking, size int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for range limit {
		next, there := in.waits[in.next]
		if !there {
			break
		}
		if next.booking != nil {
			bookings = append(bookings, *next.booking)
		}
		size += next.size
		delete(in.waits, in.next)
		through = in.next
		in.next++
	}
	return through, bookings, size
}

// end notes that rows up to one are booked, and gives back what was reserved for them.
func (in *inbox) end(through, size int64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.held -= size
	in.done = max(in.done, through)
	in.changed.Broadcast()
}

// booked is the row up to which all is booked.
func (in *inbox) booked() int64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.done
}

// settled waits until all that is in the inbox now is booked. An error is why ctx ended before.
func (in *inbox) settled(ctx context.Context) error {
	newest := int64(-1)
	return in.await(ctx, func() bool {
		if newest < 0 {
			newest = in.newest
		}
		return in.done >= newest
	})
}

// await waits until something is so, which it asks with mu held whenever something has changed.
func (in *inbox) await(ctx context.Context, isSo func() bool) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if isSo() {
		return nil
	}
	stop := context.AfterFunc(ctx, func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.changed.Broadcast()
	})
	defer stop()
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		in.changed.Wait()
		if isSo() {
			return nil
		}
	}
}
