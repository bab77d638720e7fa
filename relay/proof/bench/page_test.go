package bench

import (
	"strings"
	"testing"
)

// exampleResult has every part, with a provider's name that would be markup.
func exampleResult() *Result {
	b := &bench{costs: costs{
		{Part: "ceiling", RPS: 20000, ClientUS: 50, ReceiverUS: 40, CPUUS: 90},
		{Part: "drain", RPS: 14321, ReceiverUS: 40, ServerUS: 77, CPUUS: 117},
		{Part: "through", RPS: 5000, ClientUS: 60, ReceiverUS: 40, ServerUS: 160, CPUUS: 260},
		{Part: "batch", RPS: 11000, ClientUS: 6, ReceiverUS: 40, ServerUS: 120, CPUUS: 166},
		{Part: "ceiling", RPS: 20000, ClientUS: 50, ReceiverUS: 40, CPUUS: 90},
		{Part: "history_drain", RPS: 14000, ReceiverUS: 40, ServerUS: 78, CPUUS: 118},
	}}
	latency := []Latency{
		{Rate: 50, P50MS: 1.1, P99MS: 2.2, DirectP50MS: 0.4, DirectP99MS: 0.9, AddedP50MS: 0.7, AddedP99MS: 1.3, Samples: 250},
		{Rate: 200, P50MS: 1.25, P99MS: 9.75, DirectP50MS: 0.5, DirectP99MS: 1.5, AddedP50MS: 0.75, AddedP99MS: 8.25, Samples: 1000},
	}
	b.result = Result{
		Latency: latency, FsyncP50MS: 0.1, FsyncP99MS: 2, RSSMB: 73.4, Recovery: Recovery{ReadyMS: 31, FirstDeliveryMS: 43, Pending: 99_999},
		History: &History{Finished: 100_000, Latency: latency}, Provider: "<script>alert(1)</script>", Type: "payment.confirmed", BodyBytes: 1024,
		Mock: Mock{Turns: 5, Requests: 2000, Memory: MockMemory{Receipts: 1_000_000, RSSMB: []float64{40, 44, 60}}, Rates: []MockRate{
			{Provider: "finpilo", Store: inMemory, RPS: 12_345, BareRPS: 20_000, Ratio: 0.617, MockUS: 61},
			{Provider: allProducts, Store: inMemory, Books: true, RPS: 15_000, BareRPS: 20_000, Ratio: 0.75, CPURatio: 0.7, MockUS: 50},
			{Provider: allProducts, Store: inFile, Books: true, RPS: 9000, BareRPS: 20_000, Ratio: 0.45, CPURatio: 0.5, MockUS: 70},
		}},
		Events: 20_000, Concurrency: 64, Cores: 2, Go: "go1.26", OS: "linux", Arch: "amd64", Seconds: 99.5,
	}
	b.conclude()
	return &b.result
}

func TestPageShowsTheFigures(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	must(t, WritePage(&page, exampleResult()))
	text := page.String()
	for _, want := range []string{
		"20,000/s", "14,321/s", "72 %", "goal 65 %", "5,000/s", "25 %", "11,000/s", "with history", "1.25", "9.75 ms", "99,999 pending", "73 MB", "31 ms", "43 ms",
		"100,000 finished", "drain_ratio", "at least 0.65", "at most 7.00", "12,345/s", "61 µs", "finpilo, verified only", "all of them, durable", "45 %", "turns of 2,000", "over 1,000,000 receipts", "40, 44, 60 MB", `class="met"`, `class="missed"`, "prefers-color-scheme: dark",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "ZgotmplZ", "NaN", "Inf", "%!"} {
		if strings.Contains(text, never) {
			t.Errorf("the page holds %q", never)
		}
	}
	if !strings.Contains(text, "&lt;script&gt;") {
		t.Error("the provider's name is not escaped, or not there")
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	r := exampleResult()
	for name, want := range map[string]struct {
		met  bool
		want float64
	}{
		"drain_ratio": {true, 0.65}, "through_ratio": {false, 0.37}, "batch_ratio": {true, 0.5},
		"added_p50_ms": {true, 1}, "added_p99_ms": {false, 7}, "rss_mb": {true, 80}, // 5 ms and the flush
		"recovery.ready_ms": {true, 50}, "recovery.first_delivery_ms": {true, 100},
		"history.drain_ratio_to_empty": {true, 0.9}, "history.p50_to_empty": {true, 1.1},
		"mock_ratio": {true, 0.7}, "mock_durable_ratio": {false, 0.7}, "mock_rss_growth": {false, 1.2},
	} {
		target := r.Target(name)
		if target == nil || target.Met != want.met || target.Want != want.want {
			t.Errorf("%s: %+v, want met %v at %v", name, target, want.met, want.want)
		}
	}
	if len(r.Targets) != 13 {
		t.Errorf("%d targets, want 13", len(r.Targets))
	}
	r.History, r.Mock.Memory = nil, MockMemory{}
	if got := len(r.targets()); got != 10 {
		t.Errorf("%d targets without a history and receipts, want 10", got)
	}
}
