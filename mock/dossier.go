package mock

import (
	"cmp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// dossier is what the books know of one document: the facts that claims have told, and what stands of it.
type dossier struct {
	Deleted  bool            `json:"deleted,omitzero"`
	Newest   order           `json:"newest,omitzero"`   // of the claim that says what it is worth, or that it is a draft
	Total    decimal.Decimal `json:"total,omitzero"`    // of that claim
	Currency string          `json:"currency,omitzero"` // of that claim; empty while nothing is known, and for a draft
	Side     side            `json:"side,omitzero"`
	Paid     bool            `json:"paid,omitzero"`
	Told     order           `json:"told,omitzero"`  // of the claim that Paid is from
	Money    []payment       `json:"money,omitzero"` // by id
	Pays     []string        `json:"pays,omitzero"`  // of a payment: the documents that it pays
	Standing []part          `json:"standing,omitzero"`

	fresh *worth // what the document is worth, where that is news; otherwise it is what stands
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
	d.learnWorth(c)
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

// learnWorth takes the newer statement. Of two with the same time, one that books something comes after a draft, and the
// rest goes by what they say.
func (d *dossier) learnWorth(c *claim) {
	later := c.Order.compare(d.Newest)
	switch {
	case c.Draft && later > 0:
		d.Newest, d.Total, d.Currency = c.Order, decimal.Zero, ""
	case c.Worth == nil, later < 0:
	case later > 0, d.Currency == "", c.Worth.compare(d.worth()) > 0:
		d.Newest, d.Total, d.Currency, d.fresh = c.Order, c.Worth.Total, c.Worth.Currency, c.Worth
	}
}

// worth is what the document is worth by the newest claim, as far as that still matters; nil where there is none.
func (d *dossier) worth() *worth {
	switch {
	case d.Currency == "":
		return nil
	case d.fresh != nil:
		return d.fresh
	}
	w := &worth{Currency: d.Currency, Total: d.Total}
	if p := d.part(false, ""); p != nil {
		w.Lines = p.Lines
	}
	return w
}

func (d *dossier) part(payment bool, id string) *part {
	i := slices.IndexFunc(d.Standing, func(p part) bool { return p.Payment == payment && p.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Standing[i]
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
// paid stands for one payment of its total only as long as none is told. A payment that names no currency has its
// document's, else euro. Source: our choice.
func (d *dossier) due(document string) []due {
	if d.Deleted {
		return nil
	}
	var all []due
	w := d.worth()
	if w != nil && len(d.Pays) == 0 { // what pays a document is booked with that one
		all = append(all, due{worth: *w})
	}
	if d.Side == "" {
		return all
	}
	money := d.Money
	if len(money) == 0 && d.Paid && w != nil {
		money = []payment{{Amount: w.Total}}
	}
	for _, p := range money {
		if p.Gone {
			continue
		}
		all = append(all, due{payment: true, id: p.ID, worth: worth{
			Kind: relay.PaymentPosting, Text: words("payment", p.ID, "of", document), Currency: cmp.Or(p.Currency, d.Currency, "EUR"), Lines: d.Side.lines(p.Amount),
		}})
	}
	return all
}

// bare is a document's id without what kind of document it is.
func bare(document string) string {
	_, id, _ := strings.Cut(document, "/")
	return id
}
