package mock_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

func TestAnswersAndDuplicates(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status    int
		body      string
		reference string
		dedupKey  string
		eventType string
		postings  []string
	}{
		"finpilo":    {200, `{"accountingReferenceId":"` + firstInvoice + `"}`, firstInvoice, "3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10", "document.sent", []string{firstInvoice}},
		"fintoro":    {204, "", "", "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", "invoices.paid", nil},
		"moneybird":  {200, `{}`, firstInvoice, "5f0f3d0e-2a8b-4b1e-9a3e-6c1f3f0f9b21", "sales_invoice_state_changed_to_paid", []string{firstInvoice, firstPayment}},
		"silverfin":  {204, "", "", "sha256:7f33d1ceb40dc37e23b445133fc003f29885c318d2c4756b492f1dc5bbb97c95", "permanent_document.processed", nil},
		"bookkeeper": {200, `{"received":true}`, firstPayment, "msg_01HXEXAMPLE0000000000001", "payment.confirmed", []string{firstPayment}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := vectors(t)[name]
			b := newRig(t, keyring{name: request.keys}, request.now)
			for i, verdict := range []relay.Verdict{relay.Accepted, relay.Duplicate, relay.Duplicate} {
				answer := request.post(b)
				if answer.Code != test.status || answer.Body.String() != test.body {
					t.Errorf("request %d: answered %d %s, want %d %s", i+1, answer.Code, answer.Body, test.status, test.body)
				}
				receipt := b.receipts(t)[i]
				if receipt.Verdict != verdict || receipt.Reference != test.reference || receipt.DedupKey != test.dedupKey ||
					receipt.EventType != test.eventType || receipt.Provider != name || receipt.Status != test.status {
					t.Errorf("request %d: receipt %+v", i+1, receipt)
				}
			}
			var postings []string
			for _, posting := range b.postings(t) {
				postings = append(postings, posting.Reference)
			}
			if diff := cmp.Diff(test.postings, postings); diff != "" {
				t.Errorf("postings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReceiptHoldsTheRequestWithoutTheKey(t *testing.T) {
	t.Parallel()
	request := vectors(t)["finpilo"]
	request.path = "/finpilo?tenant=7"
	var told []relay.Receipt
	b := newRigWith(t, mock.Options{
		Keys: keyring{"finpilo": request.keys}, Clock: relay.NewVirtualClock(vectorTime), OnReceipt: func(r relay.Receipt) { told = append(told, r) },
	})
	request.post(b)
	want := relay.Receipt{
		Row: 1, ID: relay.NewIDs(relay.Chance{}, 0).New(relay.ReceiptPrefix, vectorTime), Provider: "finpilo", ReceivedAt: vectorTime,
		Verdict: relay.Accepted, Problem: "file not read: no API of finpilo is known", EventType: "document.sent", DedupKey: "3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10", Reference: firstInvoice,
		Request: relay.Request{
			Method: "POST", URL: "http://example.com/finpilo?tenant=***", Body: []byte(finpiloInvoice),
			Headers: []relay.Header{{Name: "Authorization", Value: "Bearer ***"}},
		},
		Status: 200, Answer: []byte(`{"accountingReferenceId":"` + firstInvoice + `"}`),
	}
	if diff := cmp.Diff([]relay.Receipt{want}, told); diff != "" {
		t.Errorf("OnReceipt (-want +got):\n%s", diff)
	}
	if stored, err := b.books.Receipt(t.Context(), want.ID); err != nil || !cmp.Equal(&want, stored) {
		t.Errorf("the stored receipt differs (-want +got): %v\n%s", err, cmp.Diff(&want, stored))
	}
	posting := relay.Posting{
		Reference: firstInvoice, Kind: relay.InvoicePosting, Document: "document/" + want.DedupKey, Provider: "finpilo", DedupKey: want.DedupKey, ReceiptID: want.ID, Text: "Invoice A-1001", Currency: "EUR",
		PostedAt: vectorTime,
		Entries: []relay.Entry{
			{Account: "expenses", Debit: "100.00"}, {Account: "input_vat", Debit: "21.00"}, {Account: "trade_payables", Credit: "121.00"},
		},
	}
	if diff := cmp.Diff([]relay.Posting{posting}, b.postings(t)); diff != "" {
		t.Errorf("the books (-want +got):\n%s", diff)
	}
}

func TestThePathOfAllProducts(t *testing.T) {
	t.Parallel()
	for name, request := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, keyring{request.product: request.keys}, request.now)
			whole := request.but(func(w *webhook) { w.path = "/" })
			whole.post(b)
			unsigned := whole.but(func(w *webhook) { w.headers = nil })
			unsigned.post(b)
			cut := whole.but(func(w *webhook) { w.body = w.body[:len(w.body)/2] })
			cut.post(b)
			want := []relay.Verdict{relay.Accepted, relay.Rejected, relay.Rejected}
			switch request.product {
			case "finpilo":
				want[2] = relay.Unreadable // its key says nothing about the body
			}
			for i, receipt := range b.receipts(t) {
				if receipt.Provider != request.product || receipt.Verdict != want[i] {
					t.Errorf("request %d: %s %s, want %s %s", i+1, receipt.Provider, receipt.Verdict, request.product, want[i])
				}
			}
		})
	}
}

func TestWhatIsNoWebhook(t *testing.T) {
	t.Parallel()
	large := strings.Repeat(" ", 2<<20) + "{}"
	tests := map[string]struct {
		method, path, body string
		status             int
		verdict            relay.Verdict // empty: no receipt
	}{
		"GET":                                 {"GET", "/fintoro", "", 405, ""},
		"PUT to the path of all":              {"PUT", "/", "{}", 405, ""},
		"an unknown path":                     {"POST", "/quickbooks", "{}", 404, relay.Unreadable},
		"GET of an unknown path":              {"GET", "/quickbooks", "", 404, ""},
		"an unknown path, 3 MiB":              {"POST", "/x", large + large, 413, relay.Unreadable},
		"an unknown path that begins alike":   {"POST", "/fintorohooks", "{}", 404, relay.Unreadable},
		"a path below a product's is its own": {"POST", "/fintoro/hooks", "{}", 400, relay.Unreadable},
		"nobody's body":                       {"POST", "/", `{"hello":"world"}`, 400, relay.Unreadable},
		"nothing at all":                      {"POST", "/", "", 400, relay.Unreadable},
		"a body over 2 MiB":                   {"POST", "/fintoro", large, 413, relay.Unreadable},
		"no JSON":                             {"POST", "/silverfin", "event=export.created", 400, relay.Unreadable},
		"a key given twice":                   {"POST", "/silverfin", `{"event":"a","event":"b"}`, 400, relay.Unreadable},
		"a key in another casing":             {"POST", "/silverfin", `{"Event":"a"}`, 400, relay.Unreadable},
		"invalid UTF-8":                       {"POST", "/silverfin", "{\"event\":\"\xff\"}", 400, relay.Unreadable},
		"a byte order mark":                   {"POST", "/silverfin", "\ufeff{\"event\":\"a\"}", 400, relay.Unreadable},
		"a second value behind the first":     {"POST", "/silverfin", `{"event":"a"}{}`, 400, relay.Unreadable},
		"an event without its id":             {"POST", "/bookkeeper", `{"type":"payment.confirmed"}`, 400, relay.Unreadable},
		"a push without webhook_token":        {"POST", "/moneybird", `{"action":"contact_created"}`, 400, relay.Unreadable},
		"Moneybird's probe":                   {"POST", "/moneybird", "{}", 200, ""},
		"Moneybird's probe, empty":            {"POST", "/moneybird", "", 200, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, keyring{}, vectorTime)
			answer := httptest.NewRecorder()
			b.ServeHTTP(answer, httptest.NewRequest(test.method, test.path, strings.NewReader(test.body)))
			if answer.Code != test.status {
				t.Errorf("answered %d %s, want %d", answer.Code, answer.Body, test.status)
			}
			var verdict relay.Verdict
			for _, receipt := range b.receipts(t) {
				verdict += receipt.Verdict
			}
			if verdict != test.verdict {
				t.Errorf("receipt %q, want %q", verdict, test.verdict)
			}
		})
	}
}

func TestConcurrentDuplicatesBookOnce(t *testing.T) {
	t.Parallel()
	request := vectors(t)["finpilo"]
	b := newRig(t, keyring{"finpilo": request.keys}, request.now)
	var group sync.WaitGroup
	bodies := make([]string, 32)
	for i := range bodies {
		group.Go(func() {
			answer := request.post(b)
			bodies[i] = answer.Body.String()
		})
	}
	group.Wait()
	for _, body := range bodies {
		if body != `{"accountingReferenceId":"`+firstInvoice+`"}` {
			t.Errorf("answered %s", body)
		}
	}
	if len(b.postings(t)) != 1 || len(b.receipts(t)) != len(bodies) {
		t.Errorf("%d postings, %d receipts", len(b.postings(t)), len(b.receipts(t)))
	}
}

func TestTroubleOfItsOwn(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		keys    mock.Keys
		books   error
		status  int
		problem string // of the receipt; empty: none could be kept
	}{
		"the books are shut":     {keyring{}, relay.ErrUnavailable, 503, ""},
		"the books are broken":   {keyring{}, errors.New("torn page"), 500, ""},
		"the secrets are broken": {keyring{"broken": {}}, nil, 500, "the secrets could not be read: the keyring is broken"},
		"something panics":       {panicKeys{}, nil, 500, "the receiver broke: no keyring at all"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &rig{books: openBooks(t)}
			options := mock.Options{Books: b.books, Keys: test.keys, Clock: relay.NewVirtualClock(vectorTime), IDs: relay.NewIDs(relay.Chance{}, 0)}
			if test.books != nil {
				options.Books = shutBooks{test.books}
			}
			receiver, err := mock.New(options)
			if err != nil {
				t.Fatal(err)
			}
			answer := vectors(t)["silverfin"].post(receiver)
			if answer.Code != test.status || !strings.HasPrefix(answer.Body.String(), `{"error":`) {
				t.Errorf("answered %d %s, want %d", answer.Code, answer.Body, test.status)
			}
			problem := ""
			for _, receipt := range b.receipts(t) {
				problem += receipt.Problem
			}
			if problem != test.problem {
				t.Errorf("receipt says %q, want %q", problem, test.problem)
			}
			if strings.Contains(answer.Body.String(), "no keyring at all") {
				t.Error("the panic reached the client")
			}
		})
	}
}

type panicKeys struct{}

func (panicKeys) Keys(context.Context, string) ([]mock.Key, error) { panic("no keyring at all") }

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := mock.New(mock.Options{Books: shutBooks{}, Keys: keyring{}, Clock: relay.RealClock{}})
	if err == nil || err.Error() != "mock: Options.IDs is missing" {
		t.Errorf("New: %v", err)
	}
}

func TestServer(t *testing.T) {
	t.Parallel()
	request := vectors(t)["fintoro"]
	b := newRig(t, keyring{"fintoro": request.keys}, request.now)
	server, err := mock.Listen("127.0.0.1:0", b, relay.ServerLimits{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- server.Run(ctx) }()
	sent := request.request()
	sent.RequestURI = ""
	sent.URL, err = sent.URL.Parse(server.URL + request.path)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(sent)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Errorf("answered %d", resp.StatusCode)
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := server.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestServerThatNeverRan(t *testing.T) {
	t.Parallel()
	server, err := mock.Listen("127.0.0.1:0", http.NotFoundHandler(), relay.ServerLimits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := server.Run(t.Context()); err != nil {
		t.Errorf("Run after Close: %v", err)
	}
}
