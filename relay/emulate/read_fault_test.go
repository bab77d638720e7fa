package emulate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// breaks puts a rule at the API in force.
func (s *server) breaks(t *testing.T, rule relay.FaultRule) relay.FaultRule {
	t.Helper()
	rule.At = relay.AtAPI
	added, err := s.engine.AddFault(t.Context(), rule)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// happens publishes events, a minute apart.
func (s *server) happens(t *testing.T, requests ...relay.PublishRequest) {
	t.Helper()
	for _, request := range requests {
		if _, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{request}, ""); err != nil {
			t.Fatal(err)
		}
		s.clock.Advance(time.Minute)
	}
}

// hits is how often each rule in force has struck, in the order in which they were added.
func (s *server) hits() []int {
	var hits []int
	for _, rule := range s.engine.FaultSet.Rules() {
		hits = append(hits, rule.Hits)
	}
	return hits
}

func marksOf(w *httptest.ResponseRecorder) []string { return w.Header()[relay.ReadFaultHeader] }

// fintoroEvent, moneybirdEvent, finpiloEvent and silverfinEvent are about the record with the id 301, or d-301.
func fintoroEvent(eventType, kind string) relay.PublishRequest {
	return relay.PublishRequest{Provider: "fintoro", Type: eventType, Data: fmt.Appendf(nil, `{"type":%q,"id":301}`, kind)}
}

func moneybirdEvent(eventType, data string) relay.PublishRequest {
	if data == "" {
		return relay.PublishRequest{Provider: "moneybird", Type: eventType, Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"301"}`)}
	}
	return relay.PublishRequest{Provider: "moneybird", Type: eventType, Data: []byte(data)}
}

func finpiloEvent(total int) relay.PublishRequest {
	return relay.PublishRequest{Provider: "finpilo", Type: "document.sent", Data: fmt.Appendf(nil, `{"documentId":"d-301","companyReferenceId":"ENT-00007","total":%d}`, total)}
}

func silverfinEvent() relay.PublishRequest {
	return relay.PublishRequest{Provider: "silverfin", Type: "permanent_document.processed", Data: []byte(`{"id":301,"file_name":"lease.pdf","content":"text"}`)}
}

const (
	draftInvoice = `{"id":"301","administration_id":"123456","invoice_id":null,"draft_id":42,"state":"draft","invoice_date":null,"due_date":"2026-05-18","paid_at":null,"sent_at":null,"next_reminder":null,"updated_at":"2026-05-04T09:30:00.123Z","version":1777887000,"payments":[],"total_paid":"0.0","total_unpaid":"121.0","total_unpaid_base":"121.0","total_price_incl_tax":"121.0","total_price_incl_tax_base":"121.0"}`
	paidInvoice  = `{"id":"301","administration_id":"123456","state":"paid","paid_at":"2026-05-04","updated_at":"2026-05-04T09:30:00.123Z","payments":[{"id":"9"}],"total_paid":"121.0","total_unpaid":"0.0","total_unpaid_base":"0.0","total_price_incl_tax":"121.0"}`
	openInvoice  = `{"id":"301","administration_id":"123456","contact_id":"7","contact":{"id":"7","company_name":"Paper Co"},"state":"open","paid_at":null,"next_reminder":"2026-05-18","due_date":"2026-05-18","payments":[],"total_paid":"0.0","total_unpaid":"121.0","total_unpaid_base":"133.1","total_price_incl_tax":"121.0","total_price_incl_tax_base":"133.1"}`
	estimate     = `{"id":"301","state":"accepted","accepted_at":"2026-05-04","total_price_incl_tax":"121.0"}`
)

// Each fault at each product that it strikes: the product's own shape, and a mark that says whose doing it is.
func TestReadFaults(t *testing.T) {
	t.Parallel()
	const (
		invoice   = fintoroAPI + "/invoices/301"
		moneybird = "/moneybird/api/v2/123456/"
		document  = documentsPath + "/d-301"
		silverfin = "/silverfin/files/301"
		finpilo   = "/finpilo/files/d-301"
	)
	type fields = map[string]any
	created, updated, paid, deleted := fintoroEvent("invoices.created", "invoice"), fintoroEvent("invoices.updated", "invoice"), fintoroEvent("invoices.paid", "invoice"), fintoroEvent("invoices.deleted", "invoice")
	toPaid, toOpen := moneybirdEvent("sales_invoice_state_changed_to_paid", paidInvoice), moneybirdEvent("sales_invoice_state_changed_to_open", openInvoice)
	tests := map[string]struct {
		happened []relay.PublishRequest
		rule     string // NAME[=VALUE]
		path     string
		status   int
		want     fields // of the body, by dotted path; "" is the body as text
		header   map[string]string
		note     string // why it is not applied
	}{
		"fintoro 404": {[]relay.PublishRequest{paid}, "detail-404", invoice, 404, fields{"message": "No query results for model."}, nil, ""},
		"fintoro 429": {[]relay.PublishRequest{paid}, "detail-429=90s", invoice, 429, fields{"message": "Too Many Attempts."}, map[string]string{
			"Retry-After": "90", "X-RateLimit-Limit": "120", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1777896090",
		}, ""},
		"fintoro 404 where no event told of it":      {nil, "detail-404", invoice, 404, fields{"message": "No query results for model."}, nil, ""},
		"fintoro stale, before it was paid":          {[]relay.PublishRequest{created, updated, paid}, "detail-stale", invoice, 200, fields{"status": "unpaid", "payments": []any{}, "note": "Changed 1 times", "issueDate": "2026-05-04"}, nil, ""},
		"fintoro stale, before it changed":           {[]relay.PublishRequest{created, updated}, "detail-stale", invoice, 200, fields{"note": nil}, nil, ""},
		"fintoro stale, before it was there":         {[]relay.PublishRequest{created}, "detail-stale", invoice, 404, fields{"message": "No query results for model."}, nil, ""},
		"fintoro stale, before the first told of it": {[]relay.PublishRequest{paid}, "detail-stale", invoice, 200, fields{"status": "unpaid", "issueDate": "2026-05-04"}, nil, ""},
		"fintoro stale, before the first told its amounts": {
			[]relay.PublishRequest{{Provider: "fintoro", Type: "invoices.paid", Data: paid.Data, Record: []byte(`{"number":"A-1001","issueDate":"2026-05-02","totalWithVat":121.0,"status":"paid","toBePaid":0.0,"payments":[{"id":7,"amount":121.0}]}`)}},
			"detail-stale", invoice, 200, fields{"number": "A-1001", "issueDate": "2026-05-02", "total": 100.0, "totalWithVat": 121.0, "status": "unpaid", "toBePaid": 121.0, "payments": []any{}}, nil, "",
		},
		"fintoro stale, before the first told its deletion": {
			[]relay.PublishRequest{{Provider: "fintoro", Type: "invoices.deleted", Data: paid.Data, Record: []byte(`{"totalWithVat":121.0,"status":"paid"}`)}},
			"detail-stale", invoice, 200, fields{"totalWithVat": 121.0, "status": "paid"}, nil, "",
		},
		"fintoro stale, before its creation told its amounts": {
			[]relay.PublishRequest{{Provider: "fintoro", Type: "invoices.created", Data: paid.Data, Record: []byte(`{"totalWithVat":121.0}`)}}, "detail-stale", invoice, 404, nil, nil, "",
		},
		"fintoro stale, before an update told its amounts": {
			[]relay.PublishRequest{
				{Provider: "fintoro", Type: "invoices.created", Data: paid.Data, Record: []byte(`{"totalWithVat":121.0}`)},
				{Provider: "fintoro", Type: "invoices.updated", Data: paid.Data, Record: []byte(`{"totalWithVat":242.0}`)},
			},
			"detail-stale", invoice, 200, fields{"totalWithVat": 121.0, "note": nil}, nil, "",
		},
		"fintoro stale, before it was deleted":    {[]relay.PublishRequest{created, paid, deleted}, "detail-stale", invoice, 200, fields{"status": "paid"}, nil, ""},
		"fintoro stale where no event told of it": {nil, "detail-stale", invoice, 200, fields{"status": "unpaid"}, nil, "no event has told of it"},
		"fintoro differs once paid":               {[]relay.PublishRequest{created, paid}, "state-differs", invoice, 200, fields{"status": "unpaid", "payments": []any{}}, nil, ""},
		"fintoro differs from what it told of payments": {
			[]relay.PublishRequest{created, {Provider: "fintoro", Type: "invoices.paid", Data: paid.Data, Record: []byte(`{"totalWithVat":121.0,"toBePaid":0.0,"payments":[{"id":7,"amount":121.0}]}`)}},
			"state-differs", invoice, 200, fields{"status": "unpaid", "payments": []any{}, "toBePaid": 121.0}, nil, "",
		},
		"fintoro differs before it is paid": {[]relay.PublishRequest{created}, "state-differs", invoice, 200, fields{"status": "paid", "toBePaid": 0.0, "payments.0.documentId": 301.0}, nil, ""},
		"fintoro differs where nothing is paid": {
			[]relay.PublishRequest{fintoroEvent("clients.created", "client")}, "state-differs", fintoroAPI + "/clients/301", 200, fields{"id": 301.0}, nil, "a client is neither paid nor unpaid",
		},
		"fintoro differs once deleted": {[]relay.PublishRequest{created, deleted}, "state-differs", invoice, 404, fields{"message": "No query results for model."}, nil, "there is no such record"},
		"fintoro file refused":         {[]relay.PublishRequest{paid}, "file-fail", invoice + "/pdf", 503, fields{"message": "Service Unavailable"}, nil, ""},
		"fintoro file forbidden":       {[]relay.PublishRequest{paid}, "file-fail=403", invoice + "/pdf", 403, fields{"message": "This action is unauthorized."}, nil, ""},
		"fintoro file unauthorized": {[]relay.PublishRequest{paid}, "file-fail=401", invoice + "/pdf", 401, fields{"message": "Unauthenticated."}, map[string]string{
			"Www-Authenticate": "Bearer",
		}, ""},
		"fintoro file refused with a code without a name": {[]relay.PublishRequest{paid}, "file-fail=599", invoice + "/pdf", 599, fields{"message": "the read was refused"}, nil, ""},

		"moneybird 404": {[]relay.PublishRequest{toPaid}, "detail-404", moneybird + "sales_invoices/301.json", 404, fields{"error": "record not found"}, nil, ""},
		"moneybird 429": {[]relay.PublishRequest{toPaid}, "detail-429", moneybird + "sales_invoices/301", 429, fields{"": `"Retry later"`}, map[string]string{
			"Retry-After": "1777896030", "RateLimit-Limit": "150", "RateLimit-Remaining": "0", "RateLimit-Reset": "1777896030",
		}, ""},
		"moneybird stale":                         {[]relay.PublishRequest{toOpen, toPaid}, "detail-stale", moneybird + "sales_invoices/301", 200, fields{"state": "open", "total_paid": "0.0"}, nil, ""},
		"moneybird stale, before it was there":    {[]relay.PublishRequest{toPaid}, "detail-stale", moneybird + "sales_invoices/301", 404, fields{"error": "record not found"}, nil, ""},
		"moneybird stale, before it was deleted":  {[]relay.PublishRequest{toPaid, moneybirdEvent("sales_invoice_destroyed", "")}, "detail-stale", moneybird + "sales_invoices/301", 200, fields{"state": "paid"}, nil, ""},
		"moneybird stale, named by another":       {[]relay.PublishRequest{toOpen}, "detail-stale", moneybird + "contacts/7", 404, fields{"error": "record not found"}, nil, ""},
		"moneybird stale, once named by another":  {[]relay.PublishRequest{toOpen, moneybirdEvent("contact_changed", `{"id":"7","company_name":"New Co"}`)}, "detail-stale", moneybird + "contacts/7", 200, fields{"company_name": "Paper Co"}, nil, ""},
		"moneybird stale list":                    {[]relay.PublishRequest{toOpen, toPaid}, "detail-stale", moneybird + "sales_invoices", 200, fields{"0.state": "open"}, map[string]string{"X-Total-Count": "1"}, ""},
		"moneybird stale list, before the record": {[]relay.PublishRequest{toOpen}, "detail-stale", moneybird + "sales_invoices", 200, fields{"": "[]"}, map[string]string{"X-Total-Count": "0"}, ""},
		"moneybird stale list of a contact": {
			[]relay.PublishRequest{moneybirdEvent("contact_person_created", `{"id":"1","contact_id":"7"}`), moneybirdEvent("contact_person_created", `{"id":"2","contact_id":"8"}`)},
			"detail-stale", moneybird + "contacts/7/contact_people", 200, fields{"": "[]"}, nil, "",
		},
		"moneybird differs once paid": {[]relay.PublishRequest{toPaid}, "state-differs", moneybird + "sales_invoices/301", 200, fields{
			"state": "open", "paid_at": nil, "payments": []any{}, "total_paid": "0.0", "total_unpaid": "121.0", "total_unpaid_base": "121.0", "updated_at": "2026-05-04T09:30:01.123Z",
		}, nil, ""},
		"moneybird differs before it is paid": {[]relay.PublishRequest{toOpen}, "state-differs", moneybird + "sales_invoices/301", 200, fields{
			"state": "paid", "paid_at": "2026-05-04", "total_paid": "121.0", "total_unpaid": "0.0", "total_unpaid_base": "0.0", "next_reminder": nil,
			"payments.0.price": "121.0", "payments.0.price_base": "133.1", "payments.0.invoice_id": "301", "payments.0.invoice_type": "SalesInvoice",
		}, nil, ""},
		"moneybird differs from a draft": {[]relay.PublishRequest{moneybirdEvent("sales_invoice_created", draftInvoice)}, "state-differs", moneybird + "sales_invoices/301", 200, fields{
			"state": "open", "draft_id": nil, "invoice_id": "2026-0042", "invoice_date": "2026-05-04", "sent_at": "2026-05-04", "paid_at": nil, "next_reminder": "2026-05-18", "total_unpaid": "121.0", "version": 1777887001.0,
		}, nil, ""},
		"moneybird differs, an estimate": {[]relay.PublishRequest{moneybirdEvent("estimate_mark_accepted", estimate)}, "state-differs", moneybird + "estimates/301", 200, fields{"state": "open", "accepted_at": nil}, nil, ""},
		"moneybird differs from what was told, not from what it is": {
			[]relay.PublishRequest{moneybirdEvent("sales_invoice_state_changed_to_paid", openInvoice)}, "state-differs", moneybird + "sales_invoices/301", 200, fields{"state": "open"}, nil, "the record has another state than was told by itself",
		},
		"moneybird differs in a list":      {[]relay.PublishRequest{toPaid}, "state-differs", moneybird + "sales_invoices.json", 200, fields{"0.state": "open", "0.total_paid": "0.0"}, nil, ""},
		"moneybird differs in no list":     {nil, "state-differs", moneybird + "sales_invoices.json", 200, fields{"": "[]"}, nil, "no event has told of it"},
		"moneybird differs without states": {[]relay.PublishRequest{moneybirdEvent("contact_changed", `{"id":"7"}`)}, "state-differs", moneybird + "contacts/7", 200, fields{"id": "7"}, nil, "the Contact has no state"},
		"moneybird differs in a list without states": {
			[]relay.PublishRequest{moneybirdEvent("contact_changed", `{"id":"7"}`)}, "state-differs", moneybird + "contacts", 200, fields{"0.id": "7"}, nil, "the Contact has no state",
		},
		"moneybird differs without another state": {
			[]relay.PublishRequest{moneybirdEvent("time_entry_created", `{"id":"7","state":"odd"}`)}, "state-differs", moneybird + "time_entries/7", 200, fields{"state": "odd"}, nil, "no other state of a TimeEntry is known here",
		},

		"finpilo 404":                           {[]relay.PublishRequest{finpiloEvent(1)}, "detail-404", document, 404, fields{"error": "no such document"}, nil, ""},
		"finpilo 429":                           {[]relay.PublishRequest{finpiloEvent(1)}, "detail-429=1500ms", document, 429, fields{"error": "too many requests"}, map[string]string{"Retry-After": "2"}, ""},
		"finpilo stale":                         {[]relay.PublishRequest{finpiloEvent(1), finpiloEvent(2)}, "detail-stale", document, 200, fields{"document.total": 1.0, "createdAt": "2026-05-04T09:30:00Z"}, nil, ""},
		"finpilo stale, before it was there":    {[]relay.PublishRequest{finpiloEvent(1)}, "detail-stale", document, 404, fields{"error": "no such document"}, nil, ""},
		"finpilo stale list":                    {[]relay.PublishRequest{finpiloEvent(1), finpiloEvent(2)}, "detail-stale", documentsPath, 200, fields{"documents.0.document.total": 1.0}, nil, ""},
		"finpilo stale list, before the record": {[]relay.PublishRequest{finpiloEvent(1)}, "detail-stale", documentsPath, 200, fields{"documents": []any{}}, nil, ""},
		"finpilo differs":                       {[]relay.PublishRequest{finpiloEvent(1)}, "state-differs", document, 200, fields{"status": "Validated"}, nil, "a document's webhook tells no state"},
		"finpilo file refused":                  {[]relay.PublishRequest{finpiloEvent(1)}, "file-fail", finpilo, 503, fields{"error": "Service Unavailable"}, nil, ""},
		"finpilo file refused as one too many":  {[]relay.PublishRequest{finpiloEvent(1)}, "file-fail=429", finpilo, 429, fields{"error": "too many requests"}, map[string]string{"Retry-After": "1"}, ""},
		"finpilo file lost":                     {[]relay.PublishRequest{finpiloEvent(1)}, "file-fail=404", finpilo, 404, fields{"error": "no such document"}, nil, ""},

		"silverfin file refused": {[]relay.PublishRequest{silverfinEvent()}, "file-fail=500", silverfin, 500, fields{"error": "Internal Server Error"}, nil, ""},
		"silverfin file lost":    {[]relay.PublishRequest{silverfinEvent()}, "file-fail=404", silverfin, 404, fields{"error": "no such document"}, nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wall := relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
			s := newServer(t, func(opt *emulate.Options) { opt.Wall = wall })
			s.happens(t, tt.happened...)
			var rule relay.FaultRule
			rule.Name, rule.Value, _ = strings.Cut(tt.rule, "=")
			rule.First = 1
			rule = s.breaks(t, rule)
			opens := func(r *http.Request) { r.Header.Set("X-API-Key", tokenOf("finpilo")) }
			w := s.ask(t, "GET", tt.path, "", opens)
			mark := tt.rule + " " + rule.ID
			if tt.note != "" {
				mark += "; not applied: " + tt.note
			}
			if diff := cmp.Diff([]string{mark}, marksOf(w)); diff != "" {
				t.Errorf("marked (-want +got):\n%s", diff)
			}
			if w.Code != tt.status {
				t.Fatalf("%d, want %d: %s", w.Code, tt.status, w.Body)
			}
			for header, want := range tt.header {
				if got := strings.Join(w.Header()[header], ", "); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			for path, want := range tt.want {
				if diff := cmp.Diff(want, bodyAt(t, w, path)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", path, diff)
				}
			}
			if diff := cmp.Diff([]int{1}, s.hits()); diff != "" {
				t.Errorf("hits (-want +got):\n%s", diff)
			}
			again := s.ask(t, "GET", tt.path, "", opens)
			if marks := marksOf(again); marks != nil || again.Code >= 429 {
				t.Errorf("the second read: %d, marked %v", again.Code, marks)
			}
			if tt.note == "" && again.Code == w.Code && again.Body.String() == w.Body.String() {
				t.Errorf("the second read says the same: %s", again.Body)
			}
		})
	}
}

// What became of a document that was made here is as late as its send; the document itself is not.
func TestAStaleDocument(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	rc.says(200, `{"accountingReferenceId":"INV-2026-0042"}`)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"`+rc.URL+`","apiKey":"k","enabled":true}`)
	s.validated(t, "d")
	s.mustAsk(t, 202, "POST", documentsPath+"/d/send", "")
	s.settle(t)
	s.breaks(t, relay.FaultRule{Name: "detail-stale", First: 1})
	stale, listed, fresh := s.document(t, "d"), s.ask(t, "GET", documentsPath, ""), s.document(t, "d")
	if stale["status"] != "Validated" || stale["ref"] != nil || stale["can_send"] != true || stale["document"] == nil {
		t.Errorf("before it was sent it is %v", stale)
	}
	if got := bodyAt(t, listed, "documents.0.status"); got != "Validated" {
		t.Errorf("in a list it is %v", got)
	}
	if fresh["status"] != "Sent" || fresh["ref"] != "Ref: INV-2026-0042" {
		t.Errorf("then it is %v", fresh)
	}
}

// bodyAt is a value of a body in JSON, by a dotted path; the body as text where that is empty.
func bodyAt(t *testing.T, w *httptest.ResponseRecorder, path string) any {
	t.Helper()
	if path == "" {
		return w.Body.String()
	}
	var value any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(v) {
				t.Fatalf("there is no %s in a list of %d", part, len(v))
			}
			value = v[i]
		default:
			t.Fatalf("there is nothing at %s in %s", path, w.Body)
		}
	}
	return value
}
