package mock

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

// finpiloDocument is what the mock reads of a document. Source: the fields are those of the vendor's user interface, their
// keys our choice, but for fileUrl.
type finpiloDocument struct {
	DocumentID     jsontext.Value `json:"documentId"`
	Direction      jsontext.Value `json:"direction"`
	DocumentType   jsontext.Value `json:"documentType"`
	DocumentNumber jsontext.Value `json:"documentNumber"`
	Currency       jsontext.Value `json:"currency"`
	Subtotal       jsontext.Value `json:"subtotal"`
	TaxTotal       jsontext.Value `json:"taxTotal"`
	Total          jsontext.Value `json:"total"`
	LineItems      jsontext.Value `json:"lineItems"`
	FileURL        jsontext.Value `json:"fileUrl"`
}

// finpiloLine is a line of a document.
type finpiloLine struct {
	Total      jsontext.Value     `json:"total"`
	Dimensions []finpiloDimension `json:"dimensions"`
}

// finpiloDimension is a value of a dimension.
type finpiloDimension struct {
	Name        jsontext.Value `json:"name"`
	ReferenceID jsontext.Value `json:"referenceId"`
}

// claim books a document by its type and direction; Incoming is a purchase, and so is one without direction. A receipt is
// bought and paid at once, a credit note an invoice of less than nothing. Any other type, such as a delivery note, and
// any without a total is booked without entries: Finpilo expects a reference for it all the same. Source: our choice.
func (d *finpiloDocument) claim(id string) (*claim, error) {
	f, err := d.figures()
	if err != nil {
		return nil, err
	}
	code, err := currency(d.Currency)
	if err != nil {
		return nil, err
	}
	c := &claim{}
	if c.Document, err = documentKey("document", id); err != nil {
		return nil, err
	}
	kind, documentType := relay.InvoicePosting, strings.ToLower(text(d.DocumentType))
	title := words(text(d.DocumentType), text(d.DocumentNumber))
	switch {
	case absent(d.Total), f.total.IsZero() && documentType != "invoice" && documentType != "receipt":
		c.Worth = &worth{Kind: relay.DocumentPosting, Text: title, Currency: code}
		return c, nil
	case documentType == "receipt":
		kind = relay.ReceiptPosting
	case strings.HasPrefix(documentType, "credit"):
		f.negative()
	}
	book := f.bought
	if text(d.Direction) == "Outgoing" {
		book = f.sold
	}
	c.Worth, err = book(kind, title, code)
	return c, err
}

func (d *finpiloDocument) figures() (figures, error) {
	var f figures
	var err error
	if f.total, err = amount("total", d.Total); err != nil {
		return f, err
	}
	if f.vat, err = stated("taxTotal", d.TaxTotal); err != nil {
		return f, err
	}
	if f.net, err = stated("subtotal", d.Subtotal); err != nil {
		return f, err
	}
	f.lines = finpiloVAT(elements[finpiloLine](d.LineItems))
	return f, nil
}

// finpiloVAT is the VAT of lines by the code of their rate; nil where one of them does not tell it.
func finpiloVAT(items []finpiloLine) []vatLine {
	var lines []vatLine
	for _, item := range items {
		net, err := needed("total", item.Total)
		rate, ok := item.rate()
		if err != nil || !ok {
			return nil
		}
		l, err := rated(net, rate)
		if err != nil {
			return nil
		}
		lines = append(lines, l)
	}
	return lines
}

// finpiloRate is the rate in a VAT code such as VAT21. Source: our choice.
var finpiloRate = regexp.MustCompile(`^[A-Za-z]*[ -]?([0-9]{1,2}(?:\.[0-9]{1,2})?)%?$`)

func (l *finpiloLine) rate() (percent decimal.Decimal, ok bool) {
	for _, dimension := range l.Dimensions {
		if text(dimension.Name) != "vatCode" {
			continue
		}
		if match := finpiloRate.FindStringSubmatch(text(dimension.ReferenceID)); match != nil {
			percent, err := decimal.Parse(match[1])
			return percent, err == nil
		}
	}
	return decimal.Zero, false
}
