package mock

import (
	"cmp"
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybirdEntity is an invoice, a document or a payment, as far as it is booked.
type moneybirdEntity struct {
	ID           jsontext.Value `json:"id"`
	State        jsontext.Value `json:"state"`
	Version      jsontext.Value `json:"version"`
	UpdatedAt    jsontext.Value `json:"updated_at"`
	Number       jsontext.Value `json:"invoice_id"` // of a sales invoice what people call it, of a payment the id of what it pays
	Reference    jsontext.Value `json:"reference"`  // what people call an external sales invoice, or a document
	Currency     jsontext.Value `json:"currency"`
	TotalInclTax jsontext.Value `json:"total_price_incl_tax"`
	TotalExclTax jsontext.Value `json:"total_price_excl_tax"`
	TaxTotals    jsontext.Value `json:"tax_totals"`
	Payments     jsontext.Value `json:"payments"`
	InvoiceType  jsontext.Value `json:"invoice_type"` // of a payment
	Price        jsontext.Value `json:"price"`        // of a payment
}

// figures of an invoice. Without a total before tax there is no VAT in it.
func (e *moneybirdEntity) figures() (figures, error) {
	var f figures
	var err error
	if f.total, err = needed("total_price_incl_tax", e.TotalInclTax); err != nil {
		return f, err
	}
	if f.net, err = stated("total_price_excl_tax", e.TotalExclTax); err != nil {
		return f, err
	}
	type taxTotal struct {
		Taxable jsontext.Value `json:"taxable_amount"`
		Tax     jsontext.Value `json:"tax_amount"`
	}
	for _, t := range elements[taxTotal](e.TaxTotals) {
		taxable, err := amount("taxable_amount", t.Taxable)
		if err != nil {
			return f, err
		}
		tax, err := amount("tax_amount", t.Tax)
		if err != nil {
			return f, err
		}
		f.lines = append(f.lines, vatLine{rate: impliedRate(taxable, tax), vat: tax})
	}
	return f, nil
}

// impliedRate is the rate, to a tenth of a percent, by which a tax was calculated: a record names it by id and no
// percentage. Empty where the amounts do not tell it: they are too small, or the tax is not exactly that. Source: our choice.
func impliedRate(taxable, tax decimal.Decimal) string {
	if taxable.CmpAbs(decimal.Ten) < 0 { // a cent would be as much as a tenth of a percent
		return ""
	}
	exact, err := tax.Mul(decimal.Hundred)
	if err == nil {
		exact, err = exact.Quo(taxable)
	}
	if err != nil {
		return ""
	}
	rate := exact.Round(1)
	l, err := rated(taxable, rate)
	if err != nil {
		return ""
	}
	if off, err := plus(l.vat, tax.Neg()); err != nil || off.CmpAbs(halfCents(1)) > 0 {
		return ""
	}
	return l.rate
}

// maxPayments is how many payments of one document are booked. Source: our choice.
const maxPayments = 100

// payments are those that an invoice lists.
func (e *moneybirdEntity) payments() ([]payment, error) {
	var list []payment
	for _, entity := range elements[moneybirdEntity](e.Payments) {
		p, err := entity.payment()
		if err != nil {
			return nil, err
		}
		if p.ID != "" {
			list = append(list, p)
		}
	}
	if len(list) > maxPayments {
		return nil, errors.New("more than " + strconv.Itoa(maxPayments) + " payments")
	}
	return list, nil
}

func (e *moneybirdEntity) payment() (payment, error) {
	price, err := needed("price", e.Price)
	if err != nil {
		return payment{}, err
	}
	if _, err := documentKey(moneybirdPayment, cmp.Or(text(e.ID), "-")); err != nil {
		return payment{}, err
	}
	p := payment{ID: text(e.ID), Order: e.order(), Amount: price}
	if !absent(e.Currency) {
		p.Currency, err = currency(e.Currency)
	}
	return p, err
}

// paid is the claim of a payment: money on the invoice that it names, else by itself. Payments of an unknown type are taken
// for those of a sales invoice, those of a receipt were booked with it. Source: our choice.
func (e *moneybirdEntity) paid(key string) (*claim, error) {
	p, err := e.payment()
	if err != nil {
		return nil, err
	}
	entityType := cmp.Or(text(e.InvoiceType), moneybirdInvoice)
	direction := moneybirdSide(entityType)
	if direction == "" {
		return nil, nil
	}
	if invoice := text(e.Number); invoice != "" && p.ID != "" {
		document, err := documentKey(entityType, invoice)
		return &claim{Document: document, Order: p.Order, Side: direction, Money: []payment{p}, PaidBy: moneybirdPayment + "/"}, err
	}
	return &claim{Document: key, Order: p.Order, Worth: &worth{
		Kind: relay.PaymentPosting, Text: words("payment", p.ID), Currency: cmp.Or(p.Currency, "EUR"), Total: p.Amount, Lines: direction.lines(p.Amount),
	}}, nil
}

// order is that of the record's version. Source: vendor documentation.
func (e *moneybirdEntity) order() order {
	version, _ := strconv.ParseInt(text(e.Version), 10, 64) // none: zero
	return order{Version: max(0, version), At: moment(e.UpdatedAt)}
}
