package mock

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// BenchmarkAccount is the pure part of one webhook: from its body to postings, with nothing known before.
func BenchmarkAccount(b *testing.B) {
	bodies := map[string]string{
		"finpilo":    paperInvoice,
		"moneybird":  birdInvoice("sales_invoice_state_changed_to_open", "open", 2, "100.0", "121.0", `,"tax_totals":[{"tax_amount":"21.0"}]`),
		"bookkeeper": `{"type":"payment.confirmed","timestamp":"2026-05-04T09:30:00Z","data":{"transaction_id":"t1","reference_id":"INV-7","amount":"121.00","currency":"EUR"}}`,
	}
	number := func(relay.PostingKind) (string, error) { return "INV-2026-0042", nil }
	for name, body := range bodies {
		b.Run("provider="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c := readEvent(b, name, body).claim
				if _, _, err := account(nil, c, number); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
