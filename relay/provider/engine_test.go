package provider_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// typeNames are the event types that a product really has, in order.
func typeNames(t *testing.T, name string) []string {
	t.Helper()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, eventType := range samples.Types(name) {
		names = append(names, eventType.Name)
	}
	return names
}

// The engine tells Render all event types, so that Silverfin's body lists what its webhook's own list does.
func TestEngineTellsEventTypes(t *testing.T) {
	t.Parallel()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "ledgerhook.db"), NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	chance := relay.Chance{Seed: 1}
	engine, err := relay.NewEngine(t.Context(), relay.Options{
		Dialects: provider.All(), Samples: samples, Store: store, Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)),
		Chance: chance, Faults: fault.New(), FaultSet: relay.NewFaultSet(chance), Transport: relay.NewTransport(relay.TransportOptions{}), BaseURL: "http://127.0.0.1:7117",
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := engine.Subscribe(t.Context(), relay.Subscription{Provider: "silverfin", URL: "http://127.0.0.1:3000/"}); err != nil {
		t.Fatal(err)
	}
	published, _, err := engine.Publish(t.Context(), []relay.PublishRequest{{Provider: "silverfin", Type: "export.created"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(published) != 1 || len(published[0].Deliveries) != 1 {
		t.Fatalf("published %+v, want one delivery", published)
	}
	want := typeNames(t, "silverfin")
	if len(want) != 22 {
		t.Errorf("Silverfin has %d types, want 22", len(want))
	}
	if diff := cmp.Diff(want, webhookEvents(t, published[0].Deliveries[0].Body)); diff != "" {
		t.Errorf("webhook.events (-want +got):\n%s", diff)
	}
}
