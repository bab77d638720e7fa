package sqlite

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// made is what follows of a booking, and is yet to be written.
type made struct {
	states    []state
	postings  []relay.Posting
	reference string // of the document that the event is about
	problem   string // why it could not be booked, and what there is to remark
}

// state is what is kept of a document.
type state struct {
	document string
	bytes    []byte
}

// account lets the accounting say what follows of an event. Nothing is written yet.
func (b *Books) account(t *tx, booking *relay.Booking) (made, error) {
	m := made{problem: booking.Remark}
	if booking.Settle == nil {
		return m, nil
	}
	d := desk{t: t, chance: b.chance, booking: booking}
	postings, reference, err := booking.Settle(&d)
	switch {
	case d.err != nil:
		return m, d.err
	case err != nil:
		addProblem(&m.problem, "not booked: "+err.Error())
	default:
		m.states, m.postings, m.reference = d.states, postings, reference
	}
	return m, nil
}

const upsertDocument = `
INSERT INTO documents (provider, document, state) VALUES (?, ?, ?) ON CONFLICT (provider, document) DO UPDATE SET state = excluded.state`

// put stores what account made.
func (m *made) put(t *tx, booking *relay.Booking) error {
	for _, s := range m.states {
		if _, err := t.exec(upsertDocument, booking.Provider, s.document, s.bytes); err != nil {
			return fmt.Errorf("store document %s: %w", s.document, err)
		}
	}
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
