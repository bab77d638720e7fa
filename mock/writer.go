package mock

import (
	"fmt"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// paymentPart is what names the payments of a document, behind the document.
const paymentPart = "/payment"

// writer makes the postings that bring what stands of a document to what should stand.
type writer struct {
	document string
	*dossier
	number   func(relay.PostingKind) (string, error)
	postings []relay.Posting
}

func (w *writer) write() error {
	all := w.due(w.document)
	w.adopt(all)
	for i := range w.Standing {
		p := &w.Standing[i]
		at := slices.IndexFunc(all, func(d due) bool { return d.payment == p.Payment && d.id == p.ID })
		should := due{payment: p.Payment, id: p.ID}
		if at >= 0 {
			should = all[at]
			all = slices.Delete(all, at, at+1)
		} else {
			should.Currency = p.Currency
		}
		if err := w.change(p, should); err != nil {
			return err
		}
	}
	for i := range all {
		if err := w.open(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// adopt gives the posting of a payment that was told without an id to the first one that has one: it is the same money.
func (w *writer) adopt(all []due) {
	nameless := w.part(true, "")
	if nameless == nil || len(nameless.Lines) == 0 {
		return
	}
	for i := range all {
		if all[i].payment && w.part(true, all[i].id) == nil {
			nameless.ID = all[i].id
			return
		}
	}
}

// open books what was not in the books before.
func (w *writer) open(d *due) error {
	p := part{Payment: d.payment, ID: d.id, Currency: d.Currency, Lines: d.Lines}
	posting, err := w.post(&p, d.Kind, d.Text, d.Currency, d.Lines, d.Breaches)
	if err != nil {
		return err
	}
	p.Reference = posting.Reference
	w.Standing = append(w.Standing, p)
	return nil
}

// change books the difference to what stands.
func (w *writer) change(p *part, d due) error {
	if d.Currency != p.Currency {
		if err := w.amend(p, d, p.Currency, p.Lines, nil); err != nil {
			return err
		}
		p.Currency, p.Lines = d.Currency, nil
	}
	if err := w.amend(p, d, p.Currency, p.Lines, d.Lines); err != nil {
		return err
	}
	p.Lines = d.Lines
	return nil
}

// amend books the way from some lines to others: a reversal where nothing is left, else a correction.
func (w *writer) amend(p *part, d due, currency string, from, to []line) error {
	difference, err := subtract(to, from)
	if err != nil || len(difference) == 0 {
		return err
	}
	kind, breaches := relay.CorrectionPosting, d.Breaches
	if len(to) == 0 {
		kind, breaches = relay.ReversalPosting, nil
	}
	_, err = w.post(p, kind, fmt.Sprintf("%s of %s", kind, p.Reference), currency, difference, breaches)
	return err
}

func (w *writer) post(p *part, kind relay.PostingKind, text, currency string, lines []line, breaches []string) (*relay.Posting, error) {
	reference, err := w.number(kind)
	if err != nil {
		return nil, err
	}
	posting := relay.Posting{
		Reference: reference, Kind: kind, Document: w.document, Amends: p.Reference, Text: text, Currency: currency,
		Entries: entries(lines),
	}
	if p.Payment {
		posting.Document += paymentPart
	}
	posting.Breaches = append(slices.Clone(breaches), check(&posting)...)
	w.postings = append(w.postings, posting)
	return &w.postings[len(w.postings)-1], nil
}
