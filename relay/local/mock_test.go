package local_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// The mock reads details and files at the products' own APIs, and as often as there are events: limits are for callers.
func TestTheMockReadsAtTheProductsAPIs(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // for what is never read
	defer cancel()
	n, client := start(t, local.Options{})
	const many = 130 // more calls than Fintoro takes in a minute
	batch := []control.PublishRequest{{Provider: "finpilo", Type: "document.sent"}, {Provider: "silverfin", Type: "permanent_document.processed"}}
	for range many {
		batch = append(batch, control.PublishRequest{Provider: "fintoro", Type: "invoices.created"})
	}
	if _, err := client.PublishBatch(ctx, batch); err != nil {
		t.Fatal(err)
	}
	if waited, err := client.Wait(ctx, "", time.Minute); err != nil || !waited.Final {
		t.Fatalf("%+v, %v", waited, err)
	}
	var counts map[string]int
	waits := func(what string) bool { return strings.HasSuffix(what, " waiting ") }
	for counts == nil || slices.ContainsFunc(slices.Collect(maps.Keys(counts)), waits) { // a look waits until all is read, but for 2 s at most
		receipts, _, err := n.Books.Receipts(ctx, relay.ReceiptQuery{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		counts = map[string]int{}
		for _, r := range receipts {
			for _, f := range r.Fetches {
				counts[strings.Join([]string{r.EventType, string(f.What), string(f.State), f.Problem}, " ")]++
			}
		}
	}
	want := map[string]int{
		"invoices.created detail fetched ": many, "document.sent file fetched ": 1, "permanent_document.processed file fetched ": 1,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	postings, _, err := n.Books.Postings(ctx, "fintoro", "", 1000)
	if err != nil || len(postings) != many {
		t.Errorf("%d postings, %v", len(postings), err)
	}
}

// A file that cannot be read leaves its document booked and marked, and comes when the API can be read again.
func TestAFileThatFailsComesLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "file-fail", At: "api", Limit: 2})
	s.sends("finpilo", "document.sent")
	s.passes(0)
	file := func() *control.Fetch {
		t.Helper()
		postings, _, err := s.Ledger(t.Context(), "finpilo", "", 10)
		s.must(err)
		if len(postings) != 1 || postings[0].File == nil {
			t.Fatalf("%+v", postings)
		}
		return postings[0].File
	}
	if f := file(); f.State != "waiting" || f.Tries != 1 || !strings.HasPrefix(f.Fault, "file-fail") || !f.NextTry.Equal(bookStart.Add(time.Second)) {
		t.Errorf("at first: %+v", f)
	}
	s.passes(time.Second)
	if f := file(); f.State != "waiting" || f.Tries != 2 {
		t.Errorf("a second later: %+v", f)
	}
	s.passes(5 * time.Second)
	if f := file(); f.State != "fetched" || f.Tries != 3 || f.Fault != "" || f.Bytes == 0 || len(f.SHA256) != 64 {
		t.Errorf("in the end: %+v", f)
	}
}

// A detail that is not there yet is read again, and booked then.
func TestADetailThatFailsIsBookedLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "detail-404", At: "api", Limit: 1})
	s.sends("fintoro", "invoices.created")
	s.passes(0)
	if booked := s.booked(); len(booked) != 0 {
		t.Errorf("without its detail it booked %q", booked)
	}
	if r, err := s.Reconcile(t.Context(), "", ""); err != nil || r.Waiting != 1 || !r.Reconciled {
		t.Errorf("%+v, %v", r, err)
	}
	s.passes(time.Second)
	if booked := s.booked(); len(booked) != 1 {
		t.Errorf("with it %q", booked)
	}
}

// Under a frozen clock and with a seed, books are the same in every run, references, reads and all.
func TestBooksRepeat(t *testing.T) {
	t.Parallel()
	run := func() (shown []control.Posting) {
		s := newStage(t)
		s.breaks(control.AddFault{Name: "detail-404", At: "api", Every: 3}, control.AddFault{Name: "file-fail", At: "api", Chance: 0.5}, control.AddFault{Name: "lose-ack", Every: 4})
		for range 8 {
			s.sends("fintoro", "invoices.created")
			s.sends("finpilo", "document.sent")
			s.sends("moneybird", "sales_invoice_state_changed_to_open")
			s.passes(time.Second)
		}
		s.passes(time.Hour)
		postings, _, err := s.Ledger(t.Context(), "", "", 500)
		s.must(err)
		return postings
	}
	first := run()
	if len(first) != 24 {
		t.Errorf("%d postings", len(first))
	}
	ports := cmpopts.IgnoreFields(control.Fetch{}, "URL", "SHA256") // both hold the port
	if diff := cmp.Diff(first, run(), ports); diff != "" {
		t.Errorf("the second run (-first +second):\n%.3000s", diff)
	}
}
