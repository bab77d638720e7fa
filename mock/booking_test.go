package mock_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

func TestBooking(t *testing.T) {
	t.Parallel()
	push := func(action, state, entity string) string {
		return fmt.Sprintf(`{"webhook_token":"t","action":%q,"state":%q,"entity":%s}`, action, state, entity)
	}
	invoice := `{"invoice_id":"2026-0042","currency":"EUR","total_price_incl_tax":"121.0","total_price_excl_tax":"100.0"}`
	data := func(eventType, data string) string { return fmt.Sprintf(`{"type":%q,"data":%s}`, eventType, data) }
	paid := `{"reference_id":"INV-7","amount":"121.00","currency":"EUR"}`
	tests := map[string]struct {
		product, body string
		want          string // currency, text, entries; empty: nothing is booked
		problem       string
	}{
		"finpilo, incoming":          {"finpilo", finpiloInvoice, "EUR Invoice A-1001: Dr expenses 100.00, Dr input_vat 21.00, Cr trade_payables 121.00", ""},
		"finpilo, outgoing":          {"finpilo", `{"direction":"Outgoing","currency":"USD","taxTotal":"0","total":"10.5"}`, "USD : Dr receivables 10.5, Cr revenue 10.5", ""},
		"finpilo, a credit note":     {"finpilo", `{"taxTotal":-21,"total":-121}`, "XXX : Dr trade_payables 121, Cr expenses 100, Cr input_vat 21", ""},
		"finpilo, a delivery note":   {"finpilo", `{"documentType":"Delivery Note","documentNumber":7,"total":null}`, "XXX Delivery Note 7:", ""},
		"finpilo, total as words":    {"finpilo", `{"total":"a lot"}`, "", `not booked: total is no amount: "\"a lot\""`},
		"finpilo, total too exact":   {"finpilo", `{"total":0.1234567}`, "", `not booked: total is no amount: "0.1234567"`},
		"finpilo, total as exponent": {"finpilo", `{"total":1e2}`, "", `not booked: total is no amount: "1e2"`},
		"finpilo, tax as object":     {"finpilo", `{"total":1,"taxTotal":{}}`, "", `not booked: taxTotal is no amount: "{}"`},
		"finpilo, no currency code":  {"finpilo", `{"total":1,"currency":"euro"}`, "", `not booked: currency is no ISO code: "\"euro\""`},

		"moneybird, created as open":     {"moneybird", push("sales_invoice_created", "open", invoice), "EUR sales_invoice_created 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0", ""},
		"moneybird, created as draft":    {"moneybird", push("sales_invoice_created", "draft", invoice), "", ""},
		"moneybird, opened":              {"moneybird", push("sales_invoice_state_changed_to_open", "open", invoice), "EUR sales_invoice_state_changed_to_open 2026-0042: Dr receivables 121.0, Cr revenue 100.0, Cr output_vat 21.0", ""},
		"moneybird, external, no net":    {"moneybird", push("external_sales_invoice_state_changed_to_open", "open", `{"reference":"X1","currency":"EUR","total_price_incl_tax":"50"}`), "EUR external_sales_invoice_state_changed_to_open X1: Dr receivables 50, Cr revenue 50", ""},
		"moneybird, paid":                {"moneybird", push("sales_invoice_state_changed_to_paid", "paid", invoice), "EUR sales_invoice_state_changed_to_paid 2026-0042: Dr bank 121.0, Cr receivables 121.0", ""},
		"moneybird, payment":             {"moneybird", push("payment_registered", "", `{"invoice_id":"48","price":"121.0"}`), "EUR payment_registered 48: Dr bank 121.0, Cr receivables 121.0", ""},
		"moneybird, late":                {"moneybird", push("sales_invoice_state_changed_to_late", "late", invoice), "", ""},
		"moneybird, an estimate":         {"moneybird", push("estimate_created", "open", invoice), "", ""},
		"moneybird, a contact":           {"moneybird", push("contact_created", "", `{"id":"1"}`), "", ""},
		"moneybird, deleted":             {"moneybird", push("sales_invoice_destroyed", "", "null"), "", ""},
		"moneybird, paid without amount": {"moneybird", push("sales_invoice_state_changed_to_paid", "paid", `{}`), "", "not booked: total_price_incl_tax is missing"},

		"bookkeeper, payment":          {"bookkeeper", data("payment.confirmed", paid), "EUR payment.confirmed INV-7: Dr bank 121.00, Cr receivables 121.00", ""},
		"bookkeeper, transaction":      {"bookkeeper", data("transaction.completed", `{"transaction_id":"txn_1","amount":5,"currency":"EUR"}`), "EUR transaction.completed txn_1: Dr bank 5, Cr receivables 5", ""},
		"bookkeeper, refund initiated": {"bookkeeper", data("refund.initiated", paid), "EUR refund.initiated INV-7: Dr receivables 121.00, Cr refunds_payable 121.00", ""},
		"bookkeeper, refund completed": {"bookkeeper", data("refund.completed", paid), "EUR refund.completed INV-7: Dr refunds_payable 121.00, Cr bank 121.00", ""},
		"bookkeeper, funds depleted":   {"bookkeeper", data("funds.depleted", paid), "", ""},
		"bookkeeper, data missing":     {"bookkeeper", `{"type":"payment.confirmed"}`, "", "not booked: data.amount is missing; an endpoint's field map may leave it out or rename it"},
		"bookkeeper, amount renamed":   {"bookkeeper", data("payment.confirmed", `{"transaction_id":"txn_1","total":"121.00","currency":"EUR"}`), "", "not booked: data.amount is missing; an endpoint's field map may leave it out or rename it"},
		"bookkeeper, others renamed":   {"bookkeeper", data("payment.confirmed", `{"transaction_id":"txn_1","ref":"INV-7","amount":"121.00","money":"EUR"}`), "XXX payment.confirmed txn_1: Dr bank 121.00, Cr receivables 121.00", ""},
		"fintoro has no amounts":       {"fintoro", `{"id":"1","type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":1}}`, "", ""},
		"silverfin has no amounts":     {"silverfin", `{"event":"export.created","webhook":{},"company":{}}`, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, keyring{}, vectorTime)
			unsigned(test.product, test.body).post(b)
			receipt := b.receipt(t)
			problem := strings.TrimPrefix(strings.TrimPrefix(receipt.Problem, "not verified: no secret known"), "; ")
			if receipt.Verdict != relay.Accepted || problem != test.problem {
				t.Errorf("%s %q, want accepted %q", receipt.Verdict, problem, test.problem)
			}
			got := ""
			for _, posting := range b.postings(t) {
				got += posted(posting)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
		})
	}
}

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

func posted(p relay.Posting) string {
	var entries []string
	for _, e := range p.Entries {
		if e.Debit != "" {
			entries = append(entries, " Dr "+e.Account+" "+e.Debit)
		}
		if e.Credit != "" {
			entries = append(entries, " Cr "+e.Account+" "+e.Credit)
		}
	}
	return p.Currency + " " + p.Text + ":" + strings.Join(entries, ",")
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
				t.Errorf("off by %v: %s", sum, posted(*posting))
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
