package relaytest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

// answering is an app that gives one answer to everything, and counts.
func answering(t *testing.T, status int) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = &atomic.Int32{}
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header()["Date"] = nil // no two are alike
		w.WriteHeader(status)
	}))
	t.Cleanup(app.Close)
	return app.URL, requests
}

// withoutPorts makes what was printed by one run the same as that of another: ports and the mock's own Date differ.
func withoutPorts(text string) string {
	text = regexp.MustCompile(`Date: .* GMT`).ReplaceAllString(text, "Date: DATE")
	return regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "127.0.0.1:PORT")
}

func TestEqualSeedsSendEqualBytes(t *testing.T) {
	t.Parallel()
	sent := func(opt relaytest.Options) (string, *relaytest.Relay) {
		h := relaytest.NewWith(t, opt)
		sub := h.Subscribe("fintoro", h.MockURL("fintoro"))
		d := h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
		return withoutPorts(fmt.Sprint(d.ID, *d.Body, sub.Secret, d.Attempts[0].Request.Headers)), h
	}
	one, h := sent(relaytest.Options{})
	if h.Seed() != 1 || !h.Now().Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("seed %d, clock %v", h.Seed(), h.Now())
	}
	if again, _ := sent(relaytest.Options{Seed: 1}); one != again {
		t.Errorf("one sends %s, the other %s", one, again)
	}
	if other, h := sent(relaytest.Options{Seed: 2}); one == other || h.Seed() != 2 {
		t.Error("another seed sends the same")
	}
	start := time.Date(2030, 5, 4, 9, 30, 0, 0, time.UTC)
	if _, h := sent(relaytest.Options{Start: start}); !h.Now().Equal(start) {
		t.Errorf("the clock stands at %v", h.Now())
	}
}

// The clock stands in 2026 and the handler's does not: with SignWall a signature is fresh all the same.
func TestSignWallSignsWithTheTimeOnTheWall(t *testing.T) {
	t.Parallel()
	for _, wall := range []bool{false, true} {
		h := relaytest.NewWith(t, relaytest.Options{SignWall: wall, Start: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
		url, _ := answering(t, http.StatusNoContent)
		h.Subscribe("fintoro", url)
		d := h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
		signed, err := strconv.ParseInt(strings.Join(d.Attempts[0].Request.Headers["webhook-timestamp"], ""), 10, 64)
		age := relay.RealClock{}.Now().Sub(time.Unix(signed, 0))
		if err != nil || (age < time.Hour) != wall {
			t.Errorf("wall %v: signed %v ago (%v)", wall, age, err)
		}
	}
}

func TestAttemptTimeoutEndsAHangingHandler(t *testing.T) {
	t.Parallel()
	h := relaytest.NewWith(t, relaytest.Options{AttemptTimeout: 250 * time.Millisecond})
	var requests atomic.Int32
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the end of the connection is not seen
		if requests.Add(1) == 1 {
			<-r.Context().Done()
		}
	}))
	t.Cleanup(app.Close)
	h.Subscribe("fintoro", app.URL)
	d := h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
	if len(d.Attempts) < 2 || d.Attempts[0].Outcome != string(relay.Timeout) {
		t.Errorf("attempts %+v", d.Attempts)
	}
}

// Tests that share a stock run at once and have nothing else in common.
func TestAStockIsShared(t *testing.T) {
	t.Parallel()
	var stock relaytest.Stock
	for n := range 8 {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			h := relaytest.NewWith(t, relaytest.Options{Stock: &stock, Seed: uint64(n + 1)})
			h.Subscribe("moneybird", h.MockURL("moneybird"))
			for range n {
				h.Trigger("moneybird", "sales_invoice_state_changed_to_open")
			}
			if got := len(h.Receipts()); got != n || int(h.Seed()) != n+1 {
				t.Errorf("%d receipts with seed %d, want %d", got, h.Seed(), n)
			}
			h.RequireReconciled()
		})
	}
}

func TestWhatCannotBeDoneEndsTheTest(t *testing.T) {
	t.Parallel()
	url, _ := answering(t, http.StatusNoContent)
	for name, tt := range map[string]struct {
		do   func(h *relaytest.Relay)
		want string
	}{
		"an unknown event":         {func(h *relaytest.Relay) { h.Trigger("fintoro", "invoices.payed") }, "did you mean invoices.paid"},
		"an event nobody takes":    {func(h *relaytest.Relay) { h.Trigger("silverfin", "sync.requested") }, "no subscription takes it: there is none of silverfin"},
		"an event the others take": {func(h *relaytest.Relay) { h.Trigger("fintoro", "clients.created") }, " is active and takes [invoices.paid]"},
		"a path that is not there": {func(h *relaytest.Relay) { h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.idd": 1}) }, "resource.idd"},
		"a value that JSON lacks": {func(h *relaytest.Relay) {
			h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": func() {}})
		}, "set resource.id"},
		"two sets":                    {func(h *relaytest.Relay) { h.Trigger("fintoro", "invoices.paid", relaytest.Set{}, relaytest.Set{}) }, "2 of relaytest.Set are given"},
		"an unknown fault":            {func(h *relaytest.Relay) { h.Inject("lose-akc") }, "did you mean lose-ack"},
		"an unknown product":          {func(h *relaytest.Relay) { h.Subscribe("fintor", url) }, "did you mean fintoro"},
		"the URL of none":             {func(h *relaytest.Relay) { h.ProviderURL("fintor") }, `no provider "fintor"`},
		"an attempt that is not due":  {func(h *relaytest.Relay) { h.AdvanceToNext() }, "nothing is due"},
		"a clock that goes back":      {func(h *relaytest.Relay) { h.Advance(-time.Second) }, "cannot go back"},
		"a filter with a mistake":     {func(h *relaytest.Relay) { h.Deliveries("state:wrong") }, "wrong"},
		"a state that there is not":   {func(h *relaytest.Relay) { h.RequireState(relaytest.Event{}, "done") }, `no state "done"`},
		"an event without deliveries": {func(h *relaytest.Relay) { h.RequireDelivered(relaytest.Event{}) }, "has no deliveries"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reached := false
			printed, failed := watch(func(t testing.TB) {
				h := relaytest.New(t)
				h.Subscribe("fintoro", url, relaytest.Subscription{Events: []string{"invoices.paid"}})
				tt.do(h)
				reached = true
			})
			if !failed || reached || !strings.Contains(printed, tt.want) || !strings.Contains(printed, "relaytest: seed 1, clock 2026-01-01 00:00:00") {
				t.Errorf("failed %v, went on %v, printed %s; want %q", failed, reached, printed, tt.want)
			}
		})
	}
}

// The own API of a product is where an app registers itself.
func TestAnAppRegistersItself(t *testing.T) {
	t.Parallel()
	h := relaytest.New(t)
	url, requests := answering(t, http.StatusNoContent)
	body := strings.NewReader(`{"url":"` + url + `","isActive":true,"subscribedEvents":["invoices.paid"]}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.ProviderURL("fintoro")+"/api/public/v1/webhook-subscriptions", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+h.Token("fintoro"))
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatalf("%+v %v", resp, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	h.RequireDelivered(h.Trigger("fintoro", "invoices.paid"))
	subs := h.Subscriptions()
	if len(subs) != 1 || subs[0].Secret == "" || subs[0].Secret != h.Secret(subs[0]) || requests.Load() != 1 {
		t.Errorf("%d subscriptions, %d requests", len(subs), requests.Load())
	}
}
