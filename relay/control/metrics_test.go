package control_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// scrape reads the metrics.
func scrape(t *testing.T, base string) string {
	t.Helper()
	resp, err := http.Get(base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatalf("%d %s: %s", resp.StatusCode, resp.Header.Get("Content-Type"), text)
	}
	return string(text)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC))})
	ctx := t.Context()
	if _, err := client.AddFault(ctx, control.AddFault{Name: "status", Value: "401", At: "receiver", Filter: "provider:fintoro"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.AddFault(ctx, control.AddFault{Name: "lose-ack", Filter: "provider:finpilo"}); err != nil {
		t.Fatal(err)
	}
	for _, event := range []control.PublishRequest{
		{Provider: "fintoro", Type: "invoices.paid"}, {Provider: "moneybird", Type: "contact_changed"}, {Provider: "moneybird", Type: "contact_changed"}, {Provider: "finpilo", Type: "document.sent"},
	} {
		if _, err := client.Publish(ctx, event, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Advance(ctx, 5*time.Second); err != nil { // the first attempts; fintoro's second is due later
		t.Fatal(err)
	}
	if err := client.ClearFaults(ctx); err != nil { // what has struck is counted all the same
		t.Fatal(err)
	}
	text := scrape(t, node.ControlURL)
	for _, line := range []string{
		`ledgerhook_events_ingested_total{provider="moneybird"} 2`,
		`ledgerhook_events_ingested_total{provider="silverfin"} 0`,
		`ledgerhook_delivery_attempts_total{outcome="success",provider="moneybird"} 2`,
		`ledgerhook_delivery_attempts_total{outcome="http_error",provider="fintoro"} 1`,
		`ledgerhook_delivery_attempt_duration_seconds_count{provider="fintoro"} 1`,
		`ledgerhook_delivery_end_to_end_seconds_bucket{provider="moneybird",le="0.005"} 2`,
		`ledgerhook_delivery_end_to_end_seconds_count{provider="moneybird"} 2`,
		`ledgerhook_deliveries_exhausted_total{provider="finpilo"} 1`,
		`ledgerhook_signature_failures_total{provider="fintoro"} 1`,
		`ledgerhook_signature_failures_total{provider="finpilo"} 0`,
		`ledgerhook_faults_injected_total{fault="lose-ack"} 1`,
		`ledgerhook_faults_injected_total{fault="status"} 1`,
		`ledgerhook_queue_depth{state="pending"} 1`,
		`ledgerhook_queue_depth{state="held"} 0`,
		`ledgerhook_queue_oldest_age_seconds{state="pending"} 5`,
		`ledgerhook_build_info{goversion="`,
		`go_goroutines `,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s", line)
		}
	}
	if !regexp.MustCompile(`(?m)^ledgerhook_db_write_seconds_count [1-9]`).MatchString(text) {
		t.Error("no writes were measured")
	}
	if found := regexp.MustCompile(`(http://|evt_|dlv_|sub_|127\.0\.0\.1)[^ ]*`).FindString(text); found != "" {
		t.Errorf("a URL or an id is a label: %s", found)
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}
