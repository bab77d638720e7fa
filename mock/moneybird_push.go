package mock

import (
	"cmp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybirdPush is what the mock reads of a push. Ids and amounts were numbers once and are strings now.
type moneybirdPush struct {
	Token      string           `json:"webhook_token"`
	Action     string           `json:"action"`
	State      string           `json:"state"` // that triggered the push; the record's own may differ by now
	EntityType jsontext.Value   `json:"entity_type"`
	EntityID   jsontext.Value   `json:"entity_id"`
	Entity     *moneybirdEntity `json:"entity"` // null when the record was deleted
}

// The types of records that are booked. PurchaseInvoice and Receipt are those that document_ events are about. Source: vendor
// documentation; those two are our choice.
const (
	moneybirdInvoice  = "SalesInvoice"
	moneybirdExternal = "ExternalSalesInvoice"
	moneybirdPurchase = "PurchaseInvoice"
	moneybirdReceipt  = "Receipt"
	moneybirdPayment  = "Payment"
)

// moneybirdSide says which way the payments of a type of record go: of a receipt and of what is not booked, none.
func moneybirdSide(entityType string) side {
	switch entityType {
	case moneybirdInvoice, moneybirdExternal:
		return sold
	case moneybirdPurchase:
		return bought
	}
	return ""
}

// claim is what the push says of a record that is booked; nil for all others, whatever amounts they hold. fallback is the
// id where the push names none.
func (p *moneybirdPush) claim(fallback string) (*claim, error) {
	entityType := p.entityType()
	if entityType == moneybirdPayment && !p.moves() || moneybirdSide(entityType) == "" && entityType != moneybirdPayment && entityType != moneybirdReceipt {
		return nil, nil
	}
	id := text(p.EntityID)
	if p.Entity != nil {
		id = cmp.Or(text(p.Entity.ID), id)
	}
	key, err := documentKey(entityType, cmp.Or(id, fallback))
	switch {
	case err != nil:
		return nil, err
	case p.deletes():
		return &claim{Document: key, Deleted: true}, nil
	case p.Entity == nil:
		return nil, nil
	case entityType == moneybirdPayment:
		return p.Entity.paid(key)
	}
	return p.invoiced(key, entityType)
}

// entityType is the type of the record; where the push does not name it, that of the action.
func (p *moneybirdPush) entityType() string {
	if named := text(p.EntityType); named != "" {
		return named
	}
	for prefix, entityType := range map[string]string{
		"sales_invoice_": moneybirdInvoice, "credit_invoice_": moneybirdInvoice, "external_sales_invoice_": moneybirdExternal,
	} {
		if strings.HasPrefix(p.Action, prefix) {
			return entityType
		}
	}
	switch {
	case p.moves():
		return moneybirdPayment
	case strings.HasPrefix(p.Action, "document_") && !strings.HasPrefix(p.Action, "document_style_"):
		return moneybirdPurchase
	}
	return ""
}

// moves reports whether a push about a payment says that it was made or undone: others tell of emails, also of one about a
// payment that failed.
func (p *moneybirdPush) moves() bool {
	return p.Action == "payment_registered" || p.Action == "payment_linked_to_financial_mutation" || p.Action == "payment_destroyed"
}

func (p *moneybirdPush) deletes() bool {
	return strings.HasSuffix(p.Action, "_destroyed") || strings.HasSuffix(p.Action, "_deleted")
}

// state is the record's own where it is told, else the one that triggered the push: what is booked is how things are now.
// Source: our choice; that the two may differ is vendor documentation.
func (p *moneybirdPush) state() string {
	_, changed, _ := strings.Cut(p.Action, "_state_changed_to_")
	return cmp.Or(text(p.Entity.State), p.State, changed)
}

// invoiced is the claim of an invoice or document, whichever event brings it: an event carries the whole record. A draft, an
// invoice scheduled to be sent and a document that is new have no number yet and are not booked. One that is called
// uncollectible stays booked: writing it off is a decision of its own. Source: our choice.
func (p *moneybirdPush) invoiced(key, entityType string) (*claim, error) {
	c := &claim{Document: key, Order: p.Entity.order(), Side: moneybirdSide(entityType)}
	switch p.state() {
	case "draft", "scheduled", "new":
		c.Draft = true
	case "paid":
		c.Paid = paid
	case "":
	default:
		c.Paid = unpaid
	}
	var err error
	if c.Side != "" {
		c.PaidBy = moneybirdPayment + "/"
		if c.Money, err = p.Entity.payments(); err != nil || c.Draft {
			return c, err
		}
	}
	if c.Draft {
		return c, nil
	}
	code, err := currency(p.Entity.Currency)
	if err != nil {
		return nil, err
	}
	f, err := p.Entity.figures()
	if err != nil {
		return nil, err
	}
	title := words(entityType, cmp.Or(text(p.Entity.Number), text(p.Entity.Reference)))
	switch entityType {
	case moneybirdReceipt:
		c.Worth, err = f.bought(relay.ReceiptPosting, title, code)
	case moneybirdPurchase:
		c.Worth, err = f.bought(relay.InvoicePosting, title, code)
	default:
		c.Worth, err = f.sold(relay.InvoicePosting, title, code)
	}
	return c, err
}
