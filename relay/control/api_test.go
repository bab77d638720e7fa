package control_test

import (
	"context"
	jsonraw "encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// start runs a whole node on free ports with a temporary database.
func start(t *testing.T, opt local.Options) (*local.Node, *control.Client) {
	t.Helper()
	seed := uint64(42)
	opt.Listen, opt.MockListen, opt.Seed = "127.0.0.1:0", "127.0.0.1:0", &seed
	node, err := local.Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return node, control.NewClient(node.ControlURL)
}

func TestPublishWaitShow(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	p, err := client.Publish(ctx, control.PublishRequest{
		Provider: "finpilo", Type: "document.sent", SetText: map[string]string{"currency": "SEK"}, Set: map[string]jsonraw.RawMessage{"comment": jsonraw.RawMessage(`{"a":[1.0]}`)},
	}, "")
	if err != nil || len(p.Deliveries) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	waited, err := client.Wait(ctx, "event:"+p.Event.ID, 20*time.Second)
	if err != nil || !waited.Final || waited.States["delivered"] != 1 {
		t.Fatalf("%+v, %v", waited, err)
	}
	d, err := client.Delivery(ctx, p.Deliveries[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.State != "delivered" || !strings.HasPrefix(d.Reference, "INV-") || len(d.Attempts) != 1 || d.SettledAt == nil || d.DueAt != nil {
		t.Errorf("delivery %+v", d)
	}
	if body := *d.Attempts[0].Request.Body; !strings.Contains(body, `"currency":"SEK"`) || !strings.Contains(body, `"comment":{"a":[1.0]}`) {
		t.Errorf("the edits are not in the body: %s", body)
	}
	receipts, _, err := client.Receipts(ctx, "finpilo", "accepted", "", 0)
	if err != nil || len(receipts) != 1 || receipts[0].Reference != d.Reference {
		t.Errorf("receipts %+v, %v", receipts, err)
	}
	replay, err := client.Replay(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Wait(ctx, "id:"+replay.ID, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	if again, err := client.Delivery(ctx, replay.ID); err != nil || again.Reference != d.Reference || again.ReplayOf != d.ID {
		t.Errorf("the replay has reference %q, the original %q (%v)", again.Reference, d.Reference, err)
	}
	if ledger, _, err := client.Ledger(ctx, "finpilo", "", 0); err != nil || len(ledger) != 1 {
		t.Errorf("%d postings, want 1 (%v)", len(ledger), err)
	}
}

// The names that scripts rely on are there also where there is nothing to show.
func TestNamesAreAlwaysThere(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "fintoro", URL: node.MockURL + "/fintoro"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		resp, err := http.Get(node.ControlURL + path)
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
	id := p.Deliveries[0].ID
	want := map[string]string{
		"/v1/deliveries/" + id:        `"id" "event_id" "subscription_id" "provider" "type" "state" "reason" "reference" "replay_of" "due_at" "created_at" "settled_at" "attempts"`,
		"/v1/subscriptions/" + sub.ID: `"id" "provider" "url" "events" "state" "reason" "created_at" "webhook_id" "company_id"`,
		"/v1/providers/fintoro":       `"name" "traits" "events" "meaning" "facts" "value" "source"`,
	}
	check := func() {
		for path, names := range want {
			text := read(path)
			for name := range strings.FieldsSeq(names) {
				if !strings.Contains(text, name+":") {
					t.Errorf("%s has no %s: %s", path, name, text)
				}
			}
		}
	}
	check()
	if _, err := client.Wait(ctx, "id:"+id, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	// Its answer is a 204 without a body.
	want["/v1/deliveries/"+id] += ` "number" "planned_at" "started_at" "duration_ms" "timings" "dns_ms" "connect_ms" "tls_ms" "first_byte_ms" "reused" "outcome" "status" "error" "request" "method" "url" "headers" "body" "response" "faults"`
	check()
	if text := read("/v1/deliveries/" + id); !strings.Contains(text, `"body":""`) {
		t.Errorf("the empty answer has no body: %s", text)
	}
}

func TestListsFollowCursors(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	var want []string
	for range 7 {
		p, err := client.Publish(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
		if err != nil || len(p.Deliveries) != 0 {
			t.Fatalf("%+v, %v", p, err)
		}
		want = append([]string{p.Event.ID}, want...)
	}
	var got []string
	for cursor, pages := "", 0; ; pages++ {
		events, next, err := client.Events(ctx, "fintoro", cursor, 3)
		if err != nil || pages > 3 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, e := range events {
			got = append(got, e.ID)
		}
		if next == "" {
			break
		}
		cursor = next
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Whatever faces outside is strict: a 4xx with a reason, and nothing is stored.
func TestRefusals(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{})
	jsonType := http.Header{"Content-Type": {"application/json"}}
	with := func(name, value string) http.Header {
		h := jsonType.Clone()
		h.Set(name, value)
		return h
	}
	const event = `{"provider":"fintoro","type":"invoices.paid"}`
	tests := map[string]struct {
		method, path, body string
		header             http.Header
		status             int
		reason             string
	}{
		"an unknown event names the nearest":    {"POST", "/v1/events", `{"provider":"fintoro","type":"invoices.payed"}`, jsonType, 422, "did you mean invoices.paid"},
		"an unknown provider names the nearest": {"POST", "/v1/events", `{"provider":"fintro","type":"invoices.paid"}`, jsonType, 422, "did you mean fintoro"},
		"an unknown key":                        {"POST", "/v1/events", `{"provider":"fintoro","type":"invoices.paid","colour":1}`, jsonType, 422, "colour"},
		"a wrongly cased key":                   {"POST", "/v1/events", `{"Provider":"fintoro","type":"invoices.paid"}`, jsonType, 422, "Provider"},
		"a duplicate key":                       {"POST", "/v1/events", `{"provider":"fintoro","provider":"finpilo","type":"invoices.paid"}`, jsonType, 400, "duplicate"},
		"invalid UTF-8":                         {"POST", "/v1/events", "{\"provider\":\"fin\xfftoro\",\"type\":\"invoices.paid\"}", jsonType, 400, "UTF-8"},
		"a byte order mark":                     {"POST", "/v1/events", "\ufeff" + event, jsonType, 400, ""},
		"a lone surrogate":                      {"POST", "/v1/events", `{"provider":"fintoro","type":"invoices.paid","data":{"a":"\ud800"}}`, jsonType, 400, "surrogate"},
		"what follows the value":                {"POST", "/v1/events", event + event, jsonType, 400, ""},
		"a body over 1 MiB":                     {"POST", "/v1/events", `{"provider":"` + strings.Repeat("x", 1<<20) + `"}`, jsonType, 413, ""},
		"another content type":                  {"POST", "/v1/events", event, http.Header{"Content-Type": {"text/plain"}}, 415, "application/json"},
		"a page of another origin":              {"POST", "/v1/events", event, with("Origin", "https://evil.test"), 403, "origin"},
		"a name that points here":               {"POST", "/v1/events", event, with("Host", "evil.test"), 403, "Host"},
		"an identity key in set":                {"POST", "/v1/events", `{"provider":"fintoro","type":"invoices.paid","set":{"id":1}}`, jsonType, 422, "cannot be set"},
		"a path that does not exist":            {"POST", "/v1/events", `{"provider":"fintoro","type":"invoices.paid","set":{"resource.idd":1}}`, jsonType, 422, "did you mean resource.id"},
		"a filter that cannot be parsed":        {"GET", "/v1/deliveries?filter=state:faild", "", nil, 422, "position 0"},
		"an unknown parameter":                  {"GET", "/v1/deliveries?fliter=x", "", nil, 422, "fliter"},
		"an unreadable cursor":                  {"GET", "/v1/deliveries?cursor=!", "", nil, 422, "cursor"},
		"a delivery that does not exist":        {"GET", "/v1/deliveries/dlv_none", "", nil, 404, "not found"},
		"an unknown fault":                      {"POST", "/v1/faults", `{"name":"loose-ack"}`, jsonType, 422, "did you mean lose-ack"},
		"a fault without its value":             {"POST", "/v1/faults", `{"name":"status"}`, jsonType, 422, "status"},
		"a fault at no place":                   {"POST", "/v1/faults", `{"name":"lose-ack","at":"nowhere"}`, jsonType, 422, "at"},
		"a subscription without a URL":          {"POST", "/v1/subscriptions", `{"provider":"fintoro","url":""}`, jsonType, 422, "url"},
		"a subscription to no event":            {"POST", "/v1/subscriptions", `{"provider":"fintoro","url":"http://127.0.0.1:1/","events":["invoices.payed"]}`, jsonType, 422, "did you mean invoices.paid"},
		"a secret that is none":                 {"POST", "/v1/subscriptions", `{"provider":"bookkeeper","url":"http://127.0.0.1:1/","secret":"x"}`, jsonType, 422, "whsec_"},
	}
	subs, err := client.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("calls", func(t *testing.T) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				req, err := http.NewRequestWithContext(t.Context(), tt.method, node.ControlURL+tt.path, strings.NewReader(tt.body))
				if err != nil {
					t.Fatal(err)
				}
				for name, values := range tt.header {
					req.Header[name] = values
				}
				if host := tt.header.Get("Host"); host != "" {
					req.Host = host
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
				if resp.StatusCode != tt.status || !strings.Contains(string(text), tt.reason) {
					t.Errorf("answered %d %s; want %d and %q", resp.StatusCode, text, tt.status, tt.reason)
				}
				if kind := resp.Header.Get("Content-Type"); kind != "application/problem+json" {
					t.Errorf("Content-Type %q", kind)
				}
			})
		}
	})
	if events, _, err := client.Events(t.Context(), "", "", 0); err != nil || len(events) != 0 {
		t.Errorf("%d events are stored, want none (%v)", len(events), err)
	}
	if after, err := client.Subscriptions(t.Context()); err != nil || len(after) != len(subs) {
		t.Errorf("%d subscriptions, %d before (%v)", len(after), len(subs), err)
	}
}

func TestSecretsAreShownOnce(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	made, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "moneybird", URL: "http://user:hunter2@127.0.0.1:3000/hooks?x=1", NoProbe: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Secret) != 64 || made.SteppedAside == "" || string(made.Own["webhook_token"]) == "" {
		t.Errorf("created %+v", made)
	}
	shown, err := client.Subscription(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `,"webhook_token":"`) || strings.Contains(string(text), `"Own"`) {
		t.Errorf("the product's own fields do not stand beside the common ones: %s", text)
	}
	if strings.Contains(string(text), made.Secret) || strings.Contains(string(text), "hunter2") {
		t.Errorf("a secret is shown again: %s", text)
	}
	env, err := client.Env(t.Context())
	if err != nil || env.Secrets["moneybird"].Secret != made.Secret {
		t.Errorf("env names %q (%v)", env.Secrets["moneybird"].Secret, err)
	}
	revealed, err := client.RevealSubscription(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	token := string(revealed.Own["webhook_token"])
	if got := string(env.Secrets["moneybird"].Own["webhook_token"]); got != token || strings.Contains(token, "***") {
		t.Errorf("env gives the webhook token as %s, it is %s", got, token)
	}
}

func TestWatchResumes(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	publish := func() {
		if _, err := client.Publish(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, ""); err != nil {
			t.Error(err)
		}
	}
	errEnough := errors.New("enough")
	var first uint64
	err := client.Watch(ctx, 0, func(c control.Change) error {
		if c.Kind == "" { // connected
			publish()
			return nil
		}
		first = c.Number
		if c.Kind != string(relay.EventPublished) || c.Event == nil {
			t.Errorf("change %+v", c)
		}
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	publish()
	err = client.Watch(ctx, first, func(c control.Change) error {
		if c.Kind == "" {
			return nil
		}
		if c.Number != first+1 || c.Missed {
			t.Errorf("resumed with change %d, missed %v; want %d", c.Number, c.Missed, first+1)
		}
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Wait(ctx, "", 20*time.Second); err != nil {
		t.Fatal(err)
	}
	if _, err := client.AddFault(ctx, control.AddFault{Name: "lose-ack"}); err != nil {
		t.Fatal(err)
	}
	if err := client.Reset(ctx); err != nil {
		t.Fatal(err)
	}
	var gone *control.Error
	if _, err := client.Event(ctx, p.Event.ID); !errors.As(err, &gone) || gone.Status != 404 {
		t.Errorf("the event is still there: %v", err)
	}
	receipts, _, err := client.Receipts(ctx, "", "", "", 0)
	faults, err2 := client.Faults(ctx)
	subs, err3 := client.Subscriptions(ctx)
	if err := errors.Join(err, err2, err3); err != nil || len(receipts) != 0 || len(faults) != 0 || len(subs) != 5 {
		t.Errorf("%d receipts, %d faults, %d subscriptions; want 0, 0, 5 (%v)", len(receipts), len(faults), len(subs), err)
	}
	again, err := client.Publish(ctx, control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, "")
	if err != nil || again.Event.ID <= p.Event.ID {
		t.Errorf("the next event is %s, before it was %s (%v)", again.Event.ID, p.Event.ID, err)
	}
}
