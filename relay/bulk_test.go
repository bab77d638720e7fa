package relay_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A bulk replay goes from the oldest on, over all its pages, and never comes to what it has made itself.
func TestBulkReplayKeepsTheOrder(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"in one call": 0, "in calls of 250": 250} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, always(200, ""))
			h.subscribe("fintoro")
			const count = 620 // more than a page
			published, _, err := h.Publish(t.Context(), slices.Repeat([]relay.PublishRequest{{Provider: "fintoro", Type: "clients.updated"}}, count), "")
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for i := range published {
				want = append(want, published[i].Deliveries[0].ID)
			}
			request := relay.BulkRequest{Verb: relay.ReplayVerb, Limit: limit}
			changed := 0
			for range 10 {
				result, err := h.Bulk(t.Context(), request)
				if err != nil {
					t.Fatal(err)
				}
				changed += result.Changed
				if request.Cursor = result.Next; result.Next == "" {
					break
				}
			}
			if changed != count {
				t.Errorf("%d were replayed, want %d", changed, count)
			}
			if _, err := h.Advance(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			var got []string
			for query := (relay.DeliveryQuery{OldestFirst: true, Limit: 1000}); ; {
				page, next, err := h.store.Deliveries(t.Context(), query)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range page {
					if d.ReplayOf != "" {
						got = append(got, d.ReplayOf)
					}
				}
				if query.Cursor = next; next == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("replayed (-want +got):\n%s", diff)
			}
		})
	}
}
