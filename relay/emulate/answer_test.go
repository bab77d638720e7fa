package emulate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Every call in the order an app makes them, with those that a step forbids. {id} is the newest id answered.
func TestAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"fintoro": {
			`GET /fintoro/api/public/v1/webhook-subscriptions`,
			`POST /fintoro/api/public/v1/webhook-subscriptions {"name":"ERP sync","url":"https://example.com/webhooks/fintoro","isActive":true,"subscribedEvents":["invoices.created","invoices.updated"]}`,
			`POST /fintoro/api/public/v1/webhook-subscriptions {"name":null,"url":"http://127.0.0.1:3000/x","isActive":false,"subscribedEvents":["invoices.paid"]}`,
			`GET /fintoro/api/public/v1/webhook-subscriptions/{id}`,
			`GET /fintoro/api/public/v1/webhook-subscriptions`,
			`DELETE /fintoro/api/public/v1/webhook-subscriptions/{id}`,
			`GET /fintoro/api/public/v1/webhook-subscriptions/{id}`,
		},
		"moneybird": {
			`GET /moneybird/api/v2/123/webhooks.json`,
			`POST /moneybird/api/v2/123/webhooks.json {"url":"https://user:pass@example.com/hooks?token=t","enabled_events":["contact_created","estimate"]}`,
			`POST /moneybird/api/v2/123/webhooks {"webhook":{"url":"http://127.0.0.1:3000/legacy"}}`,
			`GET /moneybird/api/v2/123/webhooks`,
			`GET /moneybird/api/v2/124/webhooks`,
			`PATCH /moneybird/api/v2/123/webhooks/{id}/deactivate.json`,
			`PATCH /moneybird/api/v2/123/webhooks/{id}/activate`,
			`GET /moneybird/api/v2/administrations.json`,
			`GET /moneybird/api/v2/123/sales_invoices.json`,
			`DELETE /moneybird/api/v2/123/webhooks/{id}.json`,
			`POST /moneybird/api/v2/123/webhooks.json {"url":"http://127.0.0.1:3000/all","enabled_events":[]}`,
			`DELETE /moneybird/api/v2/123/webhooks/{id}`,
			`GET /moneybird/api/v2/123/webhooks.json`,
		},
		"silverfin": {
			`GET /silverfin/api/v4/f/1001/webhooks`,
			`POST /silverfin/api/v4/f/1001/webhooks {"url":"http://localhost:9000/silverfin","events":["permanent_document.processed","export.created"]}`,
			`GET /silverfin/api/v4/f/1001/webhooks`,
			`GET /silverfin/api/v4/f/1002/webhooks`,
			`DELETE /silverfin/api/v4/f/1001/webhooks/{id}`,
			`GET /silverfin/api/v4/f/1001/webhooks`,
			`POST /silverfin/api/v4/f/1001/syncs/webhooks {"url":"http://localhost:9000/silverfin","events":["sync.requested"]}`,
			`GET /silverfin/api/v4/f/1001/syncs/webhooks`,
			`DELETE /silverfin/api/v4/f/1001/syncs/webhooks/{id}`,
			`GET /silverfin/api/v4/f/1001/user/firm`,
			`POST /silverfin/f/1001/oauth/token {"grant_type":"authorization_code","client_id":"c","client_secret":"s","code":"x"}`,
		},
		"finpilo": {
			`GET /finpilo/api/v1/workspace/webhook`,
			`PUT /finpilo/api/v1/workspace/webhook {"url":"http://127.0.0.1:3000/finpilo","apiKey":"local-dev-key","enabled":true}`,
			`GET /finpilo/api/v1/workspace/webhook`,
			`PUT /finpilo/api/v1/workspace/webhook {"url":"http://127.0.0.1:3000/finpilo","apiKey":"","enabled":false}`,
			`PUT /finpilo/api/v1/workspace/webhook {"url":"","enabled":false}`,
			`GET /finpilo/api/v1/workspace/webhook`,
			`DELETE /finpilo/api/v1/workspace/webhook`,
			`GET /finpilo/api/v1/workspace/webhook`,
			`GET /finpilo/api/v1/companies/ENT-00007/webhook`,
			`PUT /finpilo/api/v1/companies/ENT-00007/webhook {"custom":true,"url":"","apiKey":"entity-key","enabled":true}`,
			`GET /finpilo/api/v1/companies/ENT-00007/webhook`,
			`GET /finpilo/api/v1/companies/ENT-00007/documents`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents {"documentId":"d-1","documentType":"Invoice","documentNumber":"A-1","currency":"EUR","total":121.00}`,
			`PATCH /finpilo/api/v1/companies/ENT-00007/documents/d-1 {"total":242.00,"comment":"twice"}`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents/d-1/send`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents/d-1/validate`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents/d-1/send`,
			`GET /finpilo/api/v1/companies/ENT-00007/documents/d-1`,
			`PUT /finpilo/api/v1/companies/ENT-00007/documents/d-1 {"total":1}`,
			`PUT /finpilo/api/v1/companies/ENT-00007/webhook {"custom":true,"url":"http://127.0.0.1:3000/entity","enabled":true}`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents/d-1/send`,
			`POST /finpilo/api/v1/companies/ENT-00007/documents/d-1/send`,
			`GET /finpilo/api/v1/companies/ENT-00007/documents?limit=1`,
			`POST /finpilo/api/v1/companies/ENT-00008/documents`,
		},
		"bookkeeper": {
			`GET /bookkeeper/v1/endpoints`,
			`POST /bookkeeper/v1/endpoints {"url":"http://127.0.0.1:3000/payments","events":["payment.confirmed","refund.initiated"],"urls":{"refund.initiated":"http://127.0.0.1:3000/refunds"}}`,
			`POST /bookkeeper/v1/endpoints {"url":"http://127.0.0.1:3000/all"}`,
			`GET /bookkeeper/v1/endpoints`,
			`PATCH /bookkeeper/v1/endpoints/{id} {"name":"ERP","fields":{"amount":"total","event_id":"ref"},"urls":{"payment.confirmed":"http://127.0.0.1:3000/paid"}}`,
			`GET /bookkeeper/v1/endpoints/{id}`,
			`PUT /bookkeeper/v1/endpoints/{id} {"url":"http://127.0.0.1:3000/whole","events":["payment.confirmed"]}`,
			`GET /bookkeeper/v1/metrics`,
			`GET /bookkeeper/v1/deliveries`,
			`DELETE /bookkeeper/v1/endpoints/{id}`,
			`GET /bookkeeper/v1/endpoints`,
		},
	}
	for name, calls := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			var got strings.Builder
			id := ""
			for _, line := range calls {
				method, rest, _ := strings.Cut(strings.ReplaceAll(line, "{id}", id), " ")
				path, body, _ := strings.Cut(rest, " ")
				w := s.ask(t, method, path, body)
				fmt.Fprintf(&got, "> %s\n%s\n", line, dump(w))
				var read struct {
					ID any `json:"id"`
				}
				if method == "POST" && json.Unmarshal(w.Body.Bytes(), &read) == nil {
					switch v := read.ID.(type) {
					case string:
						id = v
					case float64:
						id = fmt.Sprintf("%.0f", v)
					}
				}
			}
			golden(t, got.String())
		})
	}
}

func TestSecretIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.mustAsk(t, 201, "POST", "/fintoro/api/public/v1/webhook-subscriptions", `{"url":"http://h/x","isActive":true,"subscribedEvents":["invoices.paid"]}`)
	secret := made["plainTextSecret"].(string)
	for _, path := range []string{"", fmt.Sprintf("/%.0f", made["id"])} {
		if w := s.ask(t, "GET", "/fintoro/api/public/v1/webhook-subscriptions"+path, ""); w.Code != 200 || strings.Contains(w.Body.String(), secret) {
			t.Errorf("GET %s: %d, with the secret: %s", path, w.Code, w.Body)
		}
	}
}

// The mock's own subscription is none of the product's, nor is one to a hook of the relay, and what the command line made is.
func TestBuiltinIsHidden(t *testing.T) {
	t.Parallel()
	paths := map[string]string{
		"fintoro": "/fintoro/api/public/v1/webhook-subscriptions", "moneybird": "/moneybird/api/v2/123456/webhooks.json",
		"silverfin": "/silverfin/api/v4/f/7/webhooks", "bookkeeper": "/bookkeeper/v1/endpoints",
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			builtin, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/mock", Builtin: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/hook", Hook: "books"}); err != nil {
				t.Fatal(err)
			}
			if w := s.ask(t, "GET", path, ""); strings.Contains(w.Body.String(), "http://h/mock") || strings.Contains(w.Body.String(), "http://h/hook") {
				t.Errorf("the built-in one, or that to a hook, is listed: %s", w.Body)
			}
			if w := s.ask(t, "DELETE", "/bookkeeper/v1/endpoints/"+builtin.ID, ""); name == "bookkeeper" && w.Code != 404 {
				t.Errorf("the built-in one is deleted: %d", w.Code)
			}
			if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/cli"}); err != nil {
				t.Fatal(err)
			}
			if w := s.ask(t, "GET", path, ""); !strings.Contains(w.Body.String(), "http://h/cli") {
				t.Errorf("what the command line made is not listed: %s", w.Body)
			}
		})
	}
}

// A subscription that names no event type takes them all, and the products show them by name.
func TestEveryTypeIsSpelledOut(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, name := range []string{"fintoro", "silverfin", "bookkeeper"} {
		if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/cli"}); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		path string
		want int
	}{
		"fintoro":    {"/fintoro/api/public/v1/webhook-subscriptions", 53},
		"silverfin":  {"/silverfin/api/v4/f/7/webhooks", 22},
		"bookkeeper": {"/bookkeeper/v1/endpoints", 5},
	}
	for name, tt := range tests {
		body := s.ask(t, "GET", tt.path, "").Body.String()
		types, _ := s.engine.EventTypes(name)
		if len(types) != tt.want {
			t.Errorf("%s has %d types, want %d", name, len(types), tt.want)
		}
		for _, eventType := range types {
			if !strings.Contains(body, `"`+eventType.Name+`"`) {
				t.Errorf("%s does not show %s", name, eventType.Name)
			}
		}
	}
}

func TestFintoroStates(t *testing.T) {
	t.Parallel()
	const path = "/fintoro/api/public/v1/webhook-subscriptions"
	s := newServer(t)
	inactive := s.mustAsk(t, 201, "POST", path, `{"url":"http://h/x","isActive":false,"subscribedEvents":["invoices.paid"]}`)
	if inactive["isActive"] != false || inactive["disabledAt"] != nil || inactive["disabledReason"] != nil {
		t.Errorf("made with isActive false: %v", inactive)
	}
	if deliveries := s.publish(t, "fintoro", "invoices.paid"); len(deliveries) != 0 {
		t.Errorf("it gets %d deliveries", len(deliveries))
	}
	if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{
		Provider: "fintoro", URL: "http://h/y", State: relay.Disabled, Reason: "by hand", Own: []byte(`{"webhook_id":801}`),
	}); err != nil {
		t.Fatal(err)
	}
	disabled := s.mustAsk(t, 200, "GET", path+"/801", "")
	want := map[string]any{"isActive": false, "disabledAt": "2026-05-04T09:30:00Z", "disabledReason": "by hand"}
	shown := cmpopts.IgnoreMapEntries(func(key string, _ any) bool { _, ok := want[key]; return !ok })
	if diff := cmp.Diff(want, disabled, shown); diff != "" {
		t.Errorf("disabled by hand (-want +got):\n%s", diff)
	}
}
