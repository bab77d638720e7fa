package mock

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// moneybird sends whole records. It signs "t.body" with the text of the secret, lists one v1 for each secret that is
// active, and counts only 200 as success. Source: vendor documentation.
type moneybird struct{}

func (moneybird) name() string { return "moneybird" }

func (moneybird) recognises(header http.Header, keys map[string]jsontext.Value) bool {
	return header.Get("Moneybird-Signature") != "" || keys["webhook_token"] != nil || keys["action"] != nil && keys["entity_type"] != nil
}

func (moneybird) verify(now time.Time, header http.Header, body []byte, keys []Key) error {
	known := secrets(keys)
	if len(known) == 0 {
		return errNoSecret
	}
	value, err := required(header, "Moneybird-Signature")
	if err != nil {
		return err
	}
	timestamp, signatures, err := moneybirdSignature(value)
	if err != nil {
		return err
	}
	if err := checkFresh("Moneybird-Signature's t", timestamp, now); err != nil {
		return err
	}
	matched := false
	for _, secret := range known {
		want := hexSum(secret, []byte(timestamp+"."), body)
		for _, signature := range signatures {
			matched = equal(signature, want) || matched
		}
	}
	if !matched {
		return errors.New("no v1 of Moneybird-Signature matches a known secret")
	}
	return nil
}

// moneybirdSignature reads t=…,v1=…,v1=…; schemes of other names are passed over.
func moneybirdSignature(value string) (timestamp string, signatures []string, err error) {
	times := 0
	for part := range strings.SplitSeq(value, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			timestamp = text
			times++
		case "v1":
			signatures = append(signatures, text)
		}
	}
	switch {
	case times != 1:
		return "", nil, errors.New("Moneybird-Signature must hold one t")
	case len(signatures) == 0:
		return "", nil, errors.New("Moneybird-Signature holds no v1")
	}
	return timestamp, signatures, nil
}

// moneybirdPush is what the mock reads of a push. Ids and amounts were numbers once and are strings now.
type moneybirdPush struct {
	Token  string           `json:"webhook_token"`
	Action string           `json:"action"`
	State  string           `json:"state"`
	Entity *moneybirdEntity `json:"entity"` // null when the record was deleted
}

// moneybirdEntity is a sales invoice, an external one or a payment, as far as it is booked.
type moneybirdEntity struct {
	InvoiceID    jsontext.Value `json:"invoice_id"`
	Reference    jsontext.Value `json:"reference"` // of an external sales invoice
	Currency     jsontext.Value `json:"currency"`
	TotalInclTax jsontext.Value `json:"total_price_incl_tax"`
	TotalExclTax jsontext.Value `json:"total_price_excl_tax"`
	Price        jsontext.Value `json:"price"` // of a payment
}

func (moneybird) read(header http.Header, body []byte) (event, error) {
	if isMoneybirdProbe(header, body) {
		return event{}, errProbe
	}
	var push moneybirdPush
	if err := decode(body, &push); err != nil {
		return event{}, err
	}
	e := event{eventType: push.Action}
	if push.Action == "" {
		return e, errors.New("the body has no action")
	}
	if push.Token == "" {
		return e, errors.New("the body has no webhook_token")
	}
	key, err := required(header, "Idempotency-Key")
	if err != nil {
		return e, err
	}
	e.dedupKey = key
	if push.Entity != nil {
		e.book(push.posting())
	}
	return e, nil
}

// isMoneybirdProbe recognises the request with which a URL is tried at registration: unsigned, without a key, and empty.
// Source: our choice; the vendor documents only that the URL must answer 200.
func isMoneybirdProbe(header http.Header, body []byte) bool {
	body = bytes.TrimSpace(body)
	return header.Get("Moneybird-Signature") == "" && header.Get("Idempotency-Key") == "" && (len(body) == 0 || string(body) == "{}")
}

// posting books invoices when they become open or paid, and payments. A draft is no invoice yet. Everything else in an
// administration is not booked, whatever amounts it holds. Source: our choice.
func (p *moneybirdPush) posting() (*relay.Posting, error) {
	posting := &relay.Posting{Text: words(p.Action, p.Entity.number())}
	var err error
	if posting.Currency, err = currency(p.Entity.Currency); err != nil {
		return nil, err
	}
	switch strings.TrimPrefix(p.Action, "external_") {
	case "sales_invoice_created":
		if p.State == "draft" {
			return nil, nil
		}
		posting.Entries, err = p.Entity.invoiced()
	case "sales_invoice_state_changed_to_open":
		posting.Entries, err = p.Entity.invoiced()
	case "sales_invoice_state_changed_to_paid":
		posting.Entries, err = received("total_price_incl_tax", p.Entity.TotalInclTax)
	case "payment_registered":
		if posting.Currency == noCurrency {
			posting.Currency = "EUR" // a payment names none; source: our choice
		}
		posting.Entries, err = received("price", p.Entity.Price)
	default:
		return nil, nil
	}
	return posting, err
}

// number is what people call the invoice.
func (e *moneybirdEntity) number() string {
	if number := text(e.InvoiceID); number != "" {
		return number
	}
	return text(e.Reference)
}

// invoiced books a sale. Without a total before tax there is no VAT in it.
func (e *moneybirdEntity) invoiced() ([]relay.Entry, error) {
	total, err := needed("total_price_incl_tax", e.TotalInclTax)
	if err != nil {
		return nil, err
	}
	if absent(e.TotalExclTax) {
		return sale(total, total.Zero())
	}
	net, err := amount("total_price_excl_tax", e.TotalExclTax)
	if err != nil {
		return nil, err
	}
	vat, err := total.Sub(net)
	if err != nil {
		return nil, err
	}
	return sale(total, vat)
}

func (moneybird) answer(relay.Receipt) (int, []byte) { return http.StatusOK, []byte("{}") }
