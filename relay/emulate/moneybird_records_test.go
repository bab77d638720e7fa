package emulate_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// push is a body as a receiver reads it.
type push struct {
	AdministrationID string         `json:"administration_id"`
	EntityType       string         `json:"entity_type"`
	EntityID         string         `json:"entity_id"`
	Entity           jsontext.Value `json:"entity"`
}

// pushed publishes one event and reads its bodies.
func (s *server) pushed(t *testing.T, request relay.PublishRequest) []push {
	t.Helper()
	request.Provider = "moneybird"
	published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{request}, "")
	if err != nil {
		t.Fatal(err)
	}
	pushes := make([]push, len(published[0].Deliveries))
	for i, d := range published[0].Deliveries {
		if err := json.Unmarshal(d.Body, &pushes[i]); err != nil {
			t.Fatalf("%v: %s", err, d.Body)
		}
	}
	return pushes
}

// Each record that an event names, of a kind whose path the vendor documents, is read back just as it was sent, in the
// administration that it was sent to.
func TestMoneybirdReadsWhatWasSent(t *testing.T) {
	t.Parallel()
	paths := map[string]string{
		"Contact": "contacts", "SalesInvoice": "sales_invoices", "ExternalSalesInvoice": "external_sales_invoices",
		"RecurringSalesInvoice": "recurring_sales_invoices", "Estimate": "estimates", "PurchaseInvoice": "documents/purchase_invoices",
		"Receipt": "documents/receipts", "Payment": "payments", "PurchaseTransaction": "purchase_transactions", "Product": "products",
		"Project": "projects", "TimeEntry": "time_entries", "Subscription": "subscriptions", "SubscriptionTemplate": "subscription_templates",
		"LedgerAccount": "ledger_accounts", "FinancialAccount": "financial_accounts", "TaxRate": "tax_rates", "Identity": "identities",
		"Workflow": "workflows", "DocumentStyle": "document_styles", "User": "users", "CompanyAssetsAsset": "assets",
	}
	s := newServer(t)
	for _, administration := range []string{"123456", "482200000000000123"} {
		if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{
			Provider: "moneybird", URL: "http://h/", Own: fmt.Appendf(nil, `{"administration_id":%q}`, administration),
		}); err != nil {
			t.Fatal(err)
		}
	}
	calls := 0
	caller := func() func(*http.Request) { // there are more reads than one caller may make
		calls++
		return as(fmt.Sprint("caller ", calls/100))
	}
	read, gone := map[string]bool{}, 0
	types, _ := s.engine.EventTypes("moneybird")
	for _, eventType := range types {
		for _, p := range s.pushed(t, relay.PublishRequest{Type: eventType.Name}) {
			path := paths[p.EntityType]
			if p.EntityType == "ContactPerson" && p.Entity.Kind() == jsontext.KindBeginObject {
				path = "contacts/" + field(t, p.Entity, "contact_id") + "/contact_people"
			}
			if path == "" {
				continue
			}
			at := "/moneybird/api/v2/" + p.AdministrationID + "/" + path + "/" + p.EntityID
			if p.Entity.Kind() == jsontext.KindNull {
				gone++
				if w := s.ask(t, "GET", at+".json", "", caller()); w.Code != 404 || w.Body.String() != `{"error":"record not found"}` {
					t.Errorf("%s: %d %s", eventType.Name, w.Code, w.Body)
				}
				continue
			}
			read[p.EntityType] = true
			for _, suffix := range []string{"", ".json"} {
				if w := s.ask(t, "GET", at+suffix, "", caller()); w.Code != 200 || w.Body.String() != string(p.Entity) {
					t.Errorf("%s at %s%s: %d %s\nwant %s", eventType.Name, at, suffix, w.Code, w.Body, p.Entity)
				}
			}
			if p.AdministrationID != "123456" && strings.Contains(string(p.Entity), `"administration_id":"123456"`) {
				t.Errorf("%s belongs to another administration: %s", eventType.Name, p.Entity)
			}
		}
	}
	if len(read) != len(paths)+1 || gone < 20 {
		t.Errorf("read %d kinds of %d, and %d were gone", len(read), len(paths)+1, gone)
	}
}

func field(t *testing.T, object jsontext.Value, name string) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(object, &members); err != nil {
		t.Fatal(err)
	}
	text, _ := members[name].(string)
	return text
}

func TestMoneybirdRecords(t *testing.T) {
	t.Parallel()
	const at = "/moneybird/api/v2/123456/"
	s := newServer(t)
	s.mustAsk(t, 201, "POST", at+"webhooks", `{"url":"http://h/","enabled_events":["sales_invoice","contact","payment"]}`)
	one := func(path string) map[string]any { t.Helper(); return s.mustAsk(t, 200, "GET", at+path, "") }
	gone := func(path string) {
		t.Helper()
		if w := s.ask(t, "GET", at+path, ""); w.Code != 404 || w.Body.String() != `{"error":"record not found"}` {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	sent := s.pushed(t, relay.PublishRequest{
		Type: "sales_invoice_state_changed_to_paid",
		Set:  []relay.SetValue{{Path: "entity.total_price_incl_tax", Text: "99.0"}, {Path: "entity.id", Text: "482200000000000777"}},
	})[0]
	t.Run("with its edits", func(t *testing.T) {
		invoice := one("sales_invoices/482200000000000777.json")
		if invoice["total_price_incl_tax"] != "99.0" || invoice["state"] != "paid" {
			t.Errorf("%v", invoice)
		}
	})
	t.Run("what it names inside", func(t *testing.T) {
		contact := field(t, sent.Entity, "contact_id")
		if got := one("contacts/" + contact); got["id"] != contact || got["company_name"] == nil {
			t.Errorf("%v", got)
		}
		var held struct {
			Payments []struct {
				ID string `json:"id"`
			} `json:"payments"`
		}
		if err := json.Unmarshal(sent.Entity, &held); err != nil {
			t.Fatal(err)
		}
		if got := one("payments/" + held.Payments[0].ID); got["invoice_type"] != "SalesInvoice" {
			t.Errorf("%v", got)
		}
		gone("sales_invoices/" + contact)
	})
	t.Run("another path, or none that was named", func(t *testing.T) {
		for _, path := range []string{"estimates/482200000000000777", "sales_invoices/1", "sales_invoices/abc", "sales_invoices/" + strings.Repeat("4", 300), "contacts/1/contact_people/2"} {
			gone(path)
		}
		if w := s.ask(t, "GET", "/moneybird/api/v2/abc/sales_invoices/482200000000000777", ""); w.Code != 404 || !strings.Contains(w.Body.String(), "Administration") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("in any administration, as its own", func(t *testing.T) {
		invoice := s.mustAsk(t, 200, "GET", "/moneybird/api/v2/555/sales_invoices/482200000000000777", "")
		contact, ok := invoice["contact"].(map[string]any)
		if invoice["administration_id"] != "555" || !ok || contact["administration_id"] != "555" {
			t.Errorf("%v", invoice)
		}
	})
	t.Run("the newest event counts, also where nobody took it", func(t *testing.T) {
		s.pushed(t, relay.PublishRequest{Type: "estimate_created", Data: []byte(`{"id":"7","administration_id":"123456","state":"open"}`)})
		s.pushed(t, relay.PublishRequest{Type: "estimate_mark_accepted", Data: []byte(`{"id":"7","administration_id":"123456","state":"accepted"}`)})
		if got := one("estimates/7"); got["state"] != "accepted" {
			t.Errorf("%v", got)
		}
	})
	t.Run("not once it was deleted", func(t *testing.T) {
		s.pushed(t, relay.PublishRequest{Type: "sales_invoice_destroyed", Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"482200000000000777","state":"paid"}`)})
		gone("sales_invoices/482200000000000777")
	})
	t.Run("looked for as far back as a thousand events", func(t *testing.T) {
		contact := field(t, sent.Entity, "contact_id")
		var later []relay.PublishRequest
		for range 980 {
			later = append(later, relay.PublishRequest{Provider: "moneybird", Type: "todo_created", Data: []byte(`{"id":"1"}`)})
		}
		for _, want := range []int{200, 404} {
			if _, _, err := s.engine.Publish(t.Context(), later, ""); err != nil {
				t.Fatal(err)
			}
			if w := s.ask(t, "GET", at+"contacts/"+contact, ""); w.Code != want {
				t.Errorf("%d, want %d", w.Code, want)
			}
		}
	})
	t.Run("reads only", func(t *testing.T) {
		for _, method := range []string{"POST", "PATCH", "DELETE"} {
			if w := s.ask(t, method, at+"sales_invoices/1.json", "{}"); w.Code != 405 {
				t.Errorf("%s: %d", method, w.Code)
			}
		}
		if w := s.ask(t, "GET", at+"payments.json", ""); w.Code != 404 || !strings.Contains(w.Body.String(), "nothing at this path") {
			t.Errorf("a list that is not documented: %d %s", w.Code, w.Body)
		}
	})
}

func TestMoneybirdLists(t *testing.T) {
	t.Parallel()
	const at = "/moneybird/api/v2/77/contacts.json"
	s := newServer(t)
	if got := read[[]any](t, s, 200, "GET", at, ""); len(got) != 0 {
		t.Errorf("at the start: %v", got)
	}
	for i := range 5 {
		s.pushed(t, relay.PublishRequest{Type: "contact_created", Data: fmt.Appendf(nil, `{"id":"%d","administration_id":"123456"}`, i+1)})
	}
	s.pushed(t, relay.PublishRequest{Type: "contact_changed", Data: []byte(`{"id":"2","administration_id":"123456"}`)})
	s.pushed(t, relay.PublishRequest{Type: "contact_destroyed", Data: []byte(`{"id":"4"}`)})
	link := func(page int, rel string) string {
		return fmt.Sprintf(`<%s%s?page=%d&per_page=2>; rel="%s"`, baseURL, at, page, rel)
	}
	tests := map[string]struct {
		query string
		ids   []string
		link  string
	}{
		"all":            {"", []string{"2", "5", "3", "1"}, ""},
		"the first page": {"?per_page=2", []string{"2", "5"}, link(2, "next")},
		"the last page":  {"?per_page=2&page=2", []string{"3", "1"}, link(1, "prev")},
		"beyond it":      {"?per_page=2&page=3", []string{}, link(2, "prev")},
		"far beyond it":  {"?per_page=100&page=9223372036854775807", []string{}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := s.ask(t, "GET", at+tt.query, "")
			var list []struct {
				ID             string `json:"id"`
				Administration string `json:"administration_id"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
				t.Fatalf("%v: %s", err, w.Body)
			}
			ids := []string{}
			for _, contact := range list {
				ids = append(ids, contact.ID)
				if contact.Administration != "77" {
					t.Errorf("%+v", contact)
				}
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := w.Header().Get("Link"); got != tt.link || w.Header().Get("X-Total-Count") != "4" {
				t.Errorf("Link %q of %s", got, w.Header().Get("X-Total-Count"))
			}
		})
	}
	for _, query := range []string{"?per_page=101", "?per_page=0", "?per_page=x", "?page=-1", "?page=1&per_page=99999999999999999999"} {
		if w := s.ask(t, http.MethodGet, at+query, ""); w.Code != 400 || !strings.Contains(w.Body.String(), "page does not have a valid value") {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
}
