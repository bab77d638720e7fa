package mock_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

func TestWorth(t *testing.T) {
	t.Parallel()
	invoice := `"entity_type":"SalesInvoice","entity":{"id":"77","state":"open","currency":"EUR","total_price_incl_tax":"121.0","total_price_excl_tax":"100.0"}}`
	listed := `"payments":[{"id":"9","price":"21.0"},{"id":"8","price":"100.0","currency":"EUR"}]`
	tests := map[string]struct {
		provider, body string
		want           relay.Worth
	}{
		"an invoice": {"moneybird", `{"webhook_token":"t","action":"sales_invoice_updated",` + invoice, relay.Worth{Document: "SalesInvoice/77", Total: "121.0", Currency: "EUR"}},
		"a payment": {"moneybird", `{"webhook_token":"t","action":"payment_registered","entity_type":"Payment","entity":{"id":"9","invoice_type":"SalesInvoice","invoice_id":"77","price":"21.0"}}`,
			relay.Worth{Document: "SalesInvoice/77", Part: "payment", Payment: "Payment/9", Total: "21.0"}},
		"an invoice that lists its payments": {"moneybird", `{"webhook_token":"t","action":"sales_invoice_updated",` + strings.Replace(invoice, `"id":"77"`, `"id":"77",`+listed, 1),
			relay.Worth{Document: "SalesInvoice/77", Total: "121.0", Currency: "EUR", Parts: []relay.Worth{
				{Document: "SalesInvoice/77", Part: "payment", Payment: "Payment/9", Total: "21.0"},
				{Document: "SalesInvoice/77", Part: "payment", Payment: "Payment/8", Total: "100.0", Currency: "EUR"},
			}}},
		"a draft that lists its payments": {"moneybird", `{"webhook_token":"t","action":"sales_invoice_created","entity_type":"SalesInvoice","entity":{"id":"77","state":"draft",` + listed + `}}`,
			relay.Worth{Parts: []relay.Worth{
				{Document: "SalesInvoice/77", Part: "payment", Payment: "Payment/9", Total: "21.0"},
				{Document: "SalesInvoice/77", Part: "payment", Payment: "Payment/8", Total: "100.0", Currency: "EUR"},
			}}},
		"a payment that is gone": {"moneybird", `{"webhook_token":"t","action":"payment_destroyed","entity_type":"Payment","entity_id":"9","entity":null}`, relay.Worth{Document: "Payment/9", Deleted: true}},
		"a draft":                {"moneybird", `{"webhook_token":"t","action":"sales_invoice_created","entity_type":"SalesInvoice","entity":{"id":"77","state":"draft","total_price_incl_tax":"1"}}`, relay.Worth{}},
		"a deletion": {"moneybird", `{"webhook_token":"t","action":"sales_invoice_destroyed","entity_type":"SalesInvoice","entity_id":"77","entity":null}`,
			relay.Worth{Document: "SalesInvoice/77", Deleted: true}},
		"a contact":                   {"moneybird", `{"webhook_token":"t","action":"contact_created","entity_type":"Contact","entity":{"id":"5"}}`, relay.Worth{}},
		"a thin event":                {"fintoro", `{"id":"-","type":"invoices.created","resource":{"type":"invoice","id":4812}}`, relay.Worth{Document: "invoice/4812"}},
		"a thin deletion":             {"fintoro", `{"id":"-","type":"invoices.deleted","resource":{"type":"invoice","id":4812}}`, relay.Worth{Document: "invoice/4812", Deleted: true}},
		"a thin event of no amount":   {"fintoro", `{"id":"-","type":"clients.created","resource":{"type":"client","id":4812}}`, relay.Worth{}},
		"a delivery note":             {"finpilo", `{"documentId":"1","documentType":"Delivery Note"}`, relay.Worth{Document: "document/1"}},
		"a document":                  {"finpilo", `{"documentId":"1","total":5,"currency":"SEK"}`, relay.Worth{Document: "document/1", Total: "5", Currency: "SEK"}},
		"a document without currency": {"finpilo", `{"documentId":"1","total":5}`, relay.Worth{Document: "document/1", Total: "5"}},
		"no event":                    {"moneybird", `{}`, relay.Worth{}},
		"a refund":                    {"bookkeeper", `{"type":"refund.initiated","data":{"refund_id":"r1","amount":"12.10","currency":"EUR"}}`, relay.Worth{Document: "refund/r1", Total: "12.10", Currency: "EUR"}},
		"funds that ran out":          {"bookkeeper", `{"type":"funds.depleted","data":{"amount":"12.10","currency":"EUR"}}`, relay.Worth{}},
		"what is not booked":          {"silverfin", `{"event":"export.created"}`, relay.Worth{}},
		"an unknown product":          {"finpillo", `{"documentId":"1","total":5}`, relay.Worth{}},
		"no JSON":                     {"finpilo", `{`, relay.Worth{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, mock.Worth(test.provider, []byte(test.body))); diff != "" {
				t.Errorf("worth (-want +got):\n%s", diff)
			}
		})
	}
}
