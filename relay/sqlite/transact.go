package sqlite

import (
	"errors"

	"github.com/ledgerhook/ledgerhook/relay"
)

// commit runs a batch in one transaction and answers its callers. When an operation spoils the batch, those before it
// are committed, and it and the rest are run again: alone at the head of a transaction, an error is its own.
func (w *writer) commit(head func(*tx) error, batch []*op) {
	for head != nil || len(batch) > 0 {
		took := relay.RealClock{}.Stopwatch()
		spoiler, err := w.transact(head, batch)
		w.times.Observe(took())
		w.note(err)
		switch {
		case err == nil:
			for _, o := range batch {
				o.done <- o.err
			}
			return
		case spoiler == notBegun:
			// Those who wait would only wait as long again. They are gathered before anybody is answered: whoever comes
			// after an answer may come because the file was let go.
			for waiting := w.gather(nil); waiting != nil; waiting = w.gather(nil) {
				batch = append(batch, waiting...)
			}
			w.refuse(batch, err)
			return
		case spoiler < 0 && len(batch) > 0 && head != nil:
			head = nil // nobody waits for it, and it must not spoil what is waited for
		case spoiler < 0 || errors.Is(err, relay.ErrUnavailable):
			w.refuse(batch, err)
			return
		case spoiler == 0:
			batch[0].done <- err
			batch = batch[1:]
		default:
			w.commit(head, batch[:spoiler])
			head, batch = nil, batch[spoiler:]
		}
	}
}

func (w *writer) refuse(batch []*op, err error) {
	for _, o := range batch {
		o.done <- err
	}
}

// note keeps whether writing works. While it does not, nobody waits long for another program's lock.
func (w *writer) note(err error) {
	failing := errors.Is(err, relay.ErrUnavailable)
	if failing == (w.trouble.Load() != nil) {
		return
	}
	if failing {
		w.trouble.Store(&err)
		_, _ = w.tx.exec(impatient) // if that fails, too, every refusal takes longer
		return
	}
	w.trouble.Store(nil)
	_, _ = w.tx.exec(patient)
}

// notBegun is the spoiler of a transaction that could not be begun.
const notBegun = -2

// transact makes one transaction. spoiler is the operation that failed; negative when another part did.
func (w *writer) transact(head func(*tx) error, batch []*op) (spoiler int, err error) {
	if err := w.tx.begin(); err != nil {
		return notBegun, err
	}
	if head != nil {
		if err := head(w.tx); err != nil {
			w.tx.rollback()
			return -1, err
		}
	}
	for i, o := range batch {
		o.err = o.run(w.tx)
		var refused refusal
		if o.err == nil || errors.As(o.err, &refused) {
			continue
		}
		err := o.err
		w.tx.rollback()
		return i, err
	}
	if err := w.tx.commit(); err != nil {
		w.tx.rollback()
		return -1, err
	}
	return -1, nil
}
