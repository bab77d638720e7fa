package mock

import (
	"net/http"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Worth tells what a receiver's books should show for an event, by its body alone: which document, and with the total with
// VAT, or the amount of its payment. A credit note's is below zero. The document is empty where nothing is to be booked: for a draft,
// for what the books are not about, and for whatever is not an event of the product. It is pure and safe for concurrent use.
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
	case e.claim == nil && e.detail == "": // there is nothing to book, or it cannot be
		return relay.Worth{}
	case e.claim == nil:
		return relay.Worth{Document: e.document}
	case e.claim.Deleted:
		return relay.Worth{Document: e.claim.Document, Deleted: true}
	case e.claim.Draft:
		return relay.Worth{}
	}
	document, total, currency, _ := e.claim.expected()
	if document == "" {
		return relay.Worth{Document: e.claim.Document}
	}
	whole, isPart := strings.CutSuffix(document, paymentPart)
	w := relay.Worth{Document: whole, Total: total, Currency: currency}
	if isPart {
		w.Part = strings.TrimPrefix(paymentPart, "/")
	}
	return w
}
