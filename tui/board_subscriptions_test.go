package tui

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// subscribed is sample with one subscription in each state, and one that is hindered in each way.
func subscribed(t *testing.T) *stub {
	s := sample(t)
	sub := func(id, provider, name, url, state string, change func(s *control.Subscription)) {
		one := control.Subscription{SubscriptionFields: control.SubscriptionFields{
			ID: id, Provider: provider, Name: name, URL: url, State: state, Since: at(-3 * 3600), CreatedAt: at(-86400), UpdatedAt: at(-86400),
			Sending: control.Sending{Circuit: "closed", RetryWaitsMS: []float64{10e3, 100e3, 1000e3, 10000e3}},
		}}
		change(&one)
		s.subscriptions = append(s.subscriptions, one)
	}
	s.subscriptions = nil
	sub("sub_7q", "fintoro", "ERP", "http://127.0.0.1:3000/webhooks/fintoro", "active", func(s *control.Subscription) {
		s.Events = []string{"invoices.paid", "invoices.created", "clients.updated"}
		s.Own = map[string]json.RawMessage{"company_id": json.RawMessage(`15`), "webhook_token": json.RawMessage(`"***"`)}
		s.InFlight = 2
		s.DeclaredAs = "erp"
		s.URLNotes = []relay.URLNote{{Rule: relay.RuleHTTPSOnly, Text: "Fintoro sends to https only", Source: relay.Documented}}
	})
	sub("sub_8a", "finpilo", "built-in mock", "http://127.0.0.1:7118/finpilo", "active", func(s *control.Subscription) { s.Builtin, s.RetryWaitsMS = true, nil })
	sub("sub_8b", "moneybird", "Kas 東京 é", "https://books.example.com/a/very/long/path/to/hooks/moneybird", "paused", func(s *control.Subscription) { s.Reason = "by_hand" })
	sub("sub_8c", "bookkeeper", "", "", "active", func(s *control.Subscription) {
		s.URLs = map[string]string{"payment.confirmed": "http://127.0.0.1:3000/paid", "refund.initiated": "http://127.0.0.1:3000/refund"}
		s.Circuit, s.Rate, s.Concurrency, s.AtMostOnce, s.Retry = "open", 2.5, 4, true, "5s,5m"
	})
	sub("sub_8d", "silverfin", "ordered", "http://127.0.0.1:3000/s", "active", func(s *control.Subscription) {
		s.Ordered, s.BlockedBy, s.BlockedUntil = true, "dlv_0k3f9a00000000000000000006e", due(70)
	})
	sub("sub_8e", "silverfin", "old", "http://127.0.0.1:3000/old", "expired", func(s *control.Subscription) { s.Reason = "schedule_spent" })
	sub("sub_8f", "fintoro", "off", "http://127.0.0.1:3000/off", "disabled", func(s *control.Subscription) { s.Reason = "410" })
	sub("sub_8g", "moneybird", "quiet", "http://127.0.0.1:3000/quiet", "deactivated", func(*control.Subscription) {})
	for i := range s.deliveries {
		s.deliveries[i].SubscriptionID = "sub_8b"
	}
	s.deliveries[0].SubscriptionID, s.deliveries[3].SubscriptionID = "sub_7q", "sub_7q"
	s.deliveries[3].LastDurationMS = 13
	s.boards.groups = control.Groups{Items: []control.Group{
		{Group: map[string]string{"subscription": "sub_8b", "state": "held"}, Count: 1041},
		{Group: map[string]string{"subscription": "sub_7q", "state": "pending"}, Count: 3},
		{Group: map[string]string{"subscription": "sub_7q", "state": "sending"}, Count: 2},
	}}
	s.boards.held = 41
	for i := range s.providers {
		s.providers[i].Traits.SecretNames = []string{"signing secret", "previous signing secret"}
	}
	return s
}

// detailKeys open what stands beside the rows, where it does not anyway.
func detailKeys(s *screen) []string {
	if s.m.layout().narrow {
		return []string{"tab"}
	}
	return nil
}

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	sizes := map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}}
	cases := map[string]func(s *screen){
		"hindered": func(s *screen) { s.press("j", "j", "j"); s.press(detailKeys(s)...) },
		"details":  func(s *screen) { s.press("tab") },
	}
	for size, wh := range sizes {
		for name, do := range cases {
			t.Run(name+" at "+size, func(t *testing.T) {
				t.Parallel()
				s := connected(t, wh[0], wh[1], subscribed(t))
				s.press("2")
				do(s)
				s.golden(size + "/" + name)
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, newStub(t))
		s.press("2")
		s.golden("none")
	})
	t.Run("they cannot be read", func(t *testing.T) {
		t.Parallel()
		s := newScreen(t, 80, 24, newStub(t))
		s.press("2")
		s.m.boards[subscriptionsView] = &subscriptionBoard{}
		s.send(subscriptionsMsg{err: &control.Error{Status: 500, Detail: "database is locked"}})
		s.wants("The subscriptions cannot be read.")
		s.wants("database is locked")
	})
}

func TestSubscriptionKeys(t *testing.T) {
	t.Parallel()
	t.Run("p pauses and tells how much is held", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, subscribed(t))
		s.press("2")
		s.wants("p hold")
		s.press("p")
		if got, want := s.asked(), "POST /v1/subscriptions/sub_7q/pause"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("z undo: release the subscription")
		s.wants("paused: 41 deliveries held → sub_7q   ledgerhook subscriptions pause sub_7q")
	})
	t.Run("p resumes what is paused or disabled", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, subscribed(t))
		s.press("2", "j", "j")
		s.wants("p release")
		s.press("p")
		if got, want := s.asked(), "POST /v1/subscriptions/sub_8b/resume"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("released: 41 deliveries sent → sub_8b   ledgerhook subscriptions resume sub_8b")
	})
	t.Run("p does nothing to one that cannot be held", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, subscribed(t))
		s.press("2", "j", "j", "j", "j", "j")
		s.lacks("p release")
		s.press("p")
		if got := s.asked(); got != "" {
			t.Errorf("asked %q", got)
		}
	})
	t.Run("s sends a test", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, subscribed(t))
		s.press("2", "s")
		if got, want := s.asked(), "POST /v1/subscriptions/sub_7q/test {}"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("sent a test: invoices.paid → dlv_0k4…9e2a   ledgerhook subscriptions test sub_7q")
	})
	t.Run("enter goes to its deliveries", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, subscribed(t))
		s.press("2", "enter")
		s.wants("Deliveries ─ sub:sub_7q")
		if got := len(s.m.list.rows); got != 2 {
			t.Errorf("%d rows, want its two deliveries", got)
		}
	})
	t.Run("enter opens the details first where it is narrow", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, subscribed(t))
		s.press("2", "enter")
		s.wants("last success")
		s.wants("enter deliveries")
		s.press("j")
		s.wants("built-in mock")
		s.press("esc")
		s.wants("Subscriptions ─ 8")
		s.press("tab", "enter")
		s.wants("Deliveries ─ sub:sub_8a")
	})
	t.Run("f breaks what goes to it", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, subscribed(t))
		s.press("2", "f")
		s.typed("lose")
		s.press("enter")
		if got, want := s.asked(), `POST /v1/faults {"name":"lose-ack","filter":"sub:sub_7q"}`; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
	t.Run("f asks for a value and keeps whom it hits", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, subscribed(t))
		s.press("2", "f", "enter")
		s.typed("503")
		s.press("enter")
		if got, want := s.asked(), `POST /v1/faults {"name":"status","value":"503","filter":"sub:sub_7q"}`; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
	t.Run("J and K scroll what stands beside", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 12, subscribed(t))
		s.press("2")
		s.wants("1-8 of 28")
		s.press("J")
		s.wants("2-9 of 28")
		s.press("K", "K")
		s.wants("1-8 of 28")
		s.press("J", "j")
		s.wants("1-8 of ")
	})
}

func TestSubscriptionsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	server := subscribed(t)
	s := connected(t, 120, 24, server)
	s.press("2", "j", "j")
	s.wants("▸ ‖ paused")
	server.subscriptions = server.subscriptions[1:]
	s.send(batchMsg{batch{subscriptions: true}})
	s.wants("▸ ‖ paused")
	server.subscriptions = append(server.subscriptions[:1:1], server.subscriptions[2:]...)
	s.send(batchMsg{batch{subscriptions: true}})
	s.wants("▸ ✕ no answer")
	server.subscriptions = nil
	s.send(batchMsg{batch{subscriptions: true}})
	s.wants("No subscription yet.")
}

func TestOwedIsAskedAtAPace(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, subscribed(t))
	asked := func() (n int) {
		for _, call := range s.server.calls {
			if len(call) > 25 && call[:25] == "GET /v1/deliveries/groups" {
				n++
			}
		}
		return n
	}
	s.press("2")
	clock := s.m.calls.clock.(*relay.VirtualClock)
	clock.Advance(time.Hour)
	before := asked()
	s.send(batchMsg{batch{updates: []update{{delivery: numbered(1)}}}})
	s.send(tickMsg{start})
	if got := asked() - before; got != 1 {
		t.Fatalf("asked %d times after an hour, want once", got)
	}
	s.send(batchMsg{batch{updates: []update{{delivery: numbered(2)}}}})
	s.send(tickMsg{start})
	if got := asked() - before; got != 1 {
		t.Fatalf("asked %d times at one moment, want once", got)
	}
	clock.Advance(time.Hour)
	s.send(tickMsg{start})
	if got := asked() - before; got != 2 {
		t.Errorf("asked %d times, want again when the pause is over", got)
	}
}
