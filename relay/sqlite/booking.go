package sqlite

import (
	"fmt"
	"maps"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// made is what follows of a booking; the postings are yet to be stored.
type made struct {
	postings  []relay.Posting
	reference string // of the document that the event is about
	problem   string // why it could not be booked, and what there is to remark
}

// state is what is kept of a document.
type state struct {
	document string
	bytes    []byte
}

// account lets the accounting say what follows of an event, and stores what it then keeps of the documents. The first of
// them is taken for unknown at first, which most are, and which saves a look at it: where it is known, all is done again.
func (b *Books) account(t *tx, booking *relay.Booking) (made, error) {
	m := made{problem: booking.Remark}
	if booking.Settle == nil {
		return m, nil
	}
	before := maps.Clone(t.raised)
	d := desk{t: t, chance: b.chance, booking: booking, guess: true}
	known, err := m.settle(&d)
	if known {
		t.raised, m = before, made{problem: booking.Remark} // the numbers that were taken go to others
		_, err = m.settle(&desk{t: t, chance: b.chance, booking: booking})
	}
	return m, err
}

const (
	insertDocument = `INSERT INTO documents (provider, document, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	upsertDocument = `
INSERT INTO documents (provider, document, state) VALUES (?, ?, ?) ON CONFLICT (provider, document) DO UPDATE SET state = excluded.state`
)

// settle runs a booking at a desk, and stores what is kept. known reports that the desk has guessed wrong; then nothing was
// stored.
func (m *made) settle(d *desk) (known bool, err error) {
	postings, reference, err := d.booking.Settle(d)
	switch {
	case d.err != nil:
		return false, d.err
	case err != nil && d.guessed != "": // with what is known of the document it may be different
		return true, nil
	case err != nil:
		addProblem(&m.problem, "not booked: "+err.Error())
		return false, nil
	}
	if d.guessed != "" {
		i := slices.IndexFunc(d.states, func(s state) bool { return s.document == d.guessed })
		if i < 0 {
			return true, nil // nothing would tell whether the guess is right
		}
		d.states[0], d.states[i] = d.states[i], d.states[0] // nothing else is stored if it is wrong
	}
	for _, s := range d.states {
		statement := upsertDocument
		if s.document == d.guessed {
			statement = insertDocument
		}
		n, err := d.t.exec(statement, d.booking.Provider, s.document, s.bytes)
		if err != nil {
			return false, fmt.Errorf("store document %s: %w", s.document, err)
		}
		if n == 0 {
			return true, nil
		}
	}
	m.postings, m.reference = postings, reference
	return false, nil
}

// put stores the postings.
func (m *made) put(t *tx, booking *relay.Booking) error {
	for i := range m.postings {
		p := m.postings[i]
		p.Provider, p.DedupKey, p.ReceiptID, p.PostedAt = booking.Provider, booking.DedupKey, booking.ReceiptID, booking.At
		if err := putPosting(t, &p, booking.Row, i); err != nil {
			return err
		}
	}
	return nil
}

// bookNow is account and put for a receipt that is stored already.
func (b *Books) bookNow(t *tx, booking *relay.Booking) error {
	m, err := b.account(t, booking)
	if err != nil {
		return err
	}
	if m.problem != "" {
		if _, err := t.exec(remarkReceipt, m.problem, booking.Row); err != nil {
			return fmt.Errorf("remark on receipt %s: %w", booking.ReceiptID, err)
		}
	}
	return m.put(t, booking)
}

// addProblem joins what is odd about a receipt.
func addProblem(problem *string, more string) {
	if *problem != "" && more != "" {
		*problem += "; "
	}
	*problem += more
}
