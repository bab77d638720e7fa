package mock

import (
	"net/http"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

// maxStateBytes is more than what any one event may leave in the books of a document.
const maxStateBytes = 64 << 10

// Whatever a body and a detail say: nothing breaks, what is booked is sound, what is kept is bounded, and a claim is the
// same after it was stored, and books nothing when it comes again.
func FuzzReadAndAccount(f *testing.F) {
	f.Add("finpilo", paperInvoice, "")
	f.Add("finpilo", `{"total":999999999999.999999,"subtotal":-999999999999,"taxTotal":"-0.000001","direction":"Outgoing","lineItems":[{"total":1,"dimensions":[{"name":"vatCode","referenceId":"VAT99.99"}]}]}`, "")
	f.Add("finpilo", `{"total":0,"taxTotal":0,"lineItems":[{"total":999999999999,"dimensions":[{"name":"vatCode","referenceId":"VAT99"}]},{"total":-999999999999,"dimensions":[{"name":"vatCode","referenceId":"VAT99.0"}]}]}`, "")
	f.Add("moneybird", birdInvoice("sales_invoice_state_changed_to_paid", "paid", 5, "100.0", "121.0", `,"tax_totals":[{"tax_amount":"21.0"}],"payments":[{"id":"9","price":"121.0"}]`), "")
	f.Add("moneybird", birdPayment("payment_registered", "9", "SalesInvoice", "77", "121.0"), "")
	f.Add("moneybird", birdDeleted("payment_destroyed", "Payment", "9"), "")
	f.Add("moneybird", birdDocument("document_saved", "PurchaseInvoice", "saved", "999999999999.999999", "-999999999999.999999"), "")
	f.Add("bookkeeper", `{"type":"refund.completed","timestamp":"9999-01-01T00:00:00Z","data":{"refund_id":"r/1","amount":"007.10","currency":"EUR"}}`, "")
	f.Add("silverfin", `{"event":"x","document":{"download_url":7}}`, "")
	f.Add("fintoro", thin("invoices.paid", "invoice", 4812, 1), fintoroDocument(4812, "", "paid", `,"payments":[{"id":9,"amount":1,"currency":{"symbol":"USD"}}]`))
	f.Add("fintoro", thin("credit-notes.paid", "creditNote", 5, 1), fintoroDocument(5, "-", "paid", ""))
	f.Add("fintoro", thin("document-payments.created", "documentPayment", 9, 1), `{"id":9,"documentType":"credit--note-","documentId":1,"amount":-1}`)
	f.Fuzz(func(t *testing.T, name, body, detail string) {
		Worth(name, []byte(body))
		for _, p := range products() {
			if p.name() != name {
				continue
			}
			e, err := p.read(http.Header{"Webhook-Id": {"msg_1"}, "Idempotency-Key": {"msg_1"}}, []byte(body))
			if err != nil {
				return
			}
			var l ledger
			tellFuzzed(t, &l, e.claim)
			if e.detail == "" {
				return
			}
			tellFuzzed(t, &l, p.gone(e))
			c, err := p.detailed(e, []byte(detail))
			if err != nil && c != nil {
				t.Fatal("a claim and an error")
			}
			tellFuzzed(t, &l, c)
		}
	})
}

func tellFuzzed(t *testing.T, l *ledger, c *claim) {
	t.Helper()
	if c == nil {
		return
	}
	stored, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var read claim
	if err := json.Unmarshal(stored, &read); err != nil {
		t.Fatalf("%v: %s", err, stored)
	}
	again, err := json.Marshal(&read)
	if diff := cmp.Diff(string(stored), string(again)); err != nil || diff != "" {
		t.Fatalf("stored twice: %v (-once +twice):\n%s", err, diff)
	}
	postings, err := l.settle(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range postings {
		if breaches := check(&postings[i]); len(breaches) > 0 {
			t.Errorf("%+v: %q", postings[i], breaches)
		}
	}
	if more, err := l.settle(&read); err != nil || len(more) > 0 {
		t.Errorf("told again: %v, %+v", err, more)
	}
	for document, state := range l.states {
		if len(document) > 2*maxIDBytes || len(state) > maxStateBytes {
			t.Errorf("%d bytes are kept of the document %q", len(state), document)
		}
	}
}
