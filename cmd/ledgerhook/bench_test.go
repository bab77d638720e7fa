package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/proof/bench"
)

// A quick bench with real processes: every event arrives exactly once (or it would exit 1), and every promised figure
// is there. How large they are is the machine's.
func TestBenchQuick(t *testing.T) {
	t.Parallel()
	if os.Getenv(testWhole) == "" {
		t.Skipf("%s is not set: one of the scripts runs a smaller bench", testWhole)
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "bench.html")
	command := exec.CommandContext(t.Context(), "ledgerhook", "bench", "--quick", "--json", "--dir", dir, "--html", page)
	command.Env = append(os.Environ(), "LEDGERHOOK_TIME_SCALE=x") // meant for a server of the user's, not for the measured one
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var figures map[string]any
	if err := json.Unmarshal(stdout.Bytes(), &figures); err != nil {
		t.Fatalf("it is not one document: %v\n%s", err, stdout.String())
	}
	wantPositive(t, figures, "ceiling_rps", "drain_rps", "drain_ratio", "drain_cpu_ratio", "through_rps", "through_ratio", "through_cpu_ratio", "batch_rps",
		"batch_ratio", "batch_cpu_ratio", "p50_ms", "p99_ms", "direct_p50_ms", "direct_p99_ms", "added_p50_ms", "fsync_p50_ms", "fsync_p99_ms", "rss_mb",
		"cpu_us_per_delivery", "cores", "seconds", "mock_ratio", "mock_cpu_ratio", "mock_durable_ratio", "mock_durable_cpu_ratio", "mock_rss_growth",
		"history.drain_rps", "history.drain_ratio", "history.drain_cpu_ratio", "history.drain_ratio_to_empty", "history.drain_cpu_ratio_to_empty",
		"history.p50_ms", "history.p99_ms", "history.direct_p50_ms", "history.direct_p99_ms", "history.p50_to_empty",
		"recovery.ready_ms", "recovery.first_delivery_ms", "recovery.pending")
	if _, there := figures["added_p99_ms"]; !there { // may be below zero, where direct had the bad luck
		t.Error("added_p99_ms is not there")
	}

	var result bench.Result
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	want := bench.Quick("")
	switch {
	case result.Events != want.Events, result.Concurrency != want.Concurrency, result.History.Finished != want.History, result.BodyBytes != 1024, !result.Durable:
		t.Errorf("it says of itself: %d events, %d at once, %d finished, %d bytes, durable %v", result.Events, result.Concurrency, result.History.Finished, result.BodyBytes, result.Durable)
	case result.Recovery.Pending > want.Pending:
		t.Errorf("%d were pending at the kill, of %d", result.Recovery.Pending, want.Pending)
	case result.P99MS < result.P50MS, result.DirectP99MS < result.DirectP50MS, result.FsyncP99MS < result.FsyncP50MS:
		t.Errorf("a 99th percentile lies below the median: %+v", result.Latency)
	case len(result.Latency) != 2, len(result.History.Latency) != 2, len(result.Targets) != 13:
		t.Errorf("%d and %d rates, %d targets; want 2, 2 and 13", len(result.Latency), len(result.History.Latency), len(result.Targets))
	}
	for i, r := range result.Mock.Rates {
		provider, store := strings.Fields("finpilo fintoro moneybird bookkeeper all")[i%5], []string{"memory", "file"}[i/5]
		if r.Provider != provider || r.Store != store || r.Books != (provider != "fintoro") || !(r.Ratio > 0) || !(r.RPS > 0) || !(r.BareRPS > 0) {
			t.Errorf("rate %d of the mock is %+v, want one of %s in %s", i, r, provider, store)
		}
	}
	if m := result.Mock; len(m.Rates) != 10 || m.Memory.Receipts != want.Receipts || len(m.Memory.RSSMB) != 10 || !(slices.Min(m.Memory.RSSMB) > 0) {
		t.Errorf("the mock has %d rates, and its memory is %+v", len(m.Rates), m.Memory)
	}
	var parts []string
	for _, c := range result.Costs {
		parts = append(parts, c.Part)
	}
	if want := strings.Fields("ceiling drain ceiling through ceiling batch ceiling ceiling history_drain ceiling"); !slices.Equal(parts, want) {
		t.Errorf("the parts were %v, want %v", parts, want)
	}
	text, err := os.ReadFile(page)
	if err != nil || !bytes.HasSuffix(text, []byte("</html>\n")) {
		t.Errorf("the page is not whole: %d bytes (%v)", len(text), err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("it leaves more behind than the page: %v (%v)", left, err)
	}
}

// wantPositive looks at numbers by their dotted paths.
func wantPositive(t *testing.T, figures map[string]any, paths ...string) {
	t.Helper()
	for _, path := range paths {
		within := figures
		outer, name, nested := strings.Cut(path, ".")
		if nested {
			within, _ = figures[outer].(map[string]any)
		} else {
			name = outer
		}
		if x, ok := within[name].(float64); !ok || !(x > 0) {
			t.Errorf("%s is %v, want a number above zero; there are %v", path, within[name], slices.Sorted(maps.Keys(within)))
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 20_000: "20,000", 1_234_567.6: "1,234,568"} {
		if got := thousands(x); got != want {
			t.Errorf("%v is shown as %s, want %s", x, got, want)
		}
	}
}
