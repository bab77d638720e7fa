package local_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// The mock reads details and files at the products' own APIs, and as often as there are events: limits are for callers.
func TestTheMockReadsAtTheProductsAPIs(t *testing.T) {
	t.Parallel()
	n, client := start(t, local.Options{})
	const many = 130 // more calls than Fintoro takes in a minute
	batch := []control.PublishRequest{{Provider: "finpilo", Type: "document.sent"}, {Provider: "silverfin", Type: "permanent_document.processed"}}
	for range many {
		batch = append(batch, control.PublishRequest{Provider: "fintoro", Type: "invoices.created"})
	}
	if _, err := client.PublishBatch(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if waited, err := client.Wait(t.Context(), "", 20*time.Second); err != nil || !waited.Final {
		t.Fatalf("%+v, %v", waited, err)
	}
	receipts, _, err := n.Books.Receipts(t.Context(), relay.ReceiptQuery{Limit: 1000}) // which waits until all is read
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, r := range receipts {
		for _, f := range r.Fetches {
			counts[strings.Join([]string{r.EventType, string(f.What), string(f.State), f.Problem}, " ")]++
		}
	}
	want := map[string]int{
		"invoices.created detail fetched ": many, "document.sent file fetched ": 1, "permanent_document.processed file fetched ": 1,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	postings, _, err := n.Books.Postings(t.Context(), "fintoro", "", 1000)
	if err != nil || len(postings) != many {
		t.Errorf("%d postings, %v", len(postings), err)
	}
}
