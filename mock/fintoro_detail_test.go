package mock

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// thin is an event about a resource, at a second of a minute.
func thin(eventType, resource string, id, second int) string {
	return fmt.Sprintf(`{"id":"msg_1","type":%q,"occurredAt":"2026-05-04T09:30:%02dZ","resource":{"type":%q,"id":%d}}`, eventType, second, resource, id)
}

// fintoroInvoiceDetail is a document of two lines with a rate each. more is what else it holds.
func fintoroDocument(id int, sign, status, more string) string {
	return strings.ReplaceAll(fmt.Sprintf(`{"id":%d,"number":"20260042","currencyId":1,"itemsTotal":~150.0,"itemsTotalWithVat":~176.0,"total":~150.0,"totalWithVat":~176.0,"status":%q,`+
		`"items":[{"vatRate":21.0,"total":~100.0,"totalWithVat":~121.0},{"vatRate":10.0,"total":~50.0,"totalWithVat":~55.0}]%s}`, id, status, more), "~", sign)
}

func TestFintoroBooks(t *testing.T) {
	t.Parallel()
	const (
		booked   = "INV-1 EUR invoice 20260042: Dr receivables 176.0, Cr revenue 150.0, Cr output_vat_21 21.0, Cr output_vat_10 5.0"
		received = "PAY-1 EUR payment of invoice/4812: Dr bank 176.0, Cr receivables 176.0"
		named    = "PAY-1 EUR payment 9 of invoice/4812: Dr bank 176.0, Cr receivables 176.0"
		unbooked = "REV-1 EUR reversal of INV-1: Dr revenue 150.0, Dr output_vat_21 21.0, Dr output_vat_10 5.0, Cr receivables 176.0"
		refunded = "Dr revenue 150.0, Dr output_vat_21 21.0, Dr output_vat_10 5.0, Cr receivables 176.0"
	)
	listed := `,"payments":[{"id":9,"documentType":"invoice","documentId":4812,"currency":{"symbol":"EUR"},"amount":176.0}]`
	payment9 := `{"id":9,"documentType":"invoice","documentId":4812,"currency":{"symbol":"EUR"},"amount":176.0}`
	unpaid, settled := fintoroDocument(4812, "", "unpaid", ""), fintoroDocument(4812, "", "paid", listed)
	created, paid := thin("invoices.created", "invoice", 4812, 1), thin("invoices.paid", "invoice", 4812, 2)
	deleted := thin("invoices.deleted", "invoice", 4812, 9)
	dearer := strings.ReplaceAll(strings.ReplaceAll(unpaid, "150.0", "250.0"), "176.0", "297.0")
	dearer = strings.Replace(strings.Replace(dearer, `"total":100.0`, `"total":200.0`, 1), "121.0", "242.0", 1)
	type step struct{ event, detail string }
	tests := map[string]struct {
		steps []step
		want  []string
	}{
		"created, then paid":                            {[]step{{created, unpaid}, {paid, settled}}, []string{booked, named}},
		"paid, then created":                            {[]step{{paid, settled}, {created, unpaid}}, []string{booked, named}},
		"paid, and the detail does not know yet":        {[]step{{created, unpaid}, {paid, unpaid}}, []string{booked, received}},
		"created, and the detail knows that it is paid": {[]step{{created, settled}, {paid, settled}}, []string{booked, named}},
		"paid, and its payment is told by itself": {[]step{{paid, unpaid}, {thin("document-payments.created", "documentPayment", 9, 2), payment9}},
			[]string{booked, received}},
		"a payment before the invoice":     {[]step{{thin("document-payments.created", "documentPayment", 9, 2), payment9}, {paid, settled}}, []string{named, booked}},
		"a payment deleted":                {[]step{{paid, settled}, {thin("document-payments.deleted", "documentPayment", 9, 3), ""}}, []string{booked, named, "REV-1 EUR reversal of PAY-1: Dr receivables 176.0, Cr bank 176.0"}},
		"a payment deleted before it came": {[]step{{thin("document-payments.deleted", "documentPayment", 9, 3), ""}, {paid, settled}}, []string{booked}},
		"an update":                        {[]step{{created, unpaid}, {thin("invoices.updated", "invoice", 4812, 3), dearer}}, []string{booked, "COR-1 EUR correction of INV-1: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat_21 21.0"}},
		"an update before":                 {[]step{{thin("invoices.updated", "invoice", 4812, 3), dearer}, {created, unpaid}}, []string{"INV-1 EUR invoice 20260042: Dr receivables 297.0, Cr revenue 250.0, Cr output_vat_21 42.0, Cr output_vat_10 5.0"}},
		"deleted":                          {[]step{{created, unpaid}, {deleted, ""}}, []string{booked, unbooked}},
		"deleted first":                    {[]step{{deleted, ""}, {paid, settled}, {created, unpaid}}, nil},
		"no detail, and paid":              {[]step{{paid, "404"}, {created, unpaid}}, []string{booked, received}},
		"no detail":                        {[]step{{created, "404"}}, nil},
		"a credit note": {[]step{{thin("credit-notes.created", "creditNote", 5, 1), fintoroDocument(5, "-", "unpaid", "")}},
			[]string{"CN-1 EUR creditNote 20260042: " + refunded}},
		"a credit note that counts upwards": {[]step{{thin("credit-notes.created", "creditNote", 5, 1), fintoroDocument(5, "", "unpaid", "")}},
			[]string{"CN-1 EUR creditNote 20260042: " + refunded}},
		"a credit note, paid": {[]step{{thin("credit-notes.paid", "creditNote", 5, 1), fintoroDocument(5, "-", "paid", "")}},
			[]string{"CN-1 EUR creditNote 20260042: " + refunded, "PAY-1 EUR payment of creditNote/5: Dr receivables 176.0, Cr bank 176.0"}},
		"a payment of a credit note": {[]step{{thin("document-payments.created", "documentPayment", 9, 2), strings.Replace(strings.Replace(payment9, "invoice", "credit-note", 1), "4812", "5", 1)}},
			[]string{"PAY-1 EUR payment 9 of creditNote/5: Dr receivables 176.0, Cr bank 176.0"}},
		"a received invoice": {[]step{{thin("received-invoices.paid", "receivedInvoice", 6, 1), fintoroDocument(6, "", "paid", "")}},
			[]string{"INV-1 EUR receivedInvoice 20260042: Dr expenses 150.0, Dr input_vat_21 21.0, Dr input_vat_10 5.0, Cr trade_payables 176.0",
				"PAY-1 EUR payment of receivedInvoice/6: Dr trade_payables 176.0, Cr bank 176.0"}},
		"a received receipt": {[]step{{thin("received-receipts.paid", "receivedReceipt", 7, 1), fintoroDocument(7, "", "paid", "")}},
			[]string{"RCT-1 EUR receivedReceipt 20260042: Dr expenses 150.0, Dr input_vat_21 21.0, Dr input_vat_10 5.0, Cr bank 176.0"}},
		"a proforma":               {[]step{{thin("proformas.paid", "proforma", 8, 1), ""}}, nil},
		"a payment of a proforma":  {[]step{{thin("document-payments.created", "documentPayment", 9, 2), strings.Replace(payment9, "invoice", "proforma", 1)}}, nil},
		"a discount on everything": {[]step{{created, strings.NewReplacer(`"total":150.0,"totalWithVat":176.0`, `"total":140.0,"totalWithVat":164.0`).Replace(unpaid)}}, []string{"INV-1 EUR invoice 20260042: Dr receivables 164.0, Cr revenue 140.0, Cr output_vat 24.0"}},
		"crowns":                   {[]step{{created, strings.Replace(unpaid, `"currencyId":1`, `"currencyId":5`, 1)}}, []string{strings.Replace(booked, "EUR", "CZK", 1)}},
		"VAT that the items do not add up to": {[]step{{created, strings.Replace(unpaid, "121.0", "120.0", 1)}},
			[]string{"INV-1 EUR invoice 20260042: Dr receivables 176.0, Cr revenue 150.0, Cr output_vat 26.0 !the VAT is 26.0, but that of the lines adds up to 25.0: more than half a cent a line apart (lines: 2)"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l ledger
			for _, step := range test.steps {
				if e := l.hear(t, "fintoro", step.event, step.detail); e.remark != "" {
					t.Errorf("remark %q", e.remark)
				}
			}
			if diff := cmp.Diff(strings.Join(test.want, "\n"), l.String()); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFintoroDetailsThatCannotBeBooked(t *testing.T) {
	t.Parallel()
	good := fintoroDocument(4812, "", "unpaid", "")
	tests := map[string]struct{ event, detail, problem string }{
		"another document":       {thin("invoices.paid", "invoice", 4813, 1), good, "the detail is that of another document"},
		"another payment":        {thin("document-payments.created", "documentPayment", 9, 1), `{"id":10}`, "the detail is that of another payment"},
		"no JSON":                {thin("invoices.paid", "invoice", 4812, 1), "<html>", "the detail is not the JSON that this product sends"},
		"no total":               {thin("invoices.paid", "invoice", 4812, 1), strings.Replace(good, `"totalWithVat":176.0,"status"`, `"status"`, 1), "totalWithVat is missing"},
		"an unknown currency":    {thin("invoices.paid", "invoice", 4812, 1), strings.Replace(good, `"currencyId":1`, `"currencyId":99`, 1), "currencyId is none of the product's"},
		"a payment without id":   {thin("invoices.paid", "invoice", 4812, 1), fintoroDocument(4812, "", "paid", `,"payments":[{"amount":1}]`), "a payment has no id"},
		"a payment of nothing":   {thin("document-payments.created", "documentPayment", 9, 1), `{"id":9,"documentType":"invoice","amount":1}`, "documentId is no id"},
		"a payment of no amount": {thin("document-payments.created", "documentPayment", 9, 1), `{"id":9,"documentType":"invoice","documentId":1}`, "amount is missing"},
		"too many payments":      {thin("invoices.paid", "invoice", 4812, 1), fintoroDocument(4812, "", "paid", `,"payments":[{"id":1,"amount":1}`+strings.Repeat(`,{"id":1,"amount":1}`, 100)+`]`), "more than 100 payments"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := readEvent(t, "fintoro", test.event)
			c, err := fintoro{}.detailed(e, []byte(test.detail))
			if err == nil || err.Error() != test.problem || c != nil {
				t.Errorf("claim %+v, error %v, want %q", c, err, test.problem)
			}
		})
	}
}

func TestFintoroSaysWhereTheDetailIs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ event, document, detail, remark string }{
		"an invoice":         {thin("invoices.created", "invoice", 1, 1), "invoice/1", "/api/public/v1/invoices/1", ""},
		"a credit note":      {thin("credit-notes.updated", "creditNote", 2, 1), "creditNote/2", "/api/public/v1/credit-notes/2", ""},
		"a payment":          {thin("document-payments.created", "documentPayment", 3, 1), "documentPayment/3", "/api/public/v1/document-payments/3", ""},
		"a received invoice": {thin("received-invoices.paid", "receivedInvoice", 4, 1), "receivedInvoice/4", "/api/public/v1/received-invoices/4", ""},
		"a received receipt": {thin("received-receipts.paid", "receivedReceipt", 5, 1), "receivedReceipt/5", "/api/public/v1/received-receipts/5", ""},
		"a deletion":         {thin("invoices.deleted", "invoice", 1, 1), "invoice/1", "", ""},
		"a client":           {thin("clients.created", "client", 1, 1), "", "", ""},
		"no id":              {`{"id":"msg_1","type":"invoices.paid","resource":{"type":"invoice","id":"../1"}}`, "", "", "not booked: resource.id is no id"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := readEvent(t, "fintoro", test.event)
			if got := [3]string{e.document, e.detail, e.remark}; got != [3]string{test.document, test.detail, test.remark} {
				t.Errorf("got %q", got)
			}
		})
	}
}
