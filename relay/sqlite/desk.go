package sqlite

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// desk is relay.Desk over a transaction. What is to be kept stays in memory until the booking is put.
type desk struct {
	t       *tx
	chance  relay.Chance
	booking *relay.Booking
	states  []state
	err     error // the first of its own
	// guess lets the first document that is asked for count as unknown; guessed is that one. Whoever stores its state finds
	// out whether it is.
	guess   bool
	guessed string
}

var _ relay.Desk = (*desk)(nil)

const selectDocument = `SELECT state FROM documents WHERE provider = ? AND document = ?`

// State implements relay.Desk.
func (d *desk) State(document string) ([]byte, error) {
	for i := range d.states {
		if d.states[i].document == document {
			return d.states[i].bytes, nil
		}
	}
	if d.guess {
		d.guess, d.guessed = false, document
		return nil, nil
	}
	var kept []byte
	if _, err := d.t.row(selectDocument, []any{d.booking.Provider, document}, &kept); err != nil {
		return nil, d.failed(fmt.Errorf("read document %s: %w", document, err))
	}
	return kept, nil
}

// Keep implements relay.Desk.
func (d *desk) Keep(document string, bytes []byte) error {
	for i := range d.states {
		if d.states[i].document == document {
			d.states[i].bytes = bytes
			return nil
		}
	}
	d.states = append(d.states, state{document, bytes})
	return nil
}

// Number implements relay.Desk.
func (d *desk) Number(kind relay.PostingKind) (string, error) {
	reference, err := d.t.reference(d.chance, kind, d.booking.At)
	return reference, d.failed(err)
}

func (d *desk) failed(err error) error {
	if d.err == nil {
		d.err = err
	}
	return err
}
