package mock

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFinpiloBooks(t *testing.T) {
	t.Parallel()
	item := func(total, code string) string {
		return fmt.Sprintf(`{"total":%s,"dimensions":[{"name":"postingAccount","referenceId":"6"},{"name":"vatCode","referenceId":%q}]}`, total, code)
	}
	document := func(direction, documentType, sums string, items ...string) string {
		return fmt.Sprintf(`{"documentId":"d1","direction":%q,"documentType":%q,"documentNumber":"A-1","currency":"EUR",%s,"lineItems":[%s]}`, direction, documentType, sums, strings.Join(items, ","))
	}
	mixed := `"subtotal":150.00,"taxTotal":25.50,"total":175.50`
	tests := map[string]struct{ body, want string }{
		"a rate":                      {document("Incoming", "Invoice", `"subtotal":100.00,"taxTotal":21.00,"total":121.00`, item("100.00", "VAT21")), "INV-1 EUR Invoice A-1: Dr expenses 100.00, Dr input_vat_21 21.00, Cr trade_payables 121.00"},
		"two rates":                   {document("Incoming", "Invoice", mixed, item("100.00", "VAT21"), item("50.00", "VAT9")), "INV-1 EUR Invoice A-1: Dr expenses 150.00, Dr input_vat_21 21.00, Dr input_vat_9 4.50, Cr trade_payables 175.50"},
		"two rates, sold":             {document("Outgoing", "Invoice", mixed, item("100.00", "21%"), item("50.00", "9.0")), "INV-1 EUR Invoice A-1: Dr receivables 175.50, Cr revenue 150.00, Cr output_vat_21 21.00, Cr output_vat_9 4.50"},
		"a rate of nothing":           {document("Incoming", "Invoice", `"subtotal":150.00,"taxTotal":21.00,"total":171.00`, item("100.00", "VAT21"), item("50.00", "VAT0")), "INV-1 EUR Invoice A-1: Dr expenses 150.00, Dr input_vat_21 21.00, Cr trade_payables 171.00"},
		"a code without a rate":       {document("Incoming", "Invoice", mixed, item("100.00", "VAT21"), item("50.00", "EXEMPT")), "INV-1 EUR Invoice A-1: Dr expenses 150.00, Dr input_vat 25.50, Cr trade_payables 175.50"},
		"a rate too small to show":    {document("Incoming", "Invoice", `"subtotal":0.06,"taxTotal":0.01,"total":0.07`, item("0.03", "VAT21"), item("0.03", "VAT9")), "INV-1 EUR Invoice A-1: Dr expenses 0.06, Dr input_vat_21 0.01, Cr trade_payables 0.07"},
		"a cent that rounding leaves": {document("Incoming", "Invoice", `"subtotal":1.00,"taxTotal":0.15,"total":1.15`, item("0.50", "VAT21"), item("0.50", "VAT9")), "INV-1 EUR Invoice A-1: Dr expenses 1.00, Dr input_vat_21 0.11, Dr input_vat_9 0.04, Cr trade_payables 1.15"},
		"lines that are none":         {strings.Replace(document("Incoming", "Invoice", mixed), "[]", `"x"`, 1), "INV-1 EUR Invoice A-1: Dr expenses 150.00, Dr input_vat 25.50, Cr trade_payables 175.50"},
		"a receipt":                   {document("Incoming", "Receipt", `"subtotal":100.00,"taxTotal":21.00,"total":121.00`, item("100.00", "VAT21")), "RCT-1 EUR Receipt A-1: Dr expenses 100.00, Dr input_vat_21 21.00, Cr bank 121.00"},
		"a receipt that went out":     {document("Outgoing", "Receipt", `"total":121.00`), "RCT-1 EUR Receipt A-1: Dr bank 121.00, Cr revenue 121.00"},
		"a credit note":               {document("Outgoing", "Credit Note", mixed, item("100.00", "VAT21"), item("50.00", "VAT9")), "CN-1 EUR Credit Note A-1: Dr revenue 150.00, Dr output_vat_21 21.00, Dr output_vat_9 4.50, Cr receivables 175.50"},
		"a credit note below zero":    {document("Outgoing", "Credit note", `"total":-121.00`), "CN-1 EUR Credit note A-1: Dr revenue 121.00, Cr receivables 121.00"},
		"an invoice below zero":       {document("Incoming", "Invoice", `"total":-121.00`), "CN-1 EUR Invoice A-1: Dr trade_payables 121.00, Cr expenses 121.00"},
		"a delivery note":             {document("Incoming", "Delivery Note", `"total":null`), "DOC-1 EUR Delivery Note A-1:"},
		"a delivery note of nothing":  {document("Incoming", "Delivery Note", `"total":0,"taxTotal":5`), "DOC-1 EUR Delivery Note A-1:"},
		"a delivery note with a sum":  {document("Incoming", "CMR", `"total":5`), "INV-1 EUR CMR A-1: Dr expenses 5, Cr trade_payables 5"},
		"an invoice of nothing":       {document("Incoming", "Invoice", `"total":0.00`), "INV-1 EUR Invoice A-1:"},
		"sums that do not fit": {document("Incoming", "Invoice", `"subtotal":100.00,"taxTotal":21.00,"total":120.00`, item("100.00", "VAT21")),
			"INV-1 EUR Invoice A-1: Dr expenses 99.00, Dr input_vat_21 21.00, Cr trade_payables 120.00 !the total is 120.00, but net 100.00 and VAT 21.00 make 121.00"},
		"VAT that the lines do not make": {document("Incoming", "Invoice", `"subtotal":100.00,"taxTotal":20.99,"total":120.99`, item("100.00", "VAT21")),
			"INV-1 EUR Invoice A-1: Dr expenses 100.00, Dr input_vat 20.99, Cr trade_payables 120.99 !the VAT is 20.99, but that of the lines adds up to 21.00: more than half a cent a line apart (lines: 1)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l ledger
			if e := l.hear(t, "finpilo", test.body, ""); e.document != "document/d1" || e.remark != "" {
				t.Errorf("document %q, remark %q", e.document, e.remark)
			}
			if diff := cmp.Diff(test.want, l.String()); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
		})
	}
}
