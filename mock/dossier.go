package mock

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// dossier is what the books know of one document: the facts that claims have told, and what stands of it.
type dossier struct {
	Deleted  bool      `json:"deleted,omitzero"`
	Newest   order     `json:"newest,omitzero"` // of the claim that Worth is from
	Worth    *worth    `json:"worth,omitzero"`  // nil while nothing is known, and for a draft
	Side     side      `json:"side,omitzero"`
	Paid     bool      `json:"paid,omitzero"`
	Told     order     `json:"told,omitzero"`  // of the claim that Paid is from
	Money    []payment `json:"money,omitzero"` // by id
	Pays     []string  `json:"pays,omitzero"`  // of a payment: the documents that it pays
	Standing []part    `json:"standing,omitzero"`
}

// part is what stands of a document, or of one of its payments.
type part struct {
	Payment   bool   `json:"payment,omitzero"`
	ID        string `json:"id,omitzero"` // of the payment; empty: the document was paid, nobody said how
	Reference string `json:"reference"`
	Currency  string `json:"currency"`
	Lines     []line `json:"lines,omitzero"` // none after a reversal
}

func readDossier(state []byte) (*dossier, error) {
	d := &dossier{}
	if state == nil {
		return d, nil
	}
	return d, json.Unmarshal(state, d)
}

// learn adds what a claim tells. Every fact is kept in a way that does not depend on who came first: a deletion is final,
// and of two statements the newer counts.
func (d *dossier) learn(c *claim) {
	if i, known := slices.BinarySearch(d.Pays, c.Pays); c.Pays != "" && !known {
		d.Pays = slices.Insert(d.Pays, i, c.Pays)
	}
	if c.Deleted || d.Deleted {
		*d = dossier{Deleted: true, Pays: d.Pays, Standing: d.Standing}
		return
	}
	if newest := c.ranked(); (c.Worth != nil || c.Draft) && newest.compare(d.Newest) > 0 {
		d.Newest, d.Worth = newest, c.Worth
	}
	if c.Side != "" {
		d.Side = c.Side
	}
	switch later := c.Order.compare(d.Told); {
	case c.Paid == paid && later >= 0:
		d.Paid, d.Told = true, c.Order
	case c.Paid == unpaid && later > 0:
		d.Paid, d.Told = false, c.Order
	}
	for _, p := range c.Money {
		d.learnPayment(p)
	}
}

func (d *dossier) learnPayment(p payment) {
	i, known := slices.BinarySearchFunc(d.Money, p.ID, func(p payment, id string) int { return strings.Compare(p.ID, id) })
	if !known {
		d.Money = slices.Insert(d.Money, i, p)
		return
	}
	switch old := &d.Money[i]; {
	case old.Gone || p.Gone:
		*old = payment{ID: p.ID, Gone: true}
	case p.newer(*old):
		*old = p
	}
}

// newer reports whether a payment is told later than it was before. Ties go by what is told.
func (p payment) newer(old payment) bool {
	if by := p.Order.compare(old.Order); by != 0 {
		return by > 0
	}
	if by := p.Amount.Cmp(old.Amount); by != 0 {
		return by > 0
	}
	return p.Currency > old.Currency
}

// due is what should stand of a document or of one of its payments.
type due struct {
	payment bool
	id      string
	worth
}

// due lists what should stand, by the facts alone. Where payments are told by id, these are booked; that a document is
// paid stands for one payment of its total only as long as none is told. Source: our choice.
func (d *dossier) due(document string) []due {
	if d.Deleted {
		return nil
	}
	var all []due
	if d.Worth != nil && len(d.Pays) == 0 { // what pays a document is booked with that one
		all = append(all, due{worth: *d.Worth})
	}
	if d.Side == "" {
		return all
	}
	money := d.Money
	if len(money) == 0 && d.Paid && d.Worth != nil {
		money = []payment{{Amount: d.Worth.Total}}
	}
	for _, p := range money {
		if p.Gone {
			continue
		}
		all = append(all, due{payment: true, id: p.ID, worth: worth{
			Kind: relay.PaymentPosting, Text: words("payment", p.ID, "of", document), Currency: d.currencyOf(p), Lines: d.Side.lines(p.Amount),
		}})
	}
	return all
}

// currencyOf is a payment's own currency, else that of what it pays, else euro: Moneybird's payments name none. Source: our
// choice.
func (d *dossier) currencyOf(p payment) string {
	switch {
	case p.Currency != "":
		return p.Currency
	case d.Worth != nil:
		return d.Worth.Currency
	}
	return "EUR"
}

// bare is a document's id without what kind of document it is.
func bare(document string) string {
	_, id, _ := strings.Cut(document, "/")
	return id
}
