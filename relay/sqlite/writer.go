package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxBatch bounds one transaction, in operations of about one row: more gain nothing, as measured, and each caller waits for
// the whole batch.
const maxBatch = 512

// writer is the one that writes. Callers hand it operations and wait; it takes all that are waiting, runs them in one
// transaction, commits, answers, and goes on at once: while one commit flushes, the next batch gathers by itself.
type writer struct {
	db      *sql.DB
	tx      *tx
	urgent  chan *op // goes before the others: what it frees lets the engine go on
	ops     chan *op
	prelude prelude

	times *relay.Histogram // of transactions

	// trouble is why the last transaction could not be made; nil when it could.
	trouble atomic.Pointer[error]

	stopOnce sync.Once
	stop     chan struct{}
	ended    chan struct{} // closed once the last batch is answered
	closeErr error         // set before ended is closed
}

// prelude is work that nobody waits for; it goes at the head of the next transaction. Only one goroutine asks.
type prelude interface {
	// ready tells when there is something to write.
	ready() <-chan struct{}
	// take hands over what there is; nil when there is nothing.
	take() func(*tx) error
}

// op is one caller's part of a transaction. run may be called more than once: a batch that fails is rolled back and
// run again without the operation that spoiled it.
type op struct {
	run   func(*tx) error
	size  int   // how many of maxBatch it takes
	err   error // what run refused with
	begun atomic.Bool
	done  chan error
}

// refusal is an error that an operation found before it wrote anything: the others of its batch need not be rolled back.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

func newWriter(ctx context.Context, db *sql.DB, prelude prelude) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		db: db, tx: newTx(conn), urgent: make(chan *op, maxBatch), ops: make(chan *op, maxBatch), prelude: prelude,
		stop: make(chan struct{}), ended: make(chan struct{}),
		times: relay.NewHistogram(
			100*time.Microsecond, 250*time.Microsecond, 500*time.Microsecond, time.Millisecond, 2500*time.Microsecond, 5*time.Millisecond, 10*time.Millisecond,
			25*time.Millisecond, 50*time.Millisecond, 100*time.Millisecond, 250*time.Millisecond, 500*time.Millisecond, time.Second, 5*time.Second,
		),
	}
	go w.loop()
	return w, nil
}

// do runs an operation in the next transaction and returns after the commit. When ctx ends first, an operation that was
// not begun never will be; one that was begun is waited for.
func (w *writer) do(ctx context.Context, run func(*tx) error) error {
	return w.submit(ctx, w.ops, &op{run: run, size: 1})
}

// doFirst is do for an operation that goes before those that wait.
func (w *writer) doFirst(ctx context.Context, run func(*tx) error) error {
	return w.submit(ctx, w.urgent, &op{run: run, size: 1})
}

// doLarge is do for an operation that takes the place of several.
func (w *writer) doLarge(ctx context.Context, size int, run func(*tx) error) error {
	return w.submit(ctx, w.ops, &op{run: run, size: max(size, 1)})
}

func (w *writer) submit(ctx context.Context, to chan<- *op, o *op) error {
	o.done = make(chan error, 1)
	select {
	case <-w.stop:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
	}
	select {
	case to <- o:
	case <-w.stop:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		if o.begun.CompareAndSwap(false, true) { // too late for the writer to begin it
			return context.Cause(ctx)
		}
	case <-w.ended:
	}
	select { // it is being stored, or not: whoever asked must know which
	case err := <-o.done:
		return err
	case <-w.ended:
	}
	select {
	case err := <-o.done: // it was in the last batch
		return err
	default:
		return ErrClosed
	}
}

// close stores what waits and ends the writer.
func (w *writer) close() error {
	w.stopOnce.Do(func() { close(w.stop) })
	<-w.ended
	return w.closeErr
}

func (w *writer) loop() {
	defer close(w.ended)
	var ready <-chan struct{}
	if w.prelude != nil {
		ready = w.prelude.ready()
	}
	for {
		select {
		case <-w.stop:
			for batch := w.gather(nil); batch != nil; batch = w.gather(nil) {
				w.commit(w.begin(), batch)
			}
			w.commit(w.begin(), nil)
			w.closeErr = errors.Join(w.tx.close(), w.db.Close())
			return
		case first := <-w.urgent:
			batch := w.gather(first)
			w.commit(w.begin(), batch)
		case first := <-w.ops:
			batch := w.gather(first)
			w.commit(w.begin(), batch)
		case <-ready:
			batch := w.gather(nil)
			w.commit(w.begin(), batch)
		}
	}
}

// begin takes what goes at the head of a transaction: after the operations were gathered, so that each of them finds
// what was handed in before it.
func (w *writer) begin() func(*tx) error {
	if w.prelude == nil {
		return nil
	}
	return w.prelude.take()
}

// gather takes what waits, the urgent first, without waiting for more.
func (w *writer) gather(first *op) []*op {
	var batch []*op
	size := 0
	add := func(o *op) {
		if o.begun.CompareAndSwap(false, true) {
			batch = append(batch, o)
			size += o.size
		}
	}
	if first != nil {
		add(first)
		w.letGather()
	}
	for _, queue := range []chan *op{w.urgent, w.ops} {
		for more := true; more && size < maxBatch; {
			select {
			case o := <-queue:
				add(o)
			default:
				more = false
			}
		}
	}
	return batch
}

// letGather lets those run who are about to hand something in, as long as more and more comes: a row in a batch of 256
// costs half of one in a batch of 16. When nobody comes, nobody waits.
func (w *writer) letGather() {
	for n := 0; n < maxBatch; {
		runtime.Gosched()
		waiting := len(w.urgent) + len(w.ops)
		if waiting <= n {
			return
		}
		n = waiting
	}
}
