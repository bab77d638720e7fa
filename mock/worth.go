package mock

import (
	"net/http"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Worth tells what a receiver's books should show for an event, by its body alone: which document, and with the total with
// VAT, or the amount of its payment, and with the payments that it lists. A credit note's is below zero. The document is empty
// where nothing is to be booked: for a draft, for what the books are not about, and for whatever is not an event of the
// product. It is pure and safe for concurrent use.
func Worth(provider string, body []byte) relay.Worth {
	const id = "-" // the identity stands in a header, and says nothing of amounts
	for _, p := range products() {
		if p.name() != provider {
			continue
		}
		e, err := p.read(http.Header{"Webhook-Id": {id}, "Idempotency-Key": {id}}, body)
		if err != nil {
			return relay.Worth{}
		}
		return e.worth()
	}
	return relay.Worth{}
}

func (e *event) worth() relay.Worth {
	switch {
	case e.claim != nil:
		return e.claim.worth()
	case e.detail != "":
		return relay.Worth{Document: e.document}
	}
	return relay.Worth{} // there is nothing to book, or it cannot be
}

func (c *claim) worth() relay.Worth {
	w := relay.Worth{Document: c.Document}
	switch {
	case c.Deleted:
		w.Deleted = true
		return w
	case c.Draft:
		w.Document = ""
	case c.Worth != nil && len(c.Worth.Lines) > 0:
		w.Total, w.Currency = c.Worth.Total.String(), told(c.Worth.Currency)
	case c.Worth == nil && len(c.Money) == 1:
		return c.paidBy(c.Money[0])
	}
	for _, p := range c.Money {
		w.Parts = append(w.Parts, c.paidBy(p))
	}
	return w
}

// paidBy is what a payment of the document books.
func (c *claim) paidBy(p payment) relay.Worth {
	return relay.Worth{
		Document: c.Document, Part: strings.TrimPrefix(paymentPart, "/"), Payment: c.PaidBy + p.ID, Total: p.Amount.String(), Currency: told(p.Currency),
	}
}

// told is a currency as a body tells it.
func told(currency string) string {
	if currency == relay.NoCurrency {
		return ""
	}
	return currency
}
