package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Two runs with the same seed and the same inputs export equal bytes, whatever the ports.
func TestExportIsRepeatable(t *testing.T) {
	t.Parallel()
	first, second := exportOfRun(t), exportOfRun(t)
	if diff := cmp.Diff(strings.Split(first, "\n"), strings.Split(second, "\n")); diff != "" {
		t.Errorf("two runs with the same seed (-first +second):\n%s", diff)
	}
	if lines := strings.Count(first, "\n"); lines != 11 {
		t.Errorf("%d deliveries were exported, want 11", lines)
	}
	for _, want := range []string{`"status":503`, `"name":"status"`, `"state":"delivered"`, `"url":"http://mock/silverfin"`, `http://control/finpilo/files/`, coversAddress} {
		if !strings.Contains(first, want) {
			t.Errorf("the export holds no %s", want)
		}
	}
	for _, unwanted := range []string{`duration_ms`, `"Date"`, `127.0.0.1`} {
		if strings.Contains(first, unwanted) {
			t.Errorf("the export holds %s", unwanted)
		}
	}
}

func exportOfRun(t *testing.T) string {
	t.Helper()
	seed := uint64(7)
	node, err := local.Start(t.Context(), local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Seed: &seed, Clock: relay.NewVirtualClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)),
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
	if _, err := client.AddFault(t.Context(), control.AddFault{Name: "status", Value: "503", First: 1}); err != nil {
		t.Fatal(err)
	}
	for _, event := range []control.PublishRequest{
		{Provider: "finpilo", Type: "document.sent"}, {Provider: "fintoro", Type: "invoices.paid"}, {Provider: "fintoro", Type: "invoices.created"},
		{Provider: "moneybird", Type: "sales_invoice_created"}, {Provider: "moneybird", Type: "contact_created"}, {Provider: "moneybird", Type: "estimate_created"},
		{Provider: "silverfin", Type: "export.created"}, {Provider: "silverfin", Type: "permanent_document.processed"},
		{Provider: "bookkeeper", Type: "payment.confirmed"}, {Provider: "bookkeeper", Type: "payment.confirmed"}, {Provider: "finpilo", Type: "document.sent"},
	} {
		if _, err := client.Publish(t.Context(), event, ""); err != nil {
			t.Fatalf("%s %s: %v", event.Provider, event.Type, err)
		}
		// Attempts that start at one instant reach the mock in any order, and its references count up: so no two do.
		if _, err := client.Advance(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Advance(t.Context(), 48*time.Hour); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"deliveries", "export", "--repeatable", "--server", node.ControlURL}, strings.NewReader(""), &stdout, &stderr); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	return stdout.String()
}
