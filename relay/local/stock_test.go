package local_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

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

// The calls of a closed node serve the next one, and tell it nothing of the one before.
func TestCallsGoFromNodeToNode(t *testing.T) {
	t.Parallel()
	stock, err := local.NewStock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var before *local.Node
	for n := range 3 {
		node, client := start(t, local.Options{Clock: relay.NewVirtualClock(bookStart), Stock: stock})
		if n > 0 && local.Free(stock) != 0 {
			t.Errorf("%d calls are free while one node runs", local.Free(stock))
		}
		faults, err := client.Faults(t.Context())
		if err != nil || len(faults) != 0 {
			t.Errorf("it begins with the faults %v (%v)", faults, err)
		}
		if _, err := client.AddFault(t.Context(), control.AddFault{Name: "lose-ack", First: 1}); err != nil {
			t.Fatal(err)
		}
		for range n + 1 {
			if _, err := client.Publish(t.Context(), control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed"}, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := client.Advance(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		receipts, _, err := client.Receipts(t.Context(), "", "", "", 0)
		if want := 2 * (n + 1); err != nil || len(receipts) != want {
			t.Errorf("%d receipts (%v), want %d: those of its own events, whose answers were lost", len(receipts), err, want)
		}
		count := fmt.Sprintf("ledgerhook_events_ingested_total{provider=%q} %d\n", "bookkeeper", n+1)
		if text := metricsOf(t, node); !strings.Contains(text, count) {
			t.Errorf("its metrics are not its own: no %s in %s", count, text)
		}
		env, err := client.Env(t.Context())
		if err != nil || env.Control != node.ControlURL || before != nil && env.Tokens["fintoro"] == before.Tokens["fintoro"] {
			t.Errorf("it says it is %s, and is %s (%v)", env.Control, node.ControlURL, err)
		}
		before = node
		stop(t, node)
		if local.Free(stock) != 1 {
			t.Errorf("%d calls are free after node %d, want 1", local.Free(stock), n)
		}
	}
	start(t, local.Options{Stock: stock, Version: "another"})
	if local.Free(stock) != 1 {
		t.Error("a node of another version took the calls")
	}
}

func metricsOf(t *testing.T, node *local.Node) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, node.ControlURL+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
