package mock_test

import (
	"context"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

func unsigned(product, body string) webhook {
	return webhook{path: "/" + product, body: body, headers: map[string]string{"webhook-id": "1", "Idempotency-Key": "1"}}
}

// lastBooks remember what they were given last, for fuzzing, where a database would be too slow.
type lastBooks struct {
	receipt relay.Receipt
	posting *relay.Posting
}

func (b *lastBooks) Receive(_ context.Context, receipt relay.Receipt, posting *relay.Posting, _ func(relay.Receipt) (int, []byte)) (relay.Receipt, error) {
	b.receipt, b.posting = receipt, posting
	return receipt, nil
}

// Whatever a body says, what is booked balances, and no request breaks the receiver.
func FuzzBooksBalance(f *testing.F) {
	f.Add("finpilo", finpiloInvoice)
	f.Add("finpilo", `{"total":999999999999.999999,"taxTotal":"-0.000001","direction":"Outgoing"}`)
	f.Add("moneybird", `{"webhook_token":"t","action":"sales_invoice_created","entity":{"total_price_incl_tax":"-1","total_price_excl_tax":"999999999999"}}`)
	f.Add("bookkeeper", `{"type":"refund.completed","data":{"amount":"007.10","currency":"EUR"}}`)
	f.Add("silverfin", `{"event":"x"}`)
	f.Add("fintoro", `{"type":"x"}`)
	f.Add("", `[`)
	f.Fuzz(func(t *testing.T, product, body string) {
		if strings.Trim(product, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Skip("no path")
		}
		var books lastBooks
		receiver, err := mock.New(mock.Options{
			Books: &books, Keys: keyring{}, Clock: relay.NewVirtualClock(vectorTime), IDs: relay.NewIDs(relay.Chance{}, 0),
		})
		if err != nil {
			t.Fatal(err)
		}
		unsigned(product, body).post(receiver)
		if books.receipt.Status >= 500 {
			t.Errorf("answered %d: %s", books.receipt.Status, books.receipt.Problem)
		}
		if posting := books.posting; posting != nil {
			sum := decimal.Zero
			for _, e := range posting.Entries {
				if (e.Debit == "") == (e.Credit == "") {
					t.Fatalf("entry %+v", e)
				}
				sum = add(t, add(t, sum, e.Debit, false), e.Credit, true)
			}
			if !sum.IsZero() {
				t.Errorf("off by %v: %s", sum, posting.Text)
			}
		}
	})
}

func add(t *testing.T, sum decimal.Decimal, amount string, negate bool) decimal.Decimal {
	t.Helper()
	if amount == "" {
		return sum
	}
	d, err := decimal.Parse(amount)
	if err != nil || !d.IsPos() {
		t.Fatalf("amount %q: %v", amount, err)
	}
	if negate {
		d = d.Neg()
	}
	sum, err = sum.AddExact(d, 6)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
