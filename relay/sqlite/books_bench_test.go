package sqlite

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fillBooks stores n receipts with keys in no order: of ten, four have a detail and two postings, three a file, and two wait to
// be booked.
func fillBooks(b *testing.B, n int) *Books {
	b.Helper()
	books := openBooksAt(b, Options{Path: filepath.Join(b.TempDir(), "books.db"), NoSync: true, KeepReceipts: n})
	const callers = 256
	together(callers, func(caller int) {
		for i := caller; i < n; i += callers {
			key := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, i)))[:36]
			receipt := newReceipt(fmt.Sprintf("rcp_%026d", i), key)
			posting := newPosting()
			posting.Document = fmt.Sprintf("invoice/%d", i)
			switch kind := i % 10; {
			case kind < 4:
				receipt.Fetches = []relay.Fetch{{What: relay.FetchDetail, URL: "/detail", State: relay.Fetched, Status: 200, Bytes: 512}}
			case kind < 7:
				receipt.Fetches = []relay.Fetch{{What: relay.FetchFile, URL: "http://127.0.0.1/file", State: relay.Fetched, Status: 200, Bytes: 512}}
			}
			arrival := relay.Arrival{Receipt: receipt, Booking: bookingOf(receipt, posting)}
			switch settle := arrival.Booking.Settle; {
			case i%10 >= 8:
				arrival.Booking = nil
			case i%10 < 4:
				arrival.Booking.Settle = func(desk relay.Desk) ([]relay.Posting, string, error) {
					postings, reference, err := settle(desk)
					if err != nil {
						return nil, "", err
					}
					payment := postings[0]
					payment.Kind, payment.Document = relay.PaymentPosting, posting.Document+"/payment"
					payment.Reference, err = desk.Number(payment.Kind)
					return append(postings, payment), reference, err
				}
			}
			_, err := books.Receive(b.Context(), arrival)
			check(b, err)
		}
	})
	return books
}

// BenchmarkBooks reads the books of so many webhooks, as its views do.
func BenchmarkBooks(b *testing.B) {
	for _, receipts := range []int{100_000} {
		books := fillBooks(b, receipts)
		read := func(what string, read func() error) {
			b.Run(fmt.Sprintf("receipts=%d/read=%s", receipts, what), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					must(b, read())
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/read")
			})
		}
		for _, limit := range []int{200, 1000} {
			read(fmt.Sprintf("page%d", limit), func() error {
				_, _, err := books.Postings(b.Context(), "", "", limit)
				return err
			})
		}
		read("trial-balance", func() error {
			_, err := books.TrialBalance(b.Context(), "")
			return err
		})
		read("reconcilable", func() error {
			_, _, err := books.Reconcilable(b.Context(), "")
			return err
		})
	}
}
