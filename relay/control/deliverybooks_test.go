package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A lost answer makes the mock receive a webhook twice and book it once; a replay comes under the same key.
func TestTheBooksOfADelivery(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC))})
	ctx := t.Context()
	if _, err := client.AddFault(ctx, control.AddFault{Name: "lose-ack", First: 1, Filter: "provider:bookkeeper"}); err != nil {
		t.Fatal(err)
	}
	publish := func() control.Delivery {
		p, err := client.Publish(ctx, control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed"}, "")
		if err != nil || len(p.Deliveries) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		return p.Deliveries[0]
	}
	d := publish()
	publish() // somebody else's
	if _, err := client.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	replay, err := client.Replay(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Advance(ctx, time.Hour); err != nil {
		t.Fatal(err)
	}
	type came struct {
		Verdict string
		Attempt int
	}
	for id, want := range map[string][]came{
		d.ID:      {{"accepted", 1}, {"duplicate", 2}, {"duplicate", 0}, {"duplicate", 0}},
		replay.ID: {{"accepted", 0}, {"duplicate", 0}, {"duplicate", 1}, {"duplicate", 2}},
	} {
		books, err := client.DeliveryBooks(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		var got []came
		for i := range books.Receipts {
			got = append(got, came{books.Receipts[i].Verdict, books.Receipts[i].Attempt})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("receipts of %s (-want +got):\n%s", id, diff)
		}
		if len(books.Postings) != 1 || books.Postings[0].ReceiptID != books.Receipts[0].ID || books.Postings[0].Reference != books.Receipts[3].Reference {
			t.Errorf("postings %+v", books.Postings)
		}
	}
}

// What an app got is not in the mock's books, though the mock got the same event.
func TestTheBooksOfADeliveryElsewhere(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	app := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer app.Close()
	for _, url := range []string{app.URL, node.MockURL + "/fintoro"} {
		if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "fintoro", URL: url}); err != nil {
			t.Fatal(err)
		}
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil || len(p.Deliveries) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := client.Wait(ctx, "event:"+p.Event.ID, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Deliveries {
		books, err := client.DeliveryBooks(ctx, d.ID)
		want := 1
		if d.URL == app.URL {
			want = 0
		}
		if err != nil || books.Receipts == nil || books.Postings == nil || len(books.Receipts) != want {
			t.Errorf("to %s: %+v, %v", d.URL, books, err)
		}
	}
}
