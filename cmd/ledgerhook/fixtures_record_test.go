package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// recordedTypes is an event type of each product that the mock books something for.
func recordedTypes() map[string]string {
	return map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "sales_invoice_state_changed_to_paid",
		"silverfin": "permanent_document.processed", "bookkeeper": "payment.confirmed",
	}
}

// What happened to each product's deliveries, and what the mock received of them, runs again and comes out the same: a lost answer,
// refusals, a wrong signature, a receiver that fails, a replay, a cancel, one that is still to be tried again.
func TestRecordedScenariosRun(t *testing.T) {
	t.Parallel()
	for provider, eventType := range recordedTypes() {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			if provider != "moneybird" && provider != "finpilo" && os.Getenv(testWhole) == "" {
				t.Skipf("%s is not set: other products' are recorded in the same way", testWhole)
			}
			seed := uint64(7)
			node, err := local.Start(t.Context(), local.Options{
				Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Clock: relay.NewVirtualClock(repeatableStart()), Seed: &seed,
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := node.Close(); err != nil {
					t.Error(err)
				}
			}()
			client := control.NewClient(node.ControlURL)
			each, together := t.TempDir(), t.TempDir()
			do := func(args ...string) {
				t.Helper()
				var stdout, stderr bytes.Buffer
				args = append(args, "--server", node.ControlURL)
				if code := run(args, strings.NewReader(""), &stdout, &stderr); code != exitDone {
					t.Fatalf("%q: exit %d\n%s", args, code, stderr.String())
				}
			}
			record := func(args ...string) {
				t.Helper()
				do(append([]string{"fixtures", "record"}, args...)...)
			}
			tellStory(t, client, provider, eventType)
			record("--together", "--out", together, "--name", "all", "provider:"+provider)
			record("--together", "--out", together, "--name", "kept", "--with-secrets", "--keep-personal-data", "provider:"+provider)
			do("deliveries", "export", "provider:"+provider, "--format", "har", "--output", filepath.Join(together, "all.har"))
			record("--together", "--out", together, "--name", "from-har", "--har", filepath.Join(together, "all.har"))
			record("--out", each, "provider:"+provider)
			receipts, _, err := client.Receipts(t.Context(), provider, "", "", 100)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, r := range receipts {
				ids = append(ids, r.ID)
			}
			record(append([]string{"--out", filepath.Join(each, "receipts")}, ids...)...)
			runRecorded(t, each, filepath.Join(each, "receipts"), together)
		})
	}
}

// tellStory lets things happen.
func tellStory(t *testing.T, client *control.Client, provider, eventType string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	publish := func() control.Delivery {
		t.Helper()
		published, err := client.Publish(t.Context(), control.PublishRequest{Provider: provider, Type: eventType}, "")
		must(err)
		return published.Deliveries[0]
	}
	advance := func(by time.Duration) {
		t.Helper()
		_, err := client.Advance(t.Context(), by)
		must(err)
	}
	inject := func(request control.AddFault) {
		t.Helper()
		must(client.ClearFaults(t.Context()))
		_, err := client.AddFault(t.Context(), request)
		must(err)
	}
	inject(control.AddFault{Name: "lose-ack", First: 1})
	first := publish()
	advance(90 * time.Second)
	inject(control.AddFault{Name: "status", Value: "503", First: 2})
	publish()
	advance(time.Hour)
	inject(control.AddFault{Name: "wrong-secret", First: 1})
	publish()
	advance(time.Minute)
	inject(control.AddFault{Name: "status", Value: "500", At: "receiver", First: 1})
	publish()
	advance(50 * time.Hour)
	must(client.ClearFaults(t.Context()))
	_, err := client.ReplayWith(t.Context(), first.ID, control.ReplayOptions{})
	must(err)
	advance(1500 * time.Millisecond)
	inject(control.AddFault{Name: "reset"})
	canceled := publish()
	advance(time.Second)
	if d, err := client.Delivery(t.Context(), canceled.ID); err == nil && !d.Final() {
		_, err := client.Cancel(t.Context(), canceled.ID)
		must(err)
	}
	inject(control.AddFault{Name: "hang", First: 1, Limit: 1})
	publish()
	advance(31 * time.Second) // longer than every product's time limit, and shorter than any waits after it but Fintoro's
}

// runRecorded runs the scenarios of folders.
func runRecorded(t *testing.T, folders ...string) {
	t.Helper()
	stock, err := local.NewStock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	engines := testEngines{options: local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Stock: stock}}
	for _, folder := range folders {
		scenarios, err := scenario.Load([]string{folder})
		if err != nil {
			t.Fatal(err)
		}
		if len(scenarios) == 0 {
			t.Errorf("%s: nothing was recorded", folder)
		}
		suite := scenario.Suite{Scenarios: scenarios, Open: engines.open}
		for _, result := range suite.Run(t.Context()) {
			if result.Verdict != scenario.Passed {
				t.Errorf("%s %s: %+v", result.Path, result.Verdict, result.Failures)
			}
		}
	}
}
