package mock

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoroDetail is what the mock reads of a document's detail. Source: vendor documentation; of received documents none is
// documented, so that theirs is alike is our choice.
type fintoroDetail struct {
	ID                jsontext.Value `json:"id"`
	Number            jsontext.Value `json:"number"`
	CurrencyID        jsontext.Value `json:"currencyId"`
	ItemsTotal        jsontext.Value `json:"itemsTotal"`
	ItemsTotalWithVAT jsontext.Value `json:"itemsTotalWithVat"`
	Total             jsontext.Value `json:"total"`
	TotalWithVAT      jsontext.Value `json:"totalWithVat"`
	Status            jsontext.Value `json:"status"`
	Items             jsontext.Value `json:"items"`
	Payments          jsontext.Value `json:"payments"`
}

// fintoroItem is a line of a document.
type fintoroItem struct {
	VATRate      jsontext.Value `json:"vatRate"`
	Total        jsontext.Value `json:"total"`
	TotalWithVAT jsontext.Value `json:"totalWithVat"`
}

// detailed is the claim of an event and the detail that was read for it. The time is the event's: the detail has none.
func (fintoro) detailed(e event, body []byte) (*claim, error) {
	resource, id, _ := strings.Cut(e.document, "/")
	if resource == fintoroPayment {
		return fintoroPaid(e, body)
	}
	kind, ok := fintoroBooked(resource)
	if !ok {
		return nil, nil
	}
	var detail fintoroDetail
	if err := decode(body, &detail); err != nil {
		return nil, errors.New("the detail is not the JSON that this product sends")
	}
	if text(detail.ID) != id {
		return nil, errors.New("the detail is that of another document")
	}
	c := &claim{Document: e.document, Order: e.order, Side: kind.side, PaidBy: fintoroPayment + "/"}
	if strings.HasSuffix(e.eventType, ".paid") || text(detail.Status) == "paid" {
		c.Paid = paid // that the status is another says nothing: the detail may be older than the event
	}
	f, err := detail.figures()
	if err != nil {
		return nil, err
	}
	code, err := fintoroCurrency(detail.CurrencyID)
	if err != nil {
		return nil, err
	}
	title := words(resource, text(detail.Number))
	switch resource {
	case fintoroReceivedReceipt:
		c.Worth, err = f.bought(relay.ReceiptPosting, title, code)
	case fintoroReceivedInvoice:
		c.Worth, err = f.bought(relay.InvoicePosting, title, code)
	case fintoroCreditNote:
		f.negative() // as its items are; source: vendor documentation
		c.Worth, err = f.sold(relay.CreditNotePosting, title, code)
	default:
		c.Worth, err = f.sold(relay.InvoicePosting, title, code)
	}
	if err == nil && kind.side != "" {
		c.Money, err = detail.payments(resource, e.order)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// figures of a document. Where it has a discount of its own, or its tax is the client's to pay, the items' VAT is not the
// document's.
func (d *fintoroDetail) figures() (figures, error) {
	var f figures
	var err error
	if f.total, err = needed("totalWithVat", d.TotalWithVAT); err != nil {
		return f, err
	}
	if f.net, err = stated("total", d.Total); err != nil {
		return f, err
	}
	if f.net == nil {
		return f, nil
	}
	for _, sums := range [][2]jsontext.Value{{d.ItemsTotal, d.Total}, {d.ItemsTotalWithVAT, d.TotalWithVAT}} {
		items, err := stated("itemsTotal", sums[0])
		if err != nil {
			return f, err
		}
		if all, err := amount("total", sums[1]); items != nil && (err != nil || !items.Equal(all)) {
			return f, err
		}
	}
	f.lines, err = fintoroVAT(elements[fintoroItem](d.Items))
	return f, err
}

// fintoroVAT is the VAT of items by their rate; nil where one of them does not tell it.
func fintoroVAT(items []fintoroItem) ([]vatLine, error) {
	var lines []vatLine
	for _, item := range items {
		if absent(item.VATRate) || absent(item.Total) || absent(item.TotalWithVAT) {
			return nil, nil
		}
		rate, err := amount("vatRate", item.VATRate)
		if err != nil {
			return nil, err
		}
		net, err := amount("total", item.Total)
		if err != nil {
			return nil, err
		}
		total, err := amount("totalWithVat", item.TotalWithVAT)
		if err != nil {
			return nil, err
		}
		vat, err := plus(total, net.Neg())
		if err != nil {
			return nil, err
		}
		lines = append(lines, vatLine{rate: rateName(rate), vat: vat})
	}
	return lines, nil
}

// fintoroCurrency is the currency of an id. Source: vendor documentation.
func fintoroCurrency(id jsontext.Value) (string, error) {
	codes := strings.Fields("EUR USD JPY BGN CZK DKK GBP HUF PLN RON SEK CHF ISK NOK HRK RUB TRY AUD BRL CAD " +
		"CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR")
	if absent(id) {
		return relay.NoCurrency, nil
	}
	n, err := strconv.Atoi(text(id))
	if err != nil || n < 1 || n > len(codes) {
		return "", errors.New("currencyId is none of the product's")
	}
	return codes[n-1], nil
}

// fintoroMoney is a payment of a document. Source: vendor documentation.
type fintoroMoney struct {
	ID           jsontext.Value `json:"id"`
	DocumentType jsontext.Value `json:"documentType"`
	DocumentID   jsontext.Value `json:"documentId"`
	Amount       jsontext.Value `json:"amount"`
	Currency     struct {
		Symbol jsontext.Value `json:"symbol"`
	} `json:"currency"`
}

// payments are those that a document lists.
func (d *fintoroDetail) payments(resource string, at order) ([]payment, error) {
	var list []payment
	for _, money := range elements[fintoroMoney](d.Payments) {
		p, err := money.payment(resource, at)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	if len(list) > maxPayments {
		return nil, errors.New("more than " + strconv.Itoa(maxPayments) + " payments")
	}
	return list, nil
}

// payment reads one. That of a credit note goes out, whichever sign it is stated with. Source: our choice.
func (m *fintoroMoney) payment(resource string, at order) (payment, error) {
	id := text(m.ID)
	if !fintoroID.MatchString(id) {
		return payment{}, errors.New("a payment has no id")
	}
	paid, err := needed("amount", m.Amount)
	if err != nil {
		return payment{}, err
	}
	if resource == fintoroCreditNote {
		paid = paid.Abs().Neg()
	}
	p := payment{ID: id, Order: at, Amount: paid}
	if !absent(m.Currency.Symbol) {
		p.Currency, err = currency(m.Currency.Symbol)
	}
	return p, err
}

// fintoroPaid is the claim of a payment: money on the document that it names.
func fintoroPaid(e event, body []byte) (*claim, error) {
	var money fintoroMoney
	if err := decode(body, &money); err != nil {
		return nil, errors.New("the detail is not the JSON that this product sends")
	}
	if e.document != fintoroPayment+"/"+text(money.ID) {
		return nil, errors.New("the detail is that of another payment")
	}
	resource, first := "", true
	for word := range strings.SplitSeq(text(money.DocumentType), "-") { // credit-note is a creditNote
		if !first && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		resource, first = resource+word, false
	}
	kind, ok := fintoroBooked(resource)
	if !ok || kind.side == "" {
		return nil, nil
	}
	p, err := money.payment(resource, e.order)
	if err != nil {
		return nil, err
	}
	id := text(money.DocumentID)
	if !fintoroID.MatchString(id) {
		return nil, errors.New("documentId is no id")
	}
	return &claim{Document: resource + "/" + id, Order: e.order, Side: kind.side, Money: []payment{p}, PaidBy: fintoroPayment + "/"}, nil
}
