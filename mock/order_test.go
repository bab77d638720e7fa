package mock

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Whatever claims there are about a few documents, in whatever order they come and however often, the books end the same.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(rapid.Custom(drawClaim), 1, 12).Draw(t, "claims")
		order := rapid.Permutation(indexes(len(claims))).Draw(t, "order")
		again := rapid.SliceOfN(rapid.IntRange(0, len(claims)-1), 0, 6).Draw(t, "again")
		var one, other ledger
		for i := range claims {
			tellStored(t, &one, claims[i])
		}
		for _, i := range append(order, again...) {
			tellStored(t, &other, claims[i])
		}
		if diff := cmp.Diff(netOf(t, &one), netOf(t, &other)); diff != "" {
			t.Fatalf("net of the books (-in order +in the order %v, then %v):\n%s\nin order:\n%s\notherwise:\n%s", order, again, diff, &one, &other)
		}
		for _, l := range []*ledger{&one, &other} {
			sound(t, l)
		}
		count := len(other.postings)
		for _, c := range claims {
			if c.Pays != "" { // not an event by itself
				continue
			}
			tellStored(t, &other, c)
		}
		if len(other.postings) != count {
			t.Fatalf("what was known made postings:\n%s", &other)
		}
	})
}

// The same of what the products send.
func TestOrderOfPushesDoesNotMatter(t *testing.T) {
	t.Parallel()
	listed := `,"payments":[{"id":"9","invoice_id":"77","price":"121.0"}]`
	pushes := []string{
		birdInvoice("sales_invoice_created", "draft", 1, "100.0", "121.0", ""),
		birdInvoice("sales_invoice_state_changed_to_open", "open", 2, "100.0", "121.0", ""),
		birdInvoice("sales_invoice_updated", "open", 2, "200.0", "242.0", ""), // within the same second
		birdInvoice("sales_invoice_state_changed_to_paid", "paid", 3, "100.0", "121.0", listed),
		birdInvoice("sales_invoice_state_changed_to_paid", "paid", 3, "100.0", "121.0", ""),
		birdInvoice("sales_invoice_state_changed_to_open", "open", 4, "150.0", "150.0", ""),
		birdInvoice("sales_invoice_state_changed_to_draft", "draft", 4, "150.0", "150.0", ""),
		birdPayment("payment_registered", "9", "SalesInvoice", "77", "121.0"),
		birdPayment("payment_registered", "9", "", "", "121.0"),
		birdPayment("payment_registered", "8", "SalesInvoice", "77", "29.0"),
		birdPayment("payment_linked_to_financial_mutation", "8", "SalesInvoice", "77", "30.0"),
		birdDeleted("payment_destroyed", "Payment", "9"),
		birdDeleted("payment_destroyed", "Payment", "8"),
		birdDeleted("sales_invoice_destroyed", "SalesInvoice", "77"),
	}
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.Permutation(indexes(len(pushes))).Draw(t, "pushes")[:rapid.IntRange(1, len(pushes)).Draw(t, "count")]
		order := rapid.Permutation(some).Draw(t, "order")
		again := rapid.SliceOfN(rapid.SampledFrom(some), 0, 4).Draw(t, "again")
		var one, other ledger
		for _, i := range some {
			tellStored(t, &one, pushClaim(t, pushes[i]))
		}
		for _, i := range append(order, again...) {
			tellStored(t, &other, pushClaim(t, pushes[i]))
		}
		if diff := cmp.Diff(netOf(t, &one), netOf(t, &other)); diff != "" {
			t.Fatalf("net of the books (-%v +%v):\n%s\n%s\notherwise:\n%s", some, append(order, again...), diff, &one, &other)
		}
		sound(t, &other)
		for _, way := range [][]int{some, append(order, again...)} {
			reconciles(t, pushes, way)
		}
	})
}

// reconciles books pushes in an order, and holds the books against them: they are right, and what is wrong with the money of
// one payment is found.
func reconciles(t *rapid.T, pushes []string, way []int) {
	var l ledger
	var owed []relay.Owed
	var booked []relay.Booked
	var postings []relay.BookedPosting
	alive, gone := map[string]bool{}, map[string]bool{}
	heard := map[int]bool{}
	for n, i := range way {
		key, before := fmt.Sprintf("k%02d", i), len(l.postings)
		tellStored(t, &l, pushClaim(t, pushes[i]))
		for _, p := range l.postings[before:] {
			postings = append(postings, relay.BookedPosting{
				Reference: p.Reference, Provider: "moneybird", DedupKey: key, Document: p.Document, Kind: p.Kind, Currency: p.Currency, Entries: p.Entries,
			})
		}
		w := Worth("moneybird", []byte(pushes[i]))
		owed = append(owed, relay.Owed{DeliveryID: fmt.Sprintf("d%02d", n), EventID: fmt.Sprintf("e%02d", i), Provider: "moneybird", DedupKey: key, State: relay.Delivered, Worth: w})
		if !heard[i] {
			booked = append(booked, relay.Booked{Provider: "moneybird", DedupKey: key})
		}
		heard[i] = true
		gone[w.Document] = gone[w.Document] || w.Deleted
		for _, part := range append(w.Parts, w) {
			if part.Payment != "" {
				alive[part.Payment] = true
			}
		}
	}
	if got := relay.Reconcile(owed, booked, postings); !got.Reconciled() {
		t.Fatalf("in the order %v the books are right, and judged %+v:\n%s", way, got, &l)
	}
	maps.DeleteFunc(alive, func(payment string, _ bool) bool { return gone[payment] })
	money := slices.IndexFunc(postings, func(p relay.BookedPosting) bool { return p.Document == "SalesInvoice/77/payment" })
	if len(alive) != 1 || money < 0 || gone["SalesInvoice/77"] {
		return
	}
	twice := postings[money]
	twice.Reference = "PAY-99"
	if got := relay.Reconcile(owed, booked, append(postings, twice)); got.Differing.Count+got.Doubled.Count == 0 {
		t.Fatalf("in the order %v money is booked twice, and judged %+v:\n%s", way, got, &l)
	}
}

func pushClaim(t *rapid.T, push string) *claim {
	e, err := moneybird{}.read(http.Header{"Idempotency-Key": {"1"}}, []byte(push))
	if err != nil || e.claim == nil {
		t.Fatalf("%v: %s", err, push)
	}
	return e.claim
}

// A deletion that is known first leaves nothing to book, and one that comes last leaves nothing standing.
func TestWhatIsDeletedIsNotInTheBooks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(rapid.Custom(drawClaim), 1, 8).Draw(t, "claims")
		var first, last ledger
		for document := range invoices {
			tellStored(t, &first, &claim{Document: fmt.Sprintf("invoice/%d", document), Deleted: true})
		}
		for _, c := range claims {
			tellStored(t, &first, c)
			tellStored(t, &last, c)
		}
		for document := range invoices {
			tellStored(t, &last, &claim{Document: fmt.Sprintf("invoice/%d", document), Deleted: true})
		}
		for key := range netOf(t, &last) {
			if !slices.Contains(paymentDocuments(), key.document) {
				t.Fatalf("%v is left:\n%s", key, &last)
			}
		}
		for _, p := range first.postings {
			if !slices.Contains(paymentDocuments(), p.Document) {
				t.Fatalf("%s of a deleted document was booked:\n%s", p.Reference, &first)
			}
		}
	})
}

const invoices, moneys = 2, 3

func paymentDocuments() []string {
	var all []string
	for i := range moneys {
		all = append(all, fmt.Sprintf("Payment/%d", i))
	}
	return all
}

// drawClaim draws a claim about one of a few documents.
func drawClaim(t *rapid.T) *claim {
	at := order{Version: rapid.Int64Range(0, 2).Draw(t, "version"), At: rapid.Int64Range(0, 1).Draw(t, "at")}
	money := rapid.Custom(func(t *rapid.T) payment {
		return payment{
			ID: fmt.Sprint(rapid.IntRange(0, moneys-1).Draw(t, "payment")), Order: order{At: rapid.Int64Range(0, 1).Draw(t, "at")}, Amount: drawAmount(t),
			Currency: rapid.SampledFrom([]string{"", "EUR", "USD"}).Draw(t, "currency"),
		}
	})
	document := rapid.IntRange(0, invoices-1).Draw(t, "document")
	c := &claim{Document: fmt.Sprintf("invoice/%d", document), Order: at, Side: []side{sold, bought}[document]}
	switch rapid.SampledFrom([]string{"worth", "worth", "worth", "draft", "deleted", "paid", "payment", "payment gone", "payment alone"}).Draw(t, "what") {
	case "worth":
		c.Paid = rapid.SampledFrom([]paidness{"", paid, unpaid}).Draw(t, "paid")
		c.Worth = drawWorth(t, c.Side)
		c.Money, c.PaidBy = rapid.SliceOfN(money, 0, 2).Draw(t, "money"), "Payment/"
	case "draft":
		c.Draft = true
	case "deleted":
		return &claim{Document: c.Document, Deleted: true}
	case "paid":
		c.Paid = paid
	case "payment":
		c.Money, c.PaidBy = []payment{money.Draw(t, "money")}, "Payment/"
	case "payment gone":
		return &claim{Document: "Payment/" + fmt.Sprint(rapid.IntRange(0, moneys-1).Draw(t, "payment")), Deleted: true}
	case "payment alone":
		p := money.Draw(t, "money")
		return &claim{Document: "Payment/" + p.ID, Order: at, Worth: &worth{
			Kind: relay.PaymentPosting, Currency: "EUR", Total: p.Amount, Lines: sold.lines(p.Amount),
		}}
	}
	return c
}

func drawAmount(t *rapid.T) decimal.Decimal {
	return decimal.MustNew(rapid.Int64Range(-300, 300).Draw(t, "cents"), 2)
}

func drawWorth(t *rapid.T, direction side) *worth {
	net, vat := drawAmount(t), drawAmount(t)
	total, err := plus(net, vat)
	if err != nil {
		t.Fatal(err)
	}
	rate := rapid.SampledFrom([]string{"", "9", "21"}).Draw(t, "rate")
	f := figures{total: total, net: &net, vat: &vat, lines: []vatLine{{rate: rate, vat: vat}}}
	book := f.sold
	if direction == bought {
		book = f.bought
	}
	w, err := book(relay.InvoicePosting, "document", rapid.SampledFrom([]string{"EUR", "USD"}).Draw(t, "currency"))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// tellStored books a claim as one that was stored on the way.
func tellStored(t *rapid.T, l *ledger, c *claim) {
	stored, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var read claim
	if err := json.Unmarshal(stored, &read); err != nil {
		t.Fatal(err)
	}
	postings, err := l.settle(&read)
	if err != nil {
		t.Fatal(err)
	}
	l.postings = append(l.postings, postings...)
}

// netKey is what must be equal at the end.
type netKey struct{ document, account, currency string }

// netOf adds the books up; what is zero is left out.
func netOf(t *rapid.T, l *ledger) map[netKey]string {
	sums := map[netKey]decimal.Decimal{}
	for _, p := range l.postings {
		for _, e := range p.Entries {
			amount, sign := e.Debit, ""
			if amount == "" {
				amount, sign = e.Credit, "-"
			}
			key := netKey{p.Document, e.Account, p.Currency}
			sum, err := plus(sums[key], decimal.MustParse(sign+amount))
			if err != nil {
				t.Fatal(err)
			}
			sums[key] = sum
		}
	}
	maps.DeleteFunc(sums, func(_ netKey, sum decimal.Decimal) bool { return sum.IsZero() })
	shown := map[netKey]string{}
	for key, sum := range sums {
		shown[key] = sum.Trim(0).String()
	}
	return shown
}

// sound checks what holds of all postings together.
func sound(t *rapid.T, l *ledger) {
	seen, first := map[string]*relay.Posting{}, map[string]string{}
	for i := range l.postings {
		p := &l.postings[i]
		if breaches := check(p); len(breaches) > 0 || seen[p.Reference] != nil {
			t.Fatalf("%s: %q, given before: %v\n%s", p.Reference, breaches, seen[p.Reference] != nil, l)
		}
		seen[p.Reference] = p
		amended := seen[p.Amends]
		if p.Amends != "" && (amended == nil || amended.Document != p.Document || amended.Amends != "") {
			t.Fatalf("%s amends %s, which is no document's own:\n%s", p.Reference, p.Amends, l)
		}
		if p.Amends == "" && p.Kind != relay.PaymentPosting {
			if first[p.Document] != "" {
				t.Fatalf("%s has the references %s and %s:\n%s", p.Document, first[p.Document], p.Reference, l)
			}
			first[p.Document] = p.Reference
		}
	}
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
