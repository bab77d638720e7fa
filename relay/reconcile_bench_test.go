package relay_test

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// BenchmarkReconcile holds so many events against sound books; every other one was paid as well.
func BenchmarkReconcile(b *testing.B) {
	for _, events := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			var owed []relay.Owed
			var booked []relay.Booked
			var postings []relay.BookedPosting
			for i := range events {
				key, document, reference := fmt.Sprintf("%036d", i*7919%events), fmt.Sprintf("invoice/%d", i), fmt.Sprintf("INV-2026-%04d", i)
				owed = append(owed, relay.Owed{
					DeliveryID: fmt.Sprintf("dlv_%026d", i), EventID: fmt.Sprintf("evt_%026d", i), Provider: "fintoro", DedupKey: key, State: relay.Delivered,
					Tried: true, Reference: reference, Bookable: true, Worth: relay.Worth{Document: document, Total: "121.00", Currency: "EUR"},
				})
				booked = append(booked, relay.Booked{Provider: "fintoro", DedupKey: key, Reference: reference})
				invoice := relay.BookedPosting{
					Reference: reference, Provider: "fintoro", DedupKey: key, Document: document, Kind: relay.InvoicePosting, Currency: "EUR",
					Entries: []relay.Entry{{Account: "receivables", Debit: "121.00"}, {Account: "revenue", Credit: "100.00"}, {Account: "output_vat", Credit: "21.00"}},
				}
				if postings = append(postings, invoice); i%2 == 0 {
					payment := invoice
					payment.Reference, payment.Document, payment.Kind = fmt.Sprintf("PAY-2026-%04d", i), document+"/payment", relay.PaymentPosting
					payment.Entries = []relay.Entry{{Account: "bank", Debit: "121.00"}, {Account: "receivables", Credit: "121.00"}}
					postings = append(postings, payment)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if got := relay.Reconcile(owed, booked, postings); got.OK != events {
					b.Fatalf("%+v", got)
				}
			}
			b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
