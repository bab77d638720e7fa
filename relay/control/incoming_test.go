package control_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// takeOne lets a request come in at the hook "books" of Moneybird, for a target at the mock.
func takeOne(t *testing.T, node *local.Node) relay.Taken {
	t.Helper()
	target, _, err := node.Engine.Subscribe(t.Context(), relay.Subscription{Provider: "moneybird", Hook: "books", URL: node.MockURL + "/moneybird"})
	if err != nil {
		t.Fatal(err)
	}
	return take(t, node, relay.IncomingVerified, target.ID)
}

const pushed = `{"webhook_token":"tok","action":"contact_changed","entity":{"id":"7"}}`

func take(t *testing.T, node *local.Node, verdict relay.IncomingVerdict, to ...string) relay.Taken {
	t.Helper()
	taken, err := node.Engine.Take(t.Context(), relay.Incoming{
		Hook: "books", Provider: "moneybird", ReceivedAt: node.Engine.Clock.Now(), RemoteAddr: "192.0.2.7", Verdict: verdict, EventType: "contact_changed",
		DialectID: "id-1", Status: 200,
		Request: relay.Request{Method: "POST", URL: "/?token=s3cret", Body: []byte(pushed), Headers: []relay.Header{
			{Name: "Content-Type", Value: "application/json"}, {Name: "Authorization", Value: "Basic s3cret"}, {Name: "Idempotency-Key", Value: "id-1"},
		}},
	}, relay.Told{Type: "contact_changed", Data: []byte(`{"id":"7"}`), DialectID: "id-1"}, to)
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

// What came in is listed by hook, product and verdict, and shown whole, without its credentials unless they are asked for.
func TestIncomingIsListedAndShown(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)), Bare: true})
	ctx := t.Context()
	first := takeOne(t, node)
	target := first.Deliveries[0].SubscriptionID
	again := take(t, node, relay.IncomingVerified, target)
	refused := take(t, node, relay.IncomingRejected)

	stats, err := client.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"verified": 1, "unverified": 0, "repeated": 1, "rejected": 1, "probe": 0}, stats.Incoming); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	if stats, err = client.Statistics(ctx, control.StatsQuery{Filter: "provider:moneybird"}); err != nil || stats.Incoming != nil {
		t.Errorf("stats of a filter, which takes deliveries: %v, %v", stats.Incoming, err)
	}

	tests := map[string]struct {
		query control.IncomingQuery
		want  []string
	}{
		"all, newest first":  {control.IncomingQuery{}, []string{refused.Incoming.ID, again.Incoming.ID, first.Incoming.ID}},
		"of a product":       {control.IncomingQuery{Provider: "moneybird", Hook: "books"}, []string{refused.Incoming.ID, again.Incoming.ID, first.Incoming.ID}},
		"of another product": {control.IncomingQuery{Provider: "fintoro"}, nil},
		"at another hook":    {control.IncomingQuery{Hook: "other"}, nil},
		"rejected ones":      {control.IncomingQuery{Verdict: "rejected"}, []string{refused.Incoming.ID}},
		"repeated ones":      {control.IncomingQuery{Verdict: "repeated"}, []string{again.Incoming.ID}},
	}
	for name, test := range tests {
		var got []string
		for query := test.query; ; {
			query.Limit = 1
			page, next, err := client.Incoming(ctx, query)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, in := range page {
				if got = append(got, in.ID); in.Request != nil || in.Deliveries != nil {
					t.Errorf("%s: a list shows the request", name)
				}
			}
			if query.Cursor = next; next == "" {
				break
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	shown, err := client.IncomingRequest(ctx, first.Incoming.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(shown.Deliveries) != 1 || shown.Deliveries[0].ID != first.Deliveries[0].ID || shown.EventID != first.Event.ID || shown.RemoteAddr != "192.0.2.7" || shown.Verdict != "verified" {
		t.Errorf("shown as %+v", shown)
	}
	if text := shownText(&shown); strings.Contains(text, "s3cret") || strings.Contains(text, `"tok"`) || !strings.Contains(text, "***") {
		t.Errorf("credentials are shown, or nothing is masked:\n%s", text)
	}
	revealed, err := client.RevealIncoming(ctx, first.Incoming.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := revealed.Request.Headers["Authorization"]; len(got) != 1 || got[0] != "Basic s3cret" || string(revealed.Request.Bytes()) != pushed {
		t.Errorf("revealed as %v, %s", got, revealed.Request.Bytes())
	}

	text := scrape(t, node.ControlURL)
	for _, line := range []string{
		`ledgerhook_incoming_total{provider="moneybird",verdict="verified"} 1`, `ledgerhook_incoming_total{provider="moneybird",verdict="repeated"} 1`,
		`ledgerhook_incoming_total{provider="moneybird",verdict="rejected"} 1`, `ledgerhook_incoming_total{provider="fintoro",verdict="probe"} 0`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s", line)
		}
	}
}

func shownText(in *control.Incoming) string {
	text := in.Request.URL + string(in.Request.Bytes())
	for name, values := range in.Request.Headers {
		text += name + strings.Join(values, ",")
	}
	return text
}

// What comes in is told as a change, without headers and body.
func TestIncomingIsWatched(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	connected, seen := make(chan bool, 1), make(chan control.Change, 1)
	go func() {
		_ = client.Watch(ctx, 0, func(c control.Change) error {
			switch {
			case c.Kind == "":
				select {
				case connected <- true:
				default:
				}
			case c.Incoming != nil:
				seen <- c
			}
			return nil
		})
	}()
	<-connected
	refused := take(t, node, relay.IncomingRejected)
	select {
	case c := <-seen:
		if c.Kind != string(relay.IncomingTaken) || c.ID != refused.Incoming.ID || c.Incoming.Verdict != "rejected" || c.Incoming.Request != nil {
			t.Errorf("told %+v", c)
		}
	case <-ctx.Done():
		t.Fatal("nothing was told")
	}
}
