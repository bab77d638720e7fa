package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// golden compares with testdata/<Test>/<case>.golden, which UPDATE_GOLDEN=1 rewrites.
func golden(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(t.Name())+".golden")
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with UPDATE_GOLDEN=1)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// The full request of one event each: what Prepare draws, what Render writes and what Headers sign, seed 1.
func TestRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider string
		event    relay.Event
		sub      relay.Subscription
		types    bool // Render is told all event types
	}{
		"finpilo_document": {
			provider: "finpilo",
			event:    relay.Event{Type: "document.sent", Data: []byte(`{"companyReferenceId":"ENT-00007","documentNumber":"A-1001","currency":"EUR","total":121.00}`)},
			sub:      relay.Subscription{Secrets: secrets("local-dev-key")},
		},
		"finpilo_without_key": {
			provider: "finpilo",
			event:    relay.Event{Type: "document.sent", Data: []byte(`{"documentId":"3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10","total":121.00,"fileUrl":"http://localhost:8787/f"}`)},
		},
		"fintoro_invoice_paid": {
			provider: "fintoro",
			event:    relay.Event{Type: "invoices.paid", Data: []byte(`{"type":"invoice","id":4812}`)},
		},
		"moneybird_state_changed": {
			provider: "moneybird",
			event:    relay.Event{Type: "sales_invoice_state_changed_to_paid", Data: []byte(`{"id":"482200000000000777","state":"paid","total_price_incl_tax":"121.0"}`), Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"482200000000000777","state":"paid"}`)},
		},
		"moneybird_deleted_with_userinfo_and_rotation": {
			provider: "moneybird",
			event:    relay.Event{Type: "contact_destroyed", Data: []byte(`null`), Context: []byte(`{"entity_type":"Contact","entity_id":"482200000000000501"}`)},
			sub:      relay.Subscription{URL: "http://us%40er:p%3Aw@localhost:9000/hooks?token=t", Secrets: secrets("new", "old")},
		},
		"silverfin_document": {
			provider: "silverfin",
			event:    relay.Event{Type: "permanent_document.processed", Data: []byte(`{"id":91002,"file_name":"lease-2026.pdf","permanent_document_path":["Contracts","Leases"]}`), Context: []byte(`{"company":{"id":88002,"name":"Other Works BV"}}`)},
			sub:      relay.Subscription{Events: []string{"permanent_document.processed", "export.created"}},
		},
		"silverfin_without_section": {
			provider: "silverfin",
			event:    relay.Event{Type: "financial_balances.changed", Data: []byte(`null`)},
		},
		"silverfin_every_type": {
			provider: "silverfin",
			event:    relay.Event{Type: "sync_state.updated", Data: []byte(`{"id":91003,"changed":true}`), Context: []byte(`{"company":{"id":88002,"name":"Other Works BV"}}`)},
			types:    true,
		},
		"bookkeeper_payment": {
			provider: "bookkeeper",
			event:    relay.Event{Type: "payment.confirmed", Data: []byte(`{"transaction_id":"txn_0001","amount":"121.00","currency":"EUR"}`)},
		},
		"bookkeeper_rotation": {
			provider: "bookkeeper",
			event:    relay.Event{Type: "refund.initiated", Data: []byte(`{"transaction_id":"txn_0002"}`)},
			sub:      relay.Subscription{Secrets: secrets(whsec1, whsec2)},
		},
		"bookkeeper_customised": {
			provider: "bookkeeper",
			event:    relay.Event{Type: "payment.confirmed", Data: []byte(`{"transaction_id":"txn_0001","reference_id":"INV-7","amount":"121.00","currency":"EUR","method":"card"}`)},
			sub:      relay.Subscription{Own: []byte(`{"fields":{"reference_id":"ref","amount":"total","currency":"currency","event_id":"message","event_timestamp":"at","amount_minor":"cents"}}`)},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			sub := prepared(t, dialect, tt.sub)
			event := tt.event
			event.ID, event.OccurredAt = "evt_1", time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
			event.DialectID = dialect.Identify(&event, relay.Chance{Seed: 1})
			in := relay.RenderInput{
				Event: &event, Subscription: &sub, DeliveryID: "dlv_1", Chance: relay.Chance{Seed: 1}, BaseURL: "http://127.0.0.1:7117",
			}
			if tt.types {
				in.EventTypes = typeNames(t, tt.provider)
			}
			message, err := dialect.Render(in)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Unix(1777887001, 0)
			headers, err := dialect.Headers(relay.SignInput{
				Now: now, Body: message.Body, DialectID: message.DialectID, URL: sub.URL, Secrets: sub.ActiveSecrets(now),
			})
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			fmt.Fprintf(&text, "POST %s\n", sub.URL)
			for _, h := range headers {
				fmt.Fprintf(&text, "%s: %s\n", h.Name, h.Value)
			}
			fmt.Fprintf(&text, "\n%s\n", message.Body)
			golden(t, text.String())
		})
	}
}

func TestHeadersRefuse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider string
		secrets  []string
		want     string
	}{
		"finpilo: a key with a line break":  {"finpilo", []string{"a\nb"}, "finpilo: the API key holds a control character"},
		"fintoro: no secret":                {"fintoro", nil, "fintoro: no signing secret is active"},
		"moneybird: no secret":              {"moneybird", nil, "moneybird: no signing secret is active"},
		"silverfin: one token":              {"silverfin", []string{"a"}, "silverfin: both signing tokens are needed, and at least one is not active"},
		"bookkeeper: no secret":             {"bookkeeper", nil, "bookkeeper: no signing secret is active"},
		"bookkeeper: a secret of old times": {"bookkeeper", []string{whsec1, "plain"}, "bookkeeper: secret 2 does not begin with whsec_"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			headers, err := dialect.Headers(relay.SignInput{URL: "http://h/", Secrets: tt.secrets})
			if err == nil || err.Error() != tt.want {
				t.Errorf("Headers = %v, %v; want the error %q", headers, err, tt.want)
			}
		})
	}
	for _, none := range [][]string{nil, {""}} {
		headers, err := provider.Finpilo().Headers(relay.SignInput{Secrets: none})
		if err != nil || len(headers) != 1 {
			t.Errorf("finpilo without key: %v, %v; want Content-Type alone", headers, err)
		}
	}
}
