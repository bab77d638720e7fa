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

// memoryBooks keep one receipt and what it books, for fuzzing, where a database would be too slow.
type memoryBooks struct {
	shutBooks

	receipt   relay.Receipt
	postings  []relay.Posting
	documents map[string][]byte
}

func (b *memoryBooks) Receive(_ context.Context, arrival relay.Arrival) (relay.Receipt, error) {
	b.receipt = arrival.Receipt
	b.receipt.Row = 1
	if b.receipt.Verdict == relay.Accepted {
		b.receipt.Status, b.receipt.Answer = arrival.Answer(b.receipt)
		if arrival.Booking != nil {
			b.book(*arrival.Booking)
		}
	}
	return b.receipt, nil
}

func (b *memoryBooks) Count(context.Context) (uint64, error) { return uint64(b.receipt.Row), nil }

func (b *memoryBooks) Unbooked(_ context.Context, after, _ int64, _ int) ([]relay.Receipt, error) {
	if after >= b.receipt.Row {
		return nil, nil
	}
	return []relay.Receipt{b.receipt}, nil
}

func (b *memoryBooks) Book(_ context.Context, _ int64, bookings []relay.Booking) error {
	for _, booking := range bookings {
		b.book(booking)
	}
	return nil
}

func (b *memoryBooks) book(booking relay.Booking) {
	postings, _, err := booking.Settle(b)
	if err == nil {
		b.postings = append(b.postings, postings...)
	}
}

func (b *memoryBooks) State(document string) ([]byte, error) { return b.documents[document], nil }

func (b *memoryBooks) Keep(document string, state []byte) error {
	if b.documents == nil {
		b.documents = map[string][]byte{}
	}
	b.documents[document] = state
	return nil
}

func (b *memoryBooks) Number(kind relay.PostingKind) (string, error) { return string(kind), nil }

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
		var books memoryBooks
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
		over, stop := context.WithCancel(t.Context())
		stop()
		if err := receiver.Run(over); err != nil { // books what was left, and ends
			t.Fatal(err)
		}
		for _, posting := range books.postings {
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
