package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// story publishes two events under a virtual clock: Fintoro's is refused once by a fault and delivered ten seconds later,
// Finpilo's, two minutes after, is refused by its receiver for good.
func story(t *testing.T) *control.Client {
	t.Helper()
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	t.Cleanup(refusing.Close)
	_, client := start(t, local.Options{Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))})
	if _, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: refusing.URL, Secret: "key-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.AddFault(t.Context(), control.AddFault{Name: "status", Value: "401", First: 1, Filter: "provider:fintoro"}); err != nil {
		t.Fatal(err)
	}
	for _, event := range []control.PublishRequest{{Provider: "fintoro", Type: "invoices.paid"}, {Provider: "finpilo", Type: "document.sent"}} {
		if _, err := client.Publish(t.Context(), event, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Advance(t.Context(), 2*time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	return client
}

func TestStats(t *testing.T) {
	t.Parallel()
	client := story(t)
	fintoro := control.AttemptStats{
		Attempts: 2, Outcomes: outcomes("http_error", "success"),
		Statuses: map[string]int{"204": 1, "401": 1}, Retries: map[string]int{"http_error 401 injected": 1}, SuccessRate: new(0.5),
		LatencyMS: control.Percentiles{P50: new(10_000.0), P95: new(10_000.0), P99: new(10_000.0)}, RetrySuccessRate: new(1.0),
	}
	finpilo := control.AttemptStats{
		Attempts: 1, Outcomes: outcomes("http_error"), Statuses: map[string]int{"401": 1}, Retries: map[string]int{"http_error 401": 1}, SuccessRate: new(0.0), SignatureFailures: 1,
	}
	both := fintoro
	both.Attempts, both.Outcomes, both.SignatureFailures = 3, outcomes("http_error", "http_error", "success"), 1
	both.Statuses, both.Retries = map[string]int{"204": 1, "401": 2}, map[string]int{"http_error 401": 1, "http_error 401 injected": 1}
	both.SuccessRate = new(1.0 / 3)
	none := control.AttemptStats{Outcomes: outcomes(), Statuses: map[string]int{}, Retries: map[string]int{}}
	states := func(delivered, failed int) map[string]int {
		return map[string]int{"pending": 0, "sending": 0, "delivered": delivered, "failed": failed, "held": 0, "canceled": 0, "unknown": 0}
	}
	began := func(minutes int) *control.Time {
		return &control.Time{Time: time.Date(2026, 5, 4, 12, minutes, 0, 0, time.UTC)}
	}
	tests := map[string]struct {
		query control.StatsQuery
		want  control.Stats
	}{
		"everything": {control.StatsQuery{}, control.Stats{
			Deliveries: states(1, 1), Events: 2, AttemptStats: both,
			Window:    control.StatsWindow{Limit: 10_000, Reach: 100_000, Complete: true, Since: began(0)},
			Providers: map[string]control.AttemptStats{"finpilo": finpilo, "fintoro": fintoro, "moneybird": none, "silverfin": none, "bookkeeper": none},
		}},
		"what a filter takes": {control.StatsQuery{Filter: "state:failed"}, control.Stats{
			Deliveries: states(0, 1), Events: 2, AttemptStats: finpilo,
			Window:    control.StatsWindow{Limit: 10_000, Reach: 100_000, Complete: true, Since: began(2)},
			Providers: map[string]control.AttemptStats{"finpilo": finpilo, "fintoro": none, "moneybird": none, "silverfin": none, "bookkeeper": none},
		}},
		"the newest attempt": {control.StatsQuery{Window: 1}, control.Stats{
			Deliveries: states(1, 1), Events: 2, AttemptStats: finpilo,
			Window:    control.StatsWindow{Limit: 1, Reach: 100_000, Since: began(2)},
			Providers: map[string]control.AttemptStats{"finpilo": finpilo, "fintoro": none, "moneybird": none, "silverfin": none, "bookkeeper": none},
		}},
		"counts only": {control.StatsQuery{CountsOnly: true}, control.Stats{
			Deliveries: states(1, 1), Events: 2, AttemptStats: none,
			Window:    control.StatsWindow{Reach: 100_000},
			Providers: map[string]control.AttemptStats{"finpilo": none, "fintoro": none, "moneybird": none, "silverfin": none, "bookkeeper": none},
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := client.Statistics(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("stats (-want +got):\n%s", diff)
			}
		})
	}
}

// outcomes counts some, with all others at zero.
func outcomes(some ...string) map[string]int {
	counts := map[string]int{}
	for _, outcome := range relay.Outcomes() {
		counts[string(outcome)] = 0
	}
	for _, outcome := range some {
		counts[outcome]++
	}
	return counts
}
