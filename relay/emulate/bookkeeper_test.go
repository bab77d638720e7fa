package emulate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// payment publishes one with data of a known amount, and returns "URL body" of its deliveries.
func (s *server) payment(t *testing.T, eventType string) []string {
	t.Helper()
	published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{
		Provider: "bookkeeper", Type: eventType, Data: []byte(`{"transaction_id":"txn_1","reference_id":"INV-1","amount":"121.00","currency":"EUR"}`),
	}}, "")
	if err != nil {
		t.Fatal(err)
	}
	var sent []string
	for _, d := range published[0].Deliveries {
		_, data, _ := strings.Cut(string(d.Body), `"data":`)
		sent = append(sent, d.URL+" "+strings.TrimSuffix(data, "}"))
	}
	return sent
}

// What an endpoint is changed to is where and what the next event sends; what is not given stays, but for PUT.
func TestBookkeeperEndpointsChange(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	made := s.mustAsk(t, 201, "POST", bookkeeperPath, `{"url":"http://h/1"}`)
	id, secret := made["id"].(string), made["secret"].(string)
	plain := `{"transaction_id":"txn_1","reference_id":"INV-1","amount":"121.00","currency":"EUR"}`
	steps := []struct{ method, body, payment, refund string }{
		{"PATCH", `{"urls":{"refund.initiated":"http://h/refunds"}}`, "http://h/1 " + plain, "http://h/refunds " + plain},
		{"PATCH", `{"fields":{"reference_id":"ref","amount":"total"}}`, `http://h/1 {"transaction_id":"txn_1","ref":"INV-1","total":"121.00"}`, `http://h/refunds {"transaction_id":"txn_1","ref":"INV-1","total":"121.00"}`},
		{"PATCH", `{"url":"http://h/2","urls":null}`, `http://h/2 {"transaction_id":"txn_1","ref":"INV-1","total":"121.00"}`, `http://h/2 {"transaction_id":"txn_1","ref":"INV-1","total":"121.00"}`},
		{"PATCH", `{"events":["payment.confirmed"],"fields":{"*":"*","amount_minor":"cents"}}`, `http://h/2 {"transaction_id":"txn_1","reference_id":"INV-1","amount":"121.00","currency":"EUR","cents":12100}`, ""},
		{"PUT", `{"url":"http://h/3"}`, "http://h/3 " + plain, "http://h/3 " + plain},
		{"PATCH", `{}`, "http://h/3 " + plain, "http://h/3 " + plain},
	}
	for _, step := range steps {
		changed := s.mustAsk(t, 200, step.method, bookkeeperPath+"/"+id, step.body)
		if changed["id"] != id || changed["secret"] != nil {
			t.Errorf("%s %s answers %v", step.method, step.body, changed)
		}
		if diff := cmp.Diff([]string{step.payment}, s.payment(t, "payment.confirmed")); diff != "" {
			t.Errorf("after %s %s, a payment (-want +got):\n%s", step.method, step.body, diff)
		}
		if refund := strings.Join(s.payment(t, "refund.initiated"), ""); refund != step.refund {
			t.Errorf("after %s %s, a refund is %q, want %q", step.method, step.body, refund, step.refund)
		}
	}
	for _, body := range []string{`{"fields":{"amount":"x","currency":"x"}}`, `{"urls":{"payment.confirm":"http://h/"}}`, `{"events":["payment"]}`, `{"url":"h"}`, `{"url":null}`} {
		before := s.engine.Subscriptions()
		s.mustAsk(t, 422, "PATCH", bookkeeperPath+"/"+id, body)
		if diff := cmp.Diff(before, s.engine.Subscriptions()); diff != "" {
			t.Errorf("%s is refused and changes (-before +after):\n%s", body, diff)
		}
	}
	if sub := s.engine.Subscriptions()[0]; sub.ActiveSecrets(s.clock.Now())[0] != secret {
		t.Error("the secret has changed")
	}
}

// The three metrics and the log of what was sent, each for its account alone.
func TestBookkeeperMetricsAndDeliveries(t *testing.T) {
	t.Parallel()
	s, rc := newServer(t), newReceiver(t)
	s.run(t)
	made := s.mustAsk(t, 201, "POST", bookkeeperPath, `{"url":"`+strings.Replace(rc.URL, "http://", "http://user:pass@", 1)+`"}`)
	if w := s.ask(t, "POST", bookkeeperPath, `{"url":"`+rc.URL+`/other","events":["funds.depleted"]}`, as("other")); w.Code != 201 {
		t.Fatal(w.Body)
	}
	rc.says(200, "")
	s.payment(t, "payment.confirmed")
	s.settle(t)
	rc.says(401, "")
	s.payment(t, "refund.initiated")
	s.advance(t, 0)
	rc.says(200, "")
	s.advance(t, 10*time.Second) // the first retry comes after 5 s and a little
	metrics := s.mustAsk(t, 200, "GET", "/bookkeeper/v1/metrics", "")
	latency, _ := metrics["event_delivery_latency_ms"].(map[string]any)
	if metrics["attempts"] != 3.0 || metrics["retry_success_rate"] != 1.0 || metrics["signature_verification_failures"] != 1.0 || latency["p50"] != 0.0 {
		t.Errorf("metrics: %v", metrics)
	}
	if p99, _ := latency["p99"].(float64); p99 < 5000 || p99 > 5500 {
		t.Errorf("the retried delivery took %v ms", p99)
	}
	log := s.mustAsk(t, 200, "GET", "/bookkeeper/v1/deliveries?limit=1", "")
	line := log["deliveries"].([]any)[0].(map[string]any)
	if line["event_type"] != "refund.initiated" || line["attempts"] != 2.0 || line["state"] != "delivered" || strings.Contains(line["url"].(string), "pass") {
		t.Errorf("the newest delivery is %v", line)
	}
	rest := s.mustAsk(t, 200, "GET", "/bookkeeper/v1/deliveries?endpoint_id="+made["id"].(string)+"&cursor="+log["next_cursor"].(string), "")
	if lines := rest["deliveries"].([]any); len(lines) != 1 || lines[0].(map[string]any)["event_type"] != "payment.confirmed" || rest["next_cursor"] != nil {
		t.Errorf("the next page is %v", rest)
	}
	for path, want := range map[string]string{
		"/bookkeeper/v1/deliveries": `{"deliveries":[],"next_cursor":null}`, "/bookkeeper/v1/metrics": `"attempts":0`,
	} {
		if w := s.ask(t, "GET", path, "", as("other")); !strings.Contains(w.Body.String(), want) {
			t.Errorf("another account sees %s", w.Body)
		}
	}
	if w := s.ask(t, "GET", "/bookkeeper/v1/deliveries?endpoint_id="+made["id"].(string), "", as("other")); w.Code != 404 {
		t.Errorf("another account's endpoint: %d", w.Code)
	}
	s.mustAsk(t, 422, "GET", "/bookkeeper/v1/deliveries?cursor=!", "")
}
