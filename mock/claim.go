package mock

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// claim is one statement about one document. Claims about a document may come in any order, and more than once, and end
// in the same books. It can be stored as JSON.
type claim struct {
	Document string `json:"document"`
	Order    order  `json:"order,omitzero"`

	Deleted bool      `json:"deleted,omitzero"` // the document is gone for good
	Draft   bool      `json:"draft,omitzero"`   // it is nothing to book yet, or no longer
	Worth   *worth    `json:"worth,omitzero"`   // what it books; nil: the claim does not say
	Side    side      `json:"side,omitzero"`    // which way its payments go; none: it has no payments
	Paid    paidness  `json:"paid,omitzero"`
	Money   []payment `json:"money,omitzero"`   // payments of it that have an id of their own
	PaidBy  string    `json:"paid_by,omitzero"` // what the documents of those payments begin with, such as Payment/
	Pays    string    `json:"pays,omitzero"`    // of a payment: the document that it pays
}

// worth is what a document books by itself, payments apart.
type worth struct {
	Kind     relay.PostingKind `json:"kind"`
	Text     string            `json:"text,omitzero"`
	Currency string            `json:"currency"`
	Total    decimal.Decimal   `json:"total"` // what is to be paid, tax included; below zero for a credit note
	Lines    []line            `json:"lines,omitzero"`
	Breaches []string          `json:"breaches,omitzero"` // what is wrong with its figures
}

// payment is money that was paid on a document.
type payment struct {
	ID       string          `json:"id"`
	Order    order           `json:"order,omitzero"`
	Amount   decimal.Decimal `json:"amount"`
	Currency string          `json:"currency,omitzero"` // empty: that of the document
	Gone     bool            `json:"gone,omitzero"`     // it was deleted; final
}

// side says which way the payments of a document go.
type side string

const (
	sold   side = "sold"   // money comes in
	bought side = "bought" // money goes out
)

// paidness is what a claim says of a document being paid in full.
type paidness string

const (
	paid   paidness = "yes"
	unpaid paidness = "no"
)

// order tells which of two claims about a document is the newer.
type order struct {
	Version int64 `json:"version,omitzero"` // the product's own, where it counts
	At      int64 `json:"at,omitzero"`      // the product's own time, in Unix nanoseconds
}

func (o order) compare(other order) int {
	return cmp.Or(cmp.Compare(o.Version, other.Version), cmp.Compare(o.At, other.At))
}

// compare puts two statements of the same time in an order: any will do that does not depend on who came first.
func (w *worth) compare(other *worth) int {
	byLine := func(a, b line) int { return cmp.Or(strings.Compare(a.Account, b.Account), a.Amount.Cmp(b.Amount)) }
	return cmp.Or(strings.Compare(w.Currency, other.Currency), w.Total.Cmp(other.Total), slices.CompareFunc(w.Lines, other.Lines, byLine))
}

// moment is the first of some texts that is a time, in Unix nanoseconds; zero when none is.
func moment(values ...jsontext.Value) int64 {
	for _, value := range values {
		t, err := time.Parse(time.RFC3339Nano, text(value))
		if err == nil && t.Year() >= 1970 && t.Year() < 2200 { // what nanoseconds can hold
			return t.UnixNano()
		}
	}
	return 0
}
