package provider_test

import (
	"os"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// vector is one entry of testdata/vectors.json, which an independent implementation computed.
type vector struct {
	Secret    string `json:"secret"`
	OldSecret string `json:"old_secret"`
	Token1    string `json:"token1"`
	Token2    string `json:"token2"`
	ID        string `json:"id"`
	Timestamp int64  `json:"timestamp"`
	Body      string `json:"body"`

	WebhookSignature  string `json:"webhook-signature"`
	Sig               string `json:"sig"`
	Moneybird         string `json:"Moneybird-Signature"`
	MoneybirdRotation string `json:"Moneybird-Signature(rotation)"`
	Silverfin1        string `json:"X-SF-SIGNATURE-1"`
	Silverfin2        string `json:"X-SF-SIGNATURE-2"`
}

func vectors(t *testing.T) map[string]vector { return vectorsOf(t) }

func vectorsOf(t testing.TB) map[string]vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]vector
	if err := json.Unmarshal(raw, &all, json.RejectUnknownMembers(true)); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVectors(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	fintoro, moneybird, silverfin := all["fintoro"], all["moneybird"], all["silverfin"]
	official, bookkeeper := all["standard-webhooks-official"], all["bookkeeper"]
	const fintoroID, push = "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", "5f0f3d0e-2a8b-4b1e-9a3e-6c1f3f0f9b21"
	content := relay.Header{Name: "Content-Type", Value: "application/json"}

	tests := map[string]struct {
		dialect relay.Dialect
		vector  vector
		id      string
		secrets []string
		want    []relay.Header
	}{
		"fintoro signs the body alone with the whole secret": {
			provider.Fintoro(), fintoro, fintoroID, []string{fintoro.Secret},
			[]relay.Header{
				content, {Name: "webhook-id", Value: fintoroID}, {Name: "webhook-timestamp", Value: "1777887001"},
				{Name: "webhook-signature", Value: fintoro.WebhookSignature},
			},
		},
		"moneybird signs time and body": {
			provider.Moneybird(), moneybird, push, []string{moneybird.Secret},
			[]relay.Header{content, {Name: "Idempotency-Key", Value: push}, {Name: "Moneybird-Signature", Value: moneybird.Moneybird}},
		},
		"moneybird signs with both secrets during a rotation": {
			provider.Moneybird(), moneybird, push, []string{moneybird.Secret, moneybird.OldSecret},
			[]relay.Header{content, {Name: "Idempotency-Key", Value: push}, {Name: "Moneybird-Signature", Value: moneybird.MoneybirdRotation}},
		},
		"silverfin signs with both tokens, each in its own header": {
			provider.Silverfin(), silverfin, "", []string{silverfin.Token1, silverfin.Token2},
			[]relay.Header{content, {Name: "X-SF-SIGNATURE-1", Value: silverfin.Silverfin1}, {Name: "X-SF-SIGNATURE-2", Value: silverfin.Silverfin2}},
		},
		"bookkeeper signs as the official Standard Webhooks vector does": {
			provider.Bookkeeper(), official, official.ID, []string{official.Secret},
			[]relay.Header{
				content, {Name: "webhook-id", Value: official.ID}, {Name: "webhook-timestamp", Value: "1614265330"},
				{Name: "webhook-signature", Value: official.Sig},
			},
		},
		"bookkeeper signs id, time and body": {
			provider.Bookkeeper(), bookkeeper, bookkeeper.ID, []string{bookkeeper.Secret},
			[]relay.Header{
				content, {Name: "webhook-id", Value: bookkeeper.ID}, {Name: "webhook-timestamp", Value: "1777887001"},
				{Name: "webhook-signature", Value: bookkeeper.WebhookSignature},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.dialect.Headers(relay.SignInput{
				Now: time.Unix(tt.vector.Timestamp, 999_999_999), Body: []byte(tt.vector.Body), DialectID: tt.id,
				URL: "http://localhost:9000/hooks", Secrets: tt.secrets,
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}

// The bodies of the vectors come out of Render byte for byte.
func TestRenderMakesTheVectorsBodies(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	at := time.Date(2026, 5, 4, 11, 30, 0, 5, time.FixedZone("CEST", 2*3600))
	tests := map[string]struct {
		dialect relay.Dialect
		event   relay.Event
		sub     relay.Subscription
		want    string
	}{
		"fintoro": {
			provider.Fintoro(),
			relay.Event{Type: "invoices.paid", DialectID: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", Data: []byte(`{ "id":4812, "type":"invoice"}`)},
			relay.Subscription{},
			all["fintoro"].Body,
		},
		"moneybird": {
			provider.Moneybird(),
			relay.Event{
				Type:    "sales_invoice_state_changed_to_paid",
				Data:    []byte(`{"id":"482200000000000777","administration_id":"123456","contact_id":"482200000000000501","invoice_id":"2026-0042","state":"paid","currency":"EUR","total_price_incl_tax":"121.0","paid_at":"2026-05-04","details":[],"payments":[]}` + "\n"),
				Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"1","state":"open"}`),
			},
			relay.Subscription{Own: []byte(`{"webhook_token":"Qm7tZk2pXr9sVb4nLc6wHd3y","administration_id":"123456","webhook_id":"482200000000000900"}`)},
			all["moneybird"].Body,
		},
		"silverfin": {
			provider.Silverfin(),
			relay.Event{
				Type:    "permanent_document.processed",
				Data:    []byte(`{"id":91002,"file_name":"lease-2026.pdf","content":"extracted text","download_url":"http://localhost:8787/_files/silverfin/91002","permanent_document_path":["Contracts","Leases"],"permanent_document_id":91777}`),
				Context: []byte(`{"company":{"id":88001,"name":"Example Works BV"}}`),
			},
			relay.Subscription{
				URL:    "http://localhost:9000/silverfin",
				Events: []string{"permanent_document.processed", "export.created"},
				Own:    []byte(`{"webhook_id":700123,"user_id":5501,"company":{"id":1,"name":"another"}}`),
			},
			all["silverfin"].Body,
		},
		"bookkeeper": {
			provider.Bookkeeper(),
			relay.Event{Type: "payment.confirmed", Data: []byte(`{"transaction_id":"txn_0001","reference_id":"INV-2026-0042","amount":"121.00","currency":"EUR","occurred_at":"2026-05-04T09:29:58Z"}`)},
			relay.Subscription{},
			all["bookkeeper"].Body,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.event.OccurredAt = at
			got, err := tt.dialect.Render(relay.RenderInput{Event: &tt.event, Subscription: &tt.sub, DeliveryID: "dlv_1"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got.Body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}
