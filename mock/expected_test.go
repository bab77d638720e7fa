package mock_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/mock"
)

func TestExpected(t *testing.T) {
	t.Parallel()
	invoice := `"entity_type":"SalesInvoice","entity":{"id":"77","state":"open","currency":"EUR","total_price_incl_tax":"121.0","total_price_excl_tax":"100.0"}}`
	tests := map[string]struct {
		provider, body                string
		document, total, currencyCode string // empty: not ok
	}{
		"an incoming document":        {"finpilo", finpiloInvoice, "document/3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10", "121.00", "EUR"},
		"a document without currency": {"finpilo", `{"documentId":"1","total":5}`, "document/1", "5", ""},
		"a delivery note":             {"finpilo", `{"documentId":"1","documentType":"Delivery Note"}`, "", "", ""},
		"a thin event":                {"fintoro", `{"id":"-","type":"invoices.created","resource":{"type":"invoice","id":4812}}`, "", "", ""},
		"an invoice":                  {"moneybird", `{"webhook_token":"t","action":"sales_invoice_updated",` + invoice, "SalesInvoice/77", "121.0", "EUR"},
		"a payment": {"moneybird", `{"webhook_token":"t","action":"payment_registered","entity_type":"Payment",` +
			`"entity":{"id":"9","invoice_type":"SalesInvoice","invoice_id":"77","price":"21.0"}}`, "SalesInvoice/77/payment", "21.0", ""},
		"a draft":            {"moneybird", `{"webhook_token":"t","action":"sales_invoice_created","entity":{"id":"77","state":"draft","total_price_incl_tax":"1"}}`, "", "", ""},
		"a deletion":         {"moneybird", `{"webhook_token":"t","action":"sales_invoice_destroyed","entity_type":"SalesInvoice","entity_id":"77","entity":null}`, "", "", ""},
		"a refund":           {"bookkeeper", `{"type":"refund.initiated","data":{"refund_id":"r1","amount":"12.10","currency":"EUR"}}`, "refund/r1", "12.10", "EUR"},
		"what is not booked": {"silverfin", `{"event":"export.created"}`, "", "", ""},
		"an unknown product": {"finpillo", finpiloInvoice, "", "", ""},
		"no JSON":            {"finpilo", `{`, "", "", ""},
		"no event":           {"moneybird", `{}`, "", "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document, total, currency, ok := mock.Expected(test.provider, []byte(test.body))
			got := [3]string{document, total, currency}
			if want := [3]string{test.document, test.total, test.currencyCode}; got != want || ok != (test.total != "") {
				t.Errorf("got %v %v, want %v", got, ok, want)
			}
		})
	}
}
