package control_test

import (
	jsonv1 "encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// What the engine really sends is right for every product, and wrong once a fault has spoiled it. No secret is shown.
func TestSignaturesOfWhatIsSent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		event, secret    string
		algorithm, signs string // signs: what stands before the body in the signed text, as far as it is the same each time
		headers          int
	}{
		"finpilo":    {"document.sent", "finpilo-key-1", "API key in Authorization", "", 1},
		"fintoro":    {"invoices.paid", "", "HMAC-SHA256, hex", `{"id":`, 1},
		"moneybird":  {"contact_created", "", "HMAC-SHA256, hex", "", 1},
		"silverfin":  {"export.created", "", "HMAC-SHA256, hex", `{"webhook":`, 2},
		"bookkeeper": {"payment.confirmed", "", "HMAC-SHA256, base64", "msg_", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node, client := start(t, local.Options{Bare: true, Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))})
			sub, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: name, URL: node.MockURL + "/" + name, Secret: tt.secret})
			if err != nil {
				t.Fatal(err)
			}
			right := signatureOf(t, client, name, tt.event, sub.Secret, sub.Secret2)
			if right.Verdict != "right" || right.Algorithm != tt.algorithm || right.Key == "" || right.Mistake != nil || len(right.Headers) != tt.headers {
				t.Errorf("%+v", right)
			}
			for _, h := range right.Headers {
				if !h.Matches || h.Sent == "" || h.Expected != h.Sent && name != "finpilo" {
					t.Errorf("%+v", h)
				}
			}
			if !strings.HasPrefix(right.SignedText, tt.signs) || right.SignedBase64 != "" || right.SignedTruncated != 0 || (right.SignedText == "") != (name == "finpilo") {
				t.Errorf("signed %q, %q", right.SignedText, right.SignedBase64)
			}
			if name == "moneybird" && !strings.Contains(right.SignedText, `"webhook_token":"***"`) {
				t.Errorf("the token is shown: %s", right.SignedText)
			}
			for _, fault := range []string{"bad-signature", "wrong-secret"} {
				if _, err := client.AddFault(t.Context(), control.AddFault{Name: fault, Limit: 1}); err != nil {
					t.Fatal(err)
				}
				wrong := signatureOf(t, client, name, tt.event, sub.Secret, sub.Secret2)
				if wrong.Verdict != "wrong" || wrong.Headers[0].Matches || !strings.Contains(wrong.Line, fault) || (wrong.Headers[0].Expected == "") != (name == "finpilo") || wrong.Headers[0].Expected == wrong.Headers[0].Sent {
					t.Errorf("%s: %+v", fault, wrong)
				}
			}
		})
	}
}

// signatureOf sends an event and asks for the signature of its first attempt.
func signatureOf(t *testing.T, client *control.Client, provider, event string, secrets ...string) control.Signature {
	t.Helper()
	p, err := client.Publish(t.Context(), control.PublishRequest{Provider: provider, Type: event}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Advance(t.Context(), time.Second); err != nil { // which answers once it was sent
		t.Fatal(err)
	}
	s, err := client.Signature(t.Context(), p.Deliveries[0].ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	shown := s.SignedText + s.Key + s.Line
	for _, h := range s.Headers {
		shown += h.Sent + h.Expected
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(shown, secret) {
			t.Errorf("a secret is shown: %+v", s)
		}
	}
	return s
}

func TestSignatureOfNoAttempt(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	p, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Wait(t.Context(), "", 20*time.Second); err != nil {
		t.Fatal(err)
	}
	for id, n := range map[string]int{"dlv_none": 1, p.Deliveries[0].ID: 2} {
		var refusal *control.Error
		if _, err := client.Signature(t.Context(), id, n); !errors.As(err, &refusal) || refusal.Status != 404 {
			t.Errorf("attempt %d of %s: %v, want a 404", n, id, err)
		}
	}
}

// What is shown of the signed bytes is bounded, and cut between characters.
func TestLongSignaturesAreCut(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	if _, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "bookkeeper", URL: node.MockURL + "/bookkeeper"}); err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(t.Context(), control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed", Data: jsonv1.RawMessage(`{"memo":"` + strings.Repeat("€", 30_000) + `"}`)}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Wait(t.Context(), "", 20*time.Second); err != nil {
		t.Fatal(err)
	}
	d, err := client.Delivery(t.Context(), p.Deliveries[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	s, err := client.Signature(t.Context(), d.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	headers := d.Attempts[0].Request.Headers
	lead := headers["webhook-id"][0] + "." + headers["webhook-timestamp"][0] + "."
	if n := len(s.SignedText); n > 64<<10 || n < 64<<10-3 || s.SignedTruncated != int64(len(lead+*d.Body)-n) || !strings.HasPrefix(lead+*d.Body, s.SignedText) || s.Verdict != "right" {
		t.Errorf("%d bytes are shown and %d left out of %d; base64: %v", n, s.SignedTruncated, len(*d.Body), s.SignedBase64 != "")
	}
}
