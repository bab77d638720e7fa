package mock

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/relay"
)

const paperInvoice = `{"documentId":"3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10","direction":"Incoming","documentType":"Invoice",` +
	`"documentNumber":"A-1001","currency":"EUR","subtotal":100.00,"taxTotal":21.00,"total":121.00}`

func TestBooking(t *testing.T) {
	t.Parallel()
	push := func(action, state, entity string) string {
		return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":%q,"entity":%s}`, action, state, entity)
	}
	invoice := `{"invoice_id":"2026-0042","currency":"EUR","total_price_incl_tax":"121.0","total_price_excl_tax":"100.0"}`
	data := func(eventType, data string) string { return fmt.Sprintf(`{"type":%q,"data":%s}`, eventType, data) }
	paid := `{"reference_id":"INV-7","amount":"121.00","currency":"EUR"}`
	tests := map[string]struct {
		product, body string
		want          string // currency, text, entries; empty: nothing is booked
		problem       string
	}{
		"finpilo, incoming":          {"finpilo", paperInvoice, "INV-1 EUR Invoice A-1001: Dr expenses 100.00, Dr input_vat 21.00, Cr trade_payables 121.00", ""},
		"finpilo, outgoing":          {"finpilo", `{"direction":"Outgoing","currency":"USD","taxTotal":"0","total":"10.5"}`, "INV-1 USD: Dr receivables 10.5, Cr revenue 10.5", ""},
		"finpilo, a credit note":     {"finpilo", `{"taxTotal":-21,"total":-121}`, "CN-1 XXX: Dr trade_payables 121, Cr expenses 100, Cr input_vat 21", ""},
		"finpilo, a delivery note":   {"finpilo", `{"documentType":"Delivery Note","documentNumber":7,"total":null}`, "DOC-1 XXX Delivery Note 7:", ""},
		"finpilo, total as words":    {"finpilo", `{"total":"a lot"}`, "", `not booked: total is no amount: "\"a lot\""`},
		"finpilo, total too exact":   {"finpilo", `{"total":0.1234567}`, "", `not booked: total is no amount: "0.1234567"`},
		"finpilo, total as exponent": {"finpilo", `{"total":1e2}`, "", `not booked: total is no amount: "1e2"`},
		"finpilo, rates too large": {"finpilo", `{"documentType":"Invoice","total":0,"taxTotal":0,"lineItems":[` +
			strings.Repeat(`{"total":999999999999,"dimensions":[{"name":"vatCode","referenceId":"VAT90"}]},`, 5) +
			strings.Repeat(`{"total":-999999999999,"dimensions":[{"name":"vatCode","referenceId":"VAT45"}]},`, 9) +
			`{"total":-999999999999,"dimensions":[{"name":"vatCode","referenceId":"VAT45"}]}]}`,
			"", "not booked: the amounts are too large to add up"},
		"finpilo, tax as object":    {"finpilo", `{"total":1,"taxTotal":{}}`, "", `not booked: taxTotal is no amount: "{}"`},
		"finpilo, no currency code": {"finpilo", `{"total":1,"currency":"euro"}`, "", `not booked: currency is no ISO code: "\"euro\""`},

		"moneybird, created as open":  {"moneybird", push("sales_invoice_created", "open", invoice), "INV-1 EUR SalesInvoice 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0", ""},
		"moneybird, created as draft": {"moneybird", push("sales_invoice_created", "draft", invoice), "", ""},
		"moneybird, opened":           {"moneybird", push("sales_invoice_state_changed_to_open", "open", invoice), "INV-1 EUR SalesInvoice 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0", ""},
		"moneybird, external, no net": {"moneybird", push("external_sales_invoice_state_changed_to_open", "open", `{"reference":"X1","currency":"EUR","total_price_incl_tax":"50"}`), "INV-1 EUR ExternalSalesInvoice X1: Dr receivables 50, Cr revenue 50", ""},
		"moneybird, paid": {"moneybird", push("sales_invoice_state_changed_to_paid", "paid", invoice), "INV-1 EUR SalesInvoice 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0\n" +
			"PAY-1 EUR payment of SalesInvoice/msg_1: Dr bank 121.0, Cr receivables 121.0", ""},
		"moneybird, payment":             {"moneybird", push("payment_registered", "", `{"invoice_id":"48","price":"121.0"}`), "PAY-1 EUR payment: Dr bank 121.0, Cr receivables 121.0", ""},
		"moneybird, late":                {"moneybird", push("sales_invoice_state_changed_to_late", "late", invoice), "INV-1 EUR SalesInvoice 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0", ""},
		"moneybird, an estimate":         {"moneybird", push("estimate_created", "open", invoice), "", ""},
		"moneybird, a contact":           {"moneybird", push("contact_created", "", `{"id":"1"}`), "", ""},
		"moneybird, deleted":             {"moneybird", push("sales_invoice_destroyed", "", "null"), "", ""},
		"moneybird, paid without amount": {"moneybird", push("sales_invoice_state_changed_to_paid", "paid", `{}`), "", "not booked: total_price_incl_tax is missing"},

		"bookkeeper, payment":          {"bookkeeper", data("payment.confirmed", paid), "PAY-1 EUR payment.confirmed INV-7: Dr bank 121.00, Cr receivables 121.00", ""},
		"bookkeeper, transaction":      {"bookkeeper", data("transaction.completed", `{"transaction_id":"txn_1","amount":5,"currency":"EUR"}`), "PAY-1 EUR transaction.completed txn_1: Dr bank 5, Cr receivables 5", ""},
		"bookkeeper, refund initiated": {"bookkeeper", data("refund.initiated", paid), "RF-1 EUR refund.initiated INV-7: Dr receivables 121.00, Cr refunds_payable 121.00", ""},
		"bookkeeper, refund completed": {"bookkeeper", data("refund.completed", paid), "RF-1 EUR refund.completed INV-7: Dr refunds_payable 121.00, Cr bank 121.00", ""},
		"bookkeeper, funds depleted":   {"bookkeeper", data("funds.depleted", paid), "", ""},
		"bookkeeper, data missing":     {"bookkeeper", `{"type":"payment.confirmed"}`, "", "not booked: data.amount is missing; an endpoint's field map may leave it out or rename it"},
		"bookkeeper, amount renamed":   {"bookkeeper", data("payment.confirmed", `{"transaction_id":"txn_1","total":"121.00","currency":"EUR"}`), "", "not booked: data.amount is missing; an endpoint's field map may leave it out or rename it"},
		"bookkeeper, others renamed":   {"bookkeeper", data("payment.confirmed", `{"transaction_id":"txn_1","ref":"INV-7","amount":"121.00","money":"EUR"}`), "PAY-1 XXX payment.confirmed txn_1: Dr bank 121.00, Cr receivables 121.00", ""},
		"fintoro, what is not booked":  {"fintoro", `{"id":"msg_1","type":"clients.created","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"client","id":1}}`, "", ""},
		"silverfin has no amounts":     {"silverfin", `{"event":"export.created","webhook":{},"company":{}}`, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l ledger
			e := l.hear(t, test.product, test.body, "")
			if diff := cmp.Diff(test.want, l.String()); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
			if e.remark != test.problem {
				t.Errorf("remark %q, want %q", e.remark, test.problem)
			}
		})
	}
}

// A document keeps the reference that it was first booked under, whatever else was booked of it.
func TestReference(t *testing.T) {
	t.Parallel()
	var l ledger
	payment := birdPayment("payment_registered", "9", "SalesInvoice", "77", "121.0")
	steps := []struct{ push, want string }{
		{payment, ""},
		{birdInvoice("sales_invoice_updated", "open", 1, "100.0", "121.0", ""), "INV-1"},
		{birdInvoice("sales_invoice_updated", "open", 2, "1.0", "1.0", ""), "INV-1"},
		{birdDeleted("sales_invoice_destroyed", "SalesInvoice", "77"), "INV-1"},
	}
	for _, step := range steps {
		l.hear(t, "moneybird", step.push, "")
		if got, err := reference(l.states["SalesInvoice/77"]); got != step.want || err != nil {
			t.Errorf("reference %q, %v, want %q", got, err, step.want)
		}
	}
	if got, err := reference(nil); got != "" || err != nil {
		t.Errorf("of a document that is not known: %q, %v", got, err)
	}
}

// Also without the payment's own document, a payment that is gone stays gone.
func TestGoneIsFinal(t *testing.T) {
	t.Parallel()
	told := payment{ID: "9", Order: order{At: 7}, Amount: decimal.MustNew(121, 0)}
	gone := payment{ID: "9", Gone: true}
	number := func(relay.PostingKind) (string, error) { return "PAY-1", nil }
	var state []byte
	for _, p := range []payment{gone, told} {
		var err error
		var postings []relay.Posting
		state, postings, err = account(state, &claim{Document: "invoice/1", Side: sold, Money: []payment{p}}, number)
		if err != nil || len(postings) > 0 {
			t.Errorf("booked %v, %v", postings, err)
		}
	}
}

func TestAccountTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := &claim{Document: "invoice/1", Worth: &worth{Kind: relay.InvoicePosting, Currency: "EUR"}}
	if _, _, err := account([]byte("{"), c, nil); err == nil || !strings.HasPrefix(err.Error(), "account invoice/1: ") {
		t.Errorf("with a state that is none: %v", err)
	}
	broken := errors.New("no number left")
	if _, _, err := account(nil, c, func(relay.PostingKind) (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Errorf("without a number: %v", err)
	}
}
