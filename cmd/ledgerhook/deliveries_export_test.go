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
	if lines := strings.Count(first, "\n"); lines != 71 {
		t.Errorf("%d deliveries were exported, want 71", lines)
	}
	for _, want := range []string{`"status":503`, `"name":"status"`, `"name":"lose-ack"`, `"name":"hang"`, `"state":"delivered"`, `"planned_at":"2026-01-01T00:00:10.000000000Z"`, `"url":"http://mock/silverfin"`, `http://control/finpilo/files/`, coversAddress} {
		if !strings.Contains(first, want) {
			t.Errorf("the export holds no %s", want)
		}
	}
	for _, unwanted := range []string{`duration_ms`, `timings`, `"Date"`, `127.0.0.1`} {
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
	for _, rule := range []control.AddFault{
		{Name: "status", Value: "503", First: 1}, {Name: "lose-ack", Every: 3, Filter: "provider:fintoro"}, {Name: "hang", Chance: 0.2, Filter: "provider:bookkeeper"},
	} {
		if _, err := client.AddFault(t.Context(), rule); err != nil {
			t.Fatal(err)
		}
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
	}
	var spike []control.PublishRequest
	for i := range 60 { // all due at one instant, to two products in turn
		spike = append(spike, control.PublishRequest{Provider: []string{"fintoro", "bookkeeper"}[i%2], Type: []string{"clients.updated", "payment.confirmed"}[i%2]})
	}
	if _, err := client.PublishBatch(t.Context(), spike); err != nil {
		t.Fatal(err)
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
