package tui

import "github.com/ledgerhook/ledgerhook/relay/control"

// postings are the books' rows, newest first. A posting never changes.
type postings struct {
	newest[control.Posting]
	debit, credit amounts
}

func newPostings() postings {
	return postings{newest: newest[control.Posting]{
		key:      func(p *control.Posting) string { return p.Reference },
		readings: rowReadings{calls.readPostings, calls.morePostings},
	}}
}

// take takes an answer of readPostings or morePostings.
func (p *postings) take(t *theme, msg postingsMsg) {
	p.newest.take(msg)
	for i := range msg.rows {
		debit, credit := t.sides(&msg.rows[i])
		p.debit.measure(debit)
		p.credit.measure(credit)
	}
}
