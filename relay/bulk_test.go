package relay_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// While the clock stands, what a bulk retry brings forward starts in (due, id) order, though its changes reach the store in
// any: so a limited fault strikes the same deliveries in every run.
func TestABulkRetryStartsInOrder(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	const deliveries, struck = 40, 5
	ids := make([]string, deliveries)
	for i := range ids {
		ids[i] = h.publish("fintoro", "invoices.paid").ID
	}
	if _, err := h.Advance(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddFault(t.Context(), relay.FaultRule{Name: "status", Value: "503", Limit: struck}); err != nil {
		t.Fatal(err)
	}
	pending, err := relay.ParseFilter("state:pending")
	if err != nil {
		t.Fatal(err)
	}
	result, err := h.Bulk(t.Context(), relay.BulkRequest{Verb: relay.RetryVerb, Filter: pending})
	if err != nil || result.Changed != deliveries {
		t.Fatalf("%d were brought forward (%v), want %d", result.Changed, err, deliveries)
	}
	if _, err := h.Advance(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var hit []string
	for _, id := range ids {
		attempts := h.attempts(id)
		if len(attempts) != 2 {
			t.Fatalf("%s has %d attempts, want 2", id, len(attempts))
		}
		if len(attempts[1].Faults) > 0 {
			hit = append(hit, id)
		}
	}
	if diff := cmp.Diff(ids[:struck], hit); diff != "" {
		t.Errorf("struck (-want +got):\n%s", diff)
	}
}

// However large the bodies are, only some of them are in memory at once: they are replayed in several commits, and each once.
func TestABulkReplayOfLargeBodies(t *testing.T) {
	t.Parallel()
	h, store := flakyHarness(t, always(200, ""))
	sub := h.subscribe("bookkeeper")
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	const deliveries = 12
	data := []byte(`{"memo":"` + strings.Repeat("x", 1000<<10) + `"}`)
	for range deliveries {
		if _, _, err := h.Publish(t.Context(), []relay.PublishRequest{{Provider: "bookkeeper", Type: "payment.confirmed", Data: data}}, ""); err != nil {
			t.Fatal(err)
		}
	}
	var order []string
	store.published = func(batch relay.Batch) {
		bytes := 0
		for _, d := range batch.Publications[0].Deliveries {
			bytes += len(d.Body)
			order = append(order, d.ReplayOf)
		}
		if bytes > 10<<20 {
			t.Errorf("%d bytes in one commit", bytes)
		}
	}
	all, err := relay.ParseFilter("sub:" + sub.ID)
	if err != nil {
		t.Fatal(err)
	}
	result, err := h.Bulk(t.Context(), relay.BulkRequest{Verb: relay.ReplayVerb, Filter: all})
	if err != nil || result.Changed != deliveries {
		t.Fatalf("%d were replayed (%v), want %d", result.Changed, err, deliveries)
	}
	if !slices.IsSorted(order) || len(slices.Compact(order)) != deliveries {
		t.Errorf("replayed %v, want each once and the oldest first", order)
	}
}
