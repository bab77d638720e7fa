package control_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// The newest delivery cannot be replayed this way, and it is on the second page: the first one stays done.
func TestABulkChangeThatFailsSaysWhatWasDone(t *testing.T) {
	t.Parallel()
	client, a, _ := byHandRig(t, 200)
	ctx := t.Context()
	if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "silverfin", URL: a.url}); err != nil {
		t.Fatal(err)
	}
	types, err := client.Provider(ctx, "silverfin")
	if err != nil {
		t.Fatal(err)
	}
	requests := slices.Repeat([]control.PublishRequest{{Provider: "fintoro", Type: "invoices.paid"}}, 500)
	if _, err := client.PublishBatch(ctx, requests); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Publish(ctx, control.PublishRequest{Provider: "silverfin", Type: types.Events[0].Name}, ""); err != nil {
		t.Fatal(err)
	}
	_, err = client.Bulk(ctx, relay.ReplayVerb, control.BulkReplayRequest{BulkRequest: control.BulkRequest{All: true}, NewID: true})
	if statusOf(err) != 422 || !strings.HasPrefix(err.Error(), "after 500 of 501 were changed: new_id: ") {
		t.Errorf("%v", err)
	}
	limited := control.BulkReplayRequest{BulkRequest: control.BulkRequest{Filter: "provider:silverfin"}, NewID: true}
	_, err = client.Bulk(ctx, relay.ReplayVerb, limited)
	if statusOf(err) != 422 || !strings.HasPrefix(err.Error(), "after 0 of 1 were changed: ") {
		t.Errorf("%v", err)
	}
	counts, err := client.Bulk(ctx, relay.CancelVerb, control.BulkReplayRequest{BulkRequest: control.BulkRequest{All: true, DryRun: true}})
	if err != nil || counts.Matched != 1001 {
		t.Errorf("there are %d deliveries, want 1001 (%v)", counts.Matched, err)
	}
}
