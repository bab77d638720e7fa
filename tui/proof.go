package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// proof is how an attempt was signed, as far as it was read. It does not change once it was read.
type proof struct {
	reading   bool
	signature control.Signature
	err       error
}

// reading is what the mock received and booked of a delivery. It is replaced, never changed.
type reading struct {
	of    *control.Delivery // as it was when they were asked for
	at    int               // the tick at which they were asked for
	asked bool              // the answer is not there yet; books are then those of before
	books *control.DeliveryBooks
	err   error
}

// signatureMsg answers readSignature.
type signatureMsg struct {
	id        string // the delivery
	attempt   int
	signature control.Signature
	err       error
}

// deliveryBooksMsg answers readDeliveryBooks.
type deliveryBooksMsg struct {
	id    string
	books control.DeliveryBooks
	err   error
}

func (c calls) readSignature(id string, attempt int) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		signature, err := c.client.Signature(ctx, id, attempt)
		return signatureMsg{id, attempt, signature, err}
	})
}

func (c calls) readDeliveryBooks(id string) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		books, err := c.client.DeliveryBooks(ctx, id)
		return deliveryBooksMsg{id, books, err}
	})
}

// proof is that of the shown attempt; nil when there is none.
func (in *inspector) proof() *proof {
	if a := in.current(); a != nil {
		return in.proofs[a.Number]
	}
	return nil
}

func (in *inspector) takeSignature(msg signatureMsg) {
	if msg.id == in.id && in.proofs != nil {
		in.proofs[msg.attempt] = &proof{signature: msg.signature, err: msg.err}
	}
}

func (in *inspector) takeBooks(msg deliveryBooksMsg) {
	if msg.id != in.id || in.books == nil {
		return
	}
	read := &reading{of: in.books.of, at: in.books.at, err: msg.err}
	if msg.err == nil {
		read.books = &msg.books
	}
	in.books = read
}

// forgetFailures lets what could not be read be asked for again.
func (in *inspector) forgetFailures() {
	for n, p := range in.proofs {
		if p.err != nil {
			delete(in.proofs, n)
		}
	}
}
