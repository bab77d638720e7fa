package relaytest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

// In these examples t is a stand-in; in a test it is the test's own *testing.T.

// An answer gets lost: the handler has done its work and the sender never hears of it, so the same event comes again.
func Example() {
	t := &tape{}
	defer t.end()
	ids := make(chan string, 9)
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids <- r.Header.Get("Webhook-Id")
		w.WriteHeader(http.StatusNoContent)
	}))
	defer app.Close()

	h := relaytest.New(t)
	h.Subscribe("fintoro", app.URL)
	h.Inject("lose-ack", relaytest.When{First: 1})
	paid := h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": 4812})

	d := h.RequireDelivered(paid)
	first, second := <-ids, <-ids
	fmt.Println(d.AttemptCount, "attempts, the same id:", first == second)
	fmt.Println("the first:", d.Attempts[0].Outcome, "for", d.Attempts[0].Faults[0].Name)
	// Output:
	// 2 attempts, the same id: true
	// the first: protocol_error for lose-ack
}

// Silverfin tries for two days, and then its webhook expires for good.
func ExampleRelay_Advance() {
	t := &tape{}
	defer t.end()
	var requests atomic.Int32
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer app.Close()

	h := relaytest.New(t)
	h.Subscribe("silverfin", app.URL)
	changed := h.Trigger("silverfin", "account.updated")

	h.Advance(47 * time.Hour)
	h.RequireState(changed, relay.Pending)
	h.Advance(time.Hour)
	h.RequireState(changed, relay.Failed)
	fmt.Println(requests.Load(), "attempts in 48 hours")
	fmt.Println("the subscription is", h.Subscriptions()[0].State)
	// Output:
	// 13 attempts in 48 hours
	// the subscription is expired
}

// A secret is rotated while the handler still knows the old one only.
func ExampleRelay_Rotate() {
	t := &tape{}
	defer t.end()
	h := relaytest.New(t)
	sub := h.Subscribe("bookkeeper", h.MockURL("bookkeeper"))
	signatures := func() int {
		d := h.RequireDelivered(h.Trigger("bookkeeper", "payment.confirmed"))
		return len(strings.Fields(d.Attempts[0].Request.Headers["webhook-signature"][0]))
	}

	fmt.Println("before:", signatures(), "signature")
	rotated := h.Rotate(sub, control.RotateSecret{Overlap: "1h"})
	fmt.Println("for an hour:", signatures(), "signatures, another secret:", rotated.Secret != sub.Secret)
	h.Advance(time.Hour)
	fmt.Println("then:", signatures(), "signature")
	// Output:
	// before: 1 signature
	// for an hour: 2 signatures, another secret: true
	// then: 1 signature
}

// Events overtake each other: the invoice is paid before it was created.
func ExampleRelay_Inject() {
	t := &tape{}
	defer t.end()
	types := make(chan string, 9)
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		_, rest, _ := strings.Cut(string(body), `"type":"`)
		eventType, _, _ := strings.Cut(rest, `"`)
		types <- eventType
		w.WriteHeader(http.StatusNoContent)
	}))
	defer app.Close()

	h := relaytest.New(t)
	h.Subscribe("fintoro", app.URL)
	h.Inject("reorder=10s", relaytest.When{Filter: "type:invoices.created", First: 1})
	created := h.Trigger("fintoro", "invoices.created", relaytest.Set{"resource.id": 4812})
	paid := h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": 4812})

	h.RequireDelivered(paid)
	h.RequireDelivered(created)
	fmt.Println(<-types, "came before", <-types)
	// Output:
	// invoices.paid came before invoices.created
}

// An app that registers its webhook itself changes only its base URL and its token.
func ExampleRelay_ProviderURL() {
	t := &tape{}
	defer t.end()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	defer app.Close()

	h := relaytest.New(t)
	registration := fmt.Sprintf(`{"url":%q,"isActive":true,"subscribedEvents":["invoices.paid"]}`, app.URL)
	req, err := http.NewRequest(http.MethodPost, h.ProviderURL("fintoro")+"/api/public/v1/webhook-subscriptions", strings.NewReader(registration))
	if err != nil {
		t.Fatalf("%v", err)
	}
	req.Header.Set("Authorization", "Bearer "+h.Token("fintoro"))
	req.Header.Set("Content-Type", "application/json")
	resp, err := app.Client().Do(req)
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer resp.Body.Close()
	fmt.Println("registered:", resp.StatusCode)

	d := h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
	fmt.Println(d.State, "with", d.LastStatus)
	// Output:
	// registered: 201
	// delivered with 204
}

// The mock is ledgerhook's own receiver. Its books are there to be looked at.
func ExampleRelay_Ledger() {
	t := &tape{}
	defer t.end()
	h := relaytest.New(t)
	h.Subscribe("bookkeeper", h.MockURL("bookkeeper"))
	h.Inject("duplicate=at-once")
	h.Trigger("bookkeeper", "payment.confirmed", relaytest.Set{"data.amount": "121.00", "data.currency": "EUR"})

	l := h.Ledger()
	fmt.Println(len(h.Receipts()), "receipts,", len(l.Postings), "posting, in the bank:", l.Total("bank", "EUR"))
	h.RequireReconciled()
	// Output:
	// 2 receipts, 1 posting, in the bank: 121.00
}

// What the app has booked is held against what was sent to it.
func ExampleRelay_RequireObserved() {
	t := &tape{}
	defer t.end()
	app := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer app.Close()

	h := relaytest.New(t)
	h.Subscribe("bookkeeper", app.URL)
	ev := h.Trigger("bookkeeper", "payment.confirmed", relaytest.Set{"data.amount": "121.00", "data.currency": "EUR"})
	h.RequireDelivered(ev)

	booked := []relaytest.Item{{EventID: ev.ID, Amount: "121.00", Currency: "EUR", Reference: "A-1"}} // as the app tells it
	h.RequireObserved(booked)
	found := h.ReconcileObserved(append(booked, relaytest.Item{EventID: ev.ID, Amount: "121.00", Currency: "EUR", Reference: "A-2"}))
	fmt.Println("booked twice:", found.Doubled.Count)
	// Output:
	// booked twice: 1
}
