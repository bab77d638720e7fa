package mock

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
)

// birdInvoice is a push about sales invoice 77. more is what else its entity holds.
func birdInvoice(action, state string, version int, excl, incl, more string) string {
	return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":%q,"entity_type":"SalesInvoice","entity_id":"77","entity":{"id":"77","invoice_id":"2026-0042",`+
		`"state":%q,"version":%d,"currency":"EUR","total_price_excl_tax":%q,"total_price_incl_tax":%q%s}}`, action, state, state, version, excl, incl, more)
}

func birdDeleted(action, entityType, id string) string {
	return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":"","entity_type":%q,"entity_id":%q,"entity":null}`, action, entityType, id)
}

func birdPayment(action, id, invoiceType, invoice, price string) string {
	return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":null,"entity_type":"Payment","entity_id":%q,"entity":{"id":%q,"invoice_type":%q,"invoice_id":%q,"price":%q}}`,
		action, id, id, invoiceType, invoice, price)
}

// birdDocument is a push about a document that came in.
func birdDocument(action, entityType, state, excl, incl string) string {
	return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":%q,"entity_type":%q,"entity_id":"88","entity":{"id":"88","reference":"A-7","state":%q,`+
		`"version":1,"currency":"EUR","total_price_excl_tax":%q,"total_price_incl_tax":%q}}`, action, state, entityType, state, excl, incl)
}

func TestMoneybirdBooks(t *testing.T) {
	t.Parallel()
	const (
		booked   = "INV-1 EUR SalesInvoice 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0"
		received = "PAY-1 EUR payment of SalesInvoice/77: Dr bank 121.0, Cr receivables 121.0"
		named    = "PAY-1 EUR payment 9 of SalesInvoice/77: Dr bank 121.0, Cr receivables 121.0"
		unbooked = "REV-1 EUR reversal of INV-1: Dr revenue 100.0, Dr output_vat 21.0, Cr receivables 121.0"
		unpaid   = "REV-1 EUR reversal of PAY-1: Dr receivables 121.0, Cr bank 121.0"
	)
	listed := `,"payments":[{"id":"9","invoice_id":"77","price":"121.0"}]`
	draft := birdInvoice("sales_invoice_created", "draft", 1, "100.0", "121.0", "")
	opened := birdInvoice("sales_invoice_state_changed_to_open", "open", 2, "100.0", "121.0", "")
	late := birdInvoice("sales_invoice_state_changed_to_late", "late", 3, "100.0", "121.0", "")
	dearer := birdInvoice("sales_invoice_updated", "open", 4, "200.0", "242.0", "")
	settled := birdInvoice("sales_invoice_state_changed_to_paid", "paid", 5, "100.0", "121.0", "")
	settledBy9 := birdInvoice("sales_invoice_state_changed_to_paid", "paid", 5, "100.0", "121.0", listed)
	reopened := birdInvoice("sales_invoice_state_changed_to_open", "open", 6, "100.0", "121.0", "")
	redrafted := birdInvoice("sales_invoice_state_changed_to_draft", "draft", 7, "100.0", "121.0", "")
	destroyed := birdDeleted("sales_invoice_destroyed", "SalesInvoice", "77")
	payment9 := birdPayment("payment_registered", "9", "SalesInvoice", "77", "121.0")
	no9 := birdDeleted("payment_destroyed", "Payment", "9")
	tests := map[string]struct {
		pushes []string
		want   []string
	}{
		"a draft is nothing yet":                          {[]string{draft}, nil},
		"a draft that is scheduled is nothing yet":        {[]string{birdInvoice("sales_invoice_state_changed_to_scheduled", "scheduled", 1, "1", "1", "")}, nil},
		"opened after the draft":                          {[]string{draft, opened}, []string{booked}},
		"the draft after the opening":                     {[]string{opened, draft}, []string{booked}},
		"told again by another event":                     {[]string{opened, late}, []string{booked}},
		"a version below nothing":                         {[]string{birdInvoice("sales_invoice_updated", "open", -5, "100.0", "121.0", "")}, []string{booked}},
		"late first":                                      {[]string{late, opened}, []string{booked}},
		"a change is a correction":                        {[]string{opened, dearer}, []string{booked, "COR-1 EUR correction of INV-1: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0"}},
		"an older version changes nothing":                {[]string{dearer, opened}, []string{"INV-1 EUR SalesInvoice 2026-0042: Dr receivables 242.0, Cr revenue 200.0, Cr output_vat 42.0"}},
		"paid after opened":                               {[]string{opened, settled}, []string{booked, received}},
		"paid before opened":                              {[]string{settled, opened}, []string{booked, received}},
		"paid is told twice":                              {[]string{settled, settled}, []string{booked, received}},
		"paid, and the payment told by itself":            {[]string{opened, settled, payment9}, []string{booked, received}},
		"the payment before paid":                         {[]string{payment9, settledBy9}, []string{named, booked}},
		"paid with the payment in it, and by itself":      {[]string{settledBy9, payment9}, []string{booked, named}},
		"a payment that is linked is the same":            {[]string{payment9, birdPayment("payment_linked_to_financial_mutation", "9", "SalesInvoice", "77", "121.0")}, []string{named}},
		"two payments of a part each":                     {[]string{birdPayment("payment_registered", "8", "SalesInvoice", "77", "100"), birdPayment("payment_registered", "9", "SalesInvoice", "77", "21")}, []string{"PAY-1 EUR payment 8 of SalesInvoice/77: Dr bank 100, Cr receivables 100", "PAY-2 EUR payment 9 of SalesInvoice/77: Dr bank 21, Cr receivables 21"}},
		"a payment destroyed":                             {[]string{payment9, no9}, []string{named, unpaid}},
		"a payment destroyed before it was known":         {[]string{no9, payment9}, nil},
		"a payment that an invoice lists, destroyed":      {[]string{settledBy9, no9}, []string{booked, named, unpaid}},
		"a payment destroyed before an invoice lists it":  {[]string{no9, settledBy9}, []string{booked}},
		"paid by nobody knows whom, then open again":      {[]string{settled, reopened}, []string{booked, received, unpaid}},
		"open again, then the older news that it is paid": {[]string{reopened, settled}, []string{booked}},
		"a draft again":                                   {[]string{opened, redrafted}, []string{booked, unbooked}},
		"an email on a payment that failed":               {[]string{birdPayment("send_payment_unsuccessful_email", "9", "SalesInvoice", "77", "121.0")}, nil},
		"a payment of no invoice":                         {[]string{birdPayment("payment_registered", "9", "", "", "5")}, []string{"PAY-1 EUR payment 9: Dr bank 5, Cr receivables 5"}},
		"a payment of no invoice, until its invoice is told": {[]string{birdPayment("payment_registered", "9", "", "", "121.0"), payment9},
			[]string{"PAY-1 EUR payment 9: Dr bank 121.0, Cr receivables 121.0", unpaid, strings.Replace(named, "PAY-1", "PAY-2", 1)}},
		"a payment of no invoice, destroyed": {[]string{birdPayment("payment_registered", "9", "", "", "5"), no9}, []string{"PAY-1 EUR payment 9: Dr bank 5, Cr receivables 5", "REV-1 EUR reversal of PAY-1: Dr receivables 5, Cr bank 5"}},
		"destroyed":                          {[]string{opened, settledBy9, destroyed}, []string{booked, named, unbooked, "REV-2 EUR reversal of PAY-1: Dr receivables 121.0, Cr bank 121.0"}},
		"destroyed for good":                 {[]string{opened, destroyed, dearer, settledBy9, payment9}, []string{booked, unbooked}},
		"destroyed first":                    {[]string{destroyed, draft, opened, settledBy9, payment9, no9}, nil},
		"a credit invoice": {[]string{birdInvoice("credit_invoice_created_from_original", "open", 1, "-100.0", "-121.0", "")},
			[]string{"CN-1 EUR SalesInvoice 2026-0042: Dr revenue 100.0, Dr output_vat 21.0, Cr receivables 121.0"}},
		"the record's own state counts": {[]string{strings.Replace(settled, `"state":"paid"`, `"state":"open"`, 1)}, []string{booked, received}},
		"VAT by the rates that the amounts imply": {[]string{birdInvoice("sales_invoice_updated", "open", 1, "150.0", "175.5",
			`,"tax_totals":[{"taxable_amount":"100.0","tax_amount":"21.0"},{"taxable_amount":"50.0","tax_amount":"4.5"}]`)},
			[]string{"INV-1 EUR SalesInvoice 2026-0042: Dr receivables 175.5, Cr revenue 150.0, Cr output_vat_21 21.0, Cr output_vat_9 4.5"}},
		"VAT that the rates do not add up to": {[]string{birdInvoice("sales_invoice_updated", "open", 1, "100.0", "121.0", `,"tax_totals":[{"tax_amount":"19.0"},{"tax_amount":"1.98"}]`)},
			[]string{booked + " !the VAT is 21.0, but that of the lines adds up to 20.98: more than half a cent a line apart (lines: 2)"}},
		"a purchase invoice":        {[]string{birdDocument("document_saved", "PurchaseInvoice", "saved", "100.0", "121.0")}, []string{"INV-1 EUR PurchaseInvoice A-7: Dr expenses 100.0, Dr input_vat 21.0, Cr trade_payables 121.0"}},
		"a purchase invoice, new":   {[]string{birdDocument("document_created_from_original", "PurchaseInvoice", "new", "100.0", "121.0")}, nil},
		"a purchase invoice, paid":  {[]string{birdPayment("payment_registered", "9", "PurchaseInvoice", "88", "121.0")}, []string{"PAY-1 EUR payment 9 of PurchaseInvoice/88: Dr trade_payables 121.0, Cr bank 121.0"}},
		"a receipt is paid at once": {[]string{birdDocument("document_saved_from_email", "Receipt", "saved", "100.0", "121.0")}, []string{"RCT-1 EUR Receipt A-7: Dr expenses 100.0, Dr input_vat 21.0, Cr bank 121.0"}},
		"a receipt that is called paid": {[]string{birdDocument("document_updated", "Receipt", "paid", "100.0", "121.0"), birdPayment("payment_registered", "9", "Receipt", "88", "121.0")},
			[]string{"RCT-1 EUR Receipt A-7: Dr expenses 100.0, Dr input_vat 21.0, Cr bank 121.0"}},
		"an invoice in another currency": {[]string{opened, strings.Replace(dearer, "EUR", "USD", 1)}, []string{booked, unbooked, "COR-1 USD correction of INV-1: Dr receivables 242.0, Cr revenue 200.0, Cr output_vat 42.0"}},
		"a payment takes the invoice's currency": {[]string{payment9, strings.Replace(settledBy9, "EUR", "USD", 1)}, []string{named,
			strings.Replace(unpaid, "REV-1", "REV-1", 1), "COR-1 USD correction of PAY-1: Dr bank 121.0, Cr receivables 121.0", strings.Replace(booked, "EUR", "USD", 1)}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l ledger
			for _, push := range test.pushes {
				if e := l.hear(t, "moneybird", push, ""); e.remark != "" {
					t.Errorf("remark %q", e.remark)
				}
			}
			if diff := cmp.Diff(strings.Join(test.want, "\n"), l.String()); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestImpliedRate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ taxable, tax, want string }{
		"whole":                 {"100.0", "21.0", "21"},
		"rounded to a cent":     {"10.01", "2.1", "21"},
		"with a decimal":        {"1000", "55", "5.5"},
		"none":                  {"100", "0", "0"},
		"below zero":            {"-100.0", "-21.0", "21"},
		"too small to tell":     {"9.99", "2.1", ""},
		"two rates in one":      {"150.0", "25.55", ""},
		"against the amount":    {"100.0", "-21.0", ""},
		"more than all of it":   {"100.0", "121.0", ""},
		"of nothing":            {"0", "21.0", ""},
		"as large as it can be": {"999999999999.999999", "-999999999999.999999", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := impliedRate(decimal.MustParse(test.taxable), decimal.MustParse(test.tax)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
