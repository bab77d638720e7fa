package local_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Nodes of one stock run at once, and each has its own events, seed and secrets.
func TestNodesOfOneStockShareNothing(t *testing.T) {
	t.Parallel()
	stock, err := local.NewStock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, one := start(t, local.Options{Clock: relay.NewVirtualClock(bookStart), Stock: stock})
	second, other := start(t, local.Options{Clock: relay.NewVirtualClock(bookStart), Stock: stock})
	if first.Seed == second.Seed || first.Tokens["fintoro"] == second.Tokens["fintoro"] {
		t.Errorf("seeds %d and %d, tokens %v and %v", first.Seed, second.Seed, first.Tokens, second.Tokens)
	}
	for range 3 {
		if _, err := one.Publish(t.Context(), control.PublishRequest{Provider: "moneybird", Type: "sales_invoice_state_changed_to_open"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	for _, client := range []*control.Client{one, other} {
		if _, err := client.Advance(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		client *control.Client
		want   int
	}{"that was published to": {one, 3}, "beside it": {other, 0}} {
		found, err := tt.client.Reconcile(t.Context(), "", "")
		if err != nil || found.Events != tt.want || found.OK != tt.want {
			t.Errorf("the node %s: %d sent, %d booked (%v), want %d", name, found.Events, found.OK, err, tt.want)
		}
	}
}
