package mock

import "net/http"

// Expected tells what a receiver's books should show for an event, by its body alone: which document, such as
// SalesInvoice/48…, and its total with VAT, or SalesInvoice/48…/payment and its amount. A credit note's is below zero. The
// currency is empty where the body does not name it. ok is false where the body carries no amount to book, and for
// whatever is not an event of the product. It is pure and safe for concurrent use.
func Expected(provider string, body []byte) (document, total, currency string, ok bool) {
	const id = "-" // the identity stands in a header, and says nothing of amounts
	for _, p := range products() {
		if p.name() != provider {
			continue
		}
		e, err := p.read(http.Header{"Webhook-Id": {id}, "Idempotency-Key": {id}}, body)
		if err != nil || e.claim == nil {
			return "", "", "", false
		}
		return e.claim.expected()
	}
	return "", "", "", false
}

func (c *claim) expected() (document, total, currency string, ok bool) {
	switch {
	case c.Worth != nil && len(c.Worth.Lines) > 0:
		document, total, currency = c.Document, c.Worth.Total.String(), c.Worth.Currency
	case c.Worth == nil && !c.Draft && len(c.Money) == 1 && !c.Money[0].Gone:
		document, total, currency = c.Document+paymentPart, c.Money[0].Amount.String(), c.Money[0].Currency
	default:
		return "", "", "", false
	}
	if currency == noCurrency {
		currency = ""
	}
	return document, total, currency, true
}
