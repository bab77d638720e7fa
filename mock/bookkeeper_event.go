package mock

import (
	"cmp"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bookkeeperEvent is what the mock reads of an event. Source: our choice; the product describes reference ids, amounts and
// timestamps, no shape.
type bookkeeperEvent struct {
	Type      string         `json:"type"`
	Timestamp jsontext.Value `json:"timestamp"`
	Data      struct {
		TransactionID jsontext.Value `json:"transaction_id"`
		RefundID      jsontext.Value `json:"refund_id"`
		ReferenceID   jsontext.Value `json:"reference_id"`
		Amount        jsontext.Value `json:"amount"`
		Currency      jsontext.Value `json:"currency"`
		OccurredAt    jsontext.Value `json:"occurred_at"`
	} `json:"data"`
}

// claim books money that has moved. A refund is owed when it is initiated and leaves the bank when it is completed: both
// together are the reverse of a payment, whichever comes first. A payment that is confirmed, and its transaction
// completed, is one payment. Source: our choice.
func (e *bookkeeperEvent) claim(messageID string) (*claim, error) {
	var debit, credit string
	kind := relay.RefundPosting
	switch e.Type {
	case "payment.confirmed", "transaction.completed":
		debit, credit, kind = bank, receivables, relay.PaymentPosting
	case "refund.initiated":
		debit, credit = receivables, refundsPayable
	case "refund.completed":
		debit, credit = refundsPayable, bank
	default:
		return nil, nil
	}
	if absent(e.Data.Amount) {
		return nil, errors.New("data.amount is missing; an endpoint's field map may leave it out or rename it")
	}
	total, err := amount("data.amount", e.Data.Amount)
	if err != nil {
		return nil, err
	}
	code, err := currency(e.Data.Currency)
	if err != nil {
		return nil, err
	}
	c := &claim{Order: order{At: moment(e.Data.OccurredAt, e.Timestamp)}}
	if c.Document, err = e.document(messageID); err != nil {
		return nil, err
	}
	number := cmp.Or(text(e.Data.ReferenceID), text(e.Data.TransactionID))
	c.Worth = &worth{Kind: kind, Text: words(e.Type, number), Currency: code, Total: total, Lines: transfer(debit, credit, total)}
	return c, nil
}

// document is what the event books: the transaction, or one of the two steps of a refund. Where the endpoint's field map
// left the ids out each event is a document of its own: a reference alone may be paid in several parts.
func (e *bookkeeperEvent) document(messageID string) (string, error) {
	transaction, refund := text(e.Data.TransactionID), text(e.Data.RefundID)
	switch {
	case transaction == "" && refund == "":
		return documentKey("event", messageID)
	case e.Type == "refund.initiated":
		return documentKey("refund", cmp.Or(refund, transaction))
	case e.Type == "refund.completed":
		key, err := documentKey("refund", cmp.Or(refund, transaction))
		return key + "/payout", err
	case transaction == "":
		return documentKey("event", messageID)
	}
	return documentKey("transaction", transaction)
}
