package control_test

import (
	jsonraw "encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// app is a receiver that answers as it is told.
type app struct {
	url    string
	mu     sync.Mutex
	status int
	bodies []string
}

func newApp(t *testing.T, status int) *app {
	a := &app{status: status}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.bodies = append(a.bodies, string(text))
		w.WriteHeader(a.status)
	}))
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// byHandRig is a bare node under a virtual clock with one Fintoro subscription to an app.
func byHandRig(t *testing.T, status int) (*control.Client, *app, control.Subscription) {
	t.Helper()
	_, client := start(t, local.Options{Bare: true, Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC))})
	a := newApp(t, status)
	sub, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "fintoro", URL: a.url})
	if err != nil {
		t.Fatal(err)
	}
	return client, a, sub
}

// publish publishes n events and returns when nothing is due any more.
func publish(t *testing.T, client *control.Client, n int) []control.Delivery {
	t.Helper()
	requests := make([]control.PublishRequest, n)
	for i := range requests {
		requests[i] = control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}
	}
	published, err := client.PublishBatch(t.Context(), requests)
	if err != nil {
		t.Fatal(err)
	}
	settle(t, client)
	deliveries := make([]control.Delivery, n)
	for i := range published {
		deliveries[i] = published[i].Deliveries[0]
	}
	return deliveries
}

// settle returns when nothing is due any more.
func settle(t *testing.T, client *control.Client) {
	t.Helper()
	if _, err := client.Advance(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
}

func statusOf(err error) int {
	var refusal *control.Error
	if errors.As(err, &refusal) {
		return refusal.Status
	}
	return 0
}

func TestReplayWithOptions(t *testing.T) {
	t.Parallel()
	client, a, _ := byHandRig(t, 204)
	ctx := t.Context()
	original := publish(t, client, 1)[0]
	other := newApp(t, 200)
	body, encoded, text := `{"a":1}`, "//4=", map[string]string{"resource.id": "301"}
	tests := []struct {
		name    string
		options control.ReplayOptions
		at      *app
		sent    string // what the body that arrives contains
	}{
		{"nothing said", control.ReplayOptions{}, a, a.bodies[0]},
		{"another body", control.ReplayOptions{Body: &body}, a, body},
		{"bytes that are no UTF-8", control.ReplayOptions{BodyBase64: &encoded}, a, "\xff\xfe"},
		{"an edit by text", control.ReplayOptions{SetText: text}, a, `"id":301`},
		{"an edit by JSON", control.ReplayOptions{Set: map[string]jsonraw.RawMessage{"resource.id": jsonraw.RawMessage(`[1.0]`)}}, a, `"id":[1.0]`},
		{"another URL", control.ReplayOptions{URL: other.url}, other, a.bodies[0]},
	}
	for _, tt := range tests {
		d, err := client.ReplayWith(ctx, original.ID, tt.options)
		if err != nil || d.ReplayOf != original.ID || d.DialectID != original.DialectID {
			t.Fatalf("%s: %+v, %v", tt.name, d, err)
		}
		settle(t, client)
		if got := tt.at.bodies[len(tt.at.bodies)-1]; !strings.Contains(got, tt.sent) {
			t.Errorf("%s: %q arrived, want %q in it", tt.name, got, tt.sent)
		}
	}
	if d, err := client.ReplayWith(ctx, original.ID, control.ReplayOptions{NewID: true}); err != nil || d.DialectID == original.DialectID {
		t.Errorf("with new_id: %+v, %v", d, err)
	}
	for name, options := range map[string]control.ReplayOptions{
		"two bodies":         {Body: &body, BodyBase64: &encoded},
		"a body of no bytes": {BodyBase64: &body},
		"an identity key":    {SetText: map[string]string{"id": "x"}},
		"no URL":             {URL: "nowhere"},
	} {
		if _, err := client.ReplayWith(ctx, original.ID, options); statusOf(err) != 422 {
			t.Errorf("%s: %v, want a 422", name, err)
		}
	}
}

func TestCancelAndRetry(t *testing.T) {
	t.Parallel()
	client, a, _ := byHandRig(t, 500)
	ctx := t.Context()
	failing := publish(t, client, 2)
	a.mu.Lock()
	a.status = 200
	a.mu.Unlock()
	if d, err := client.Cancel(ctx, failing[0].ID); err != nil || d.State != "canceled" || d.Reason != "by_hand" {
		t.Errorf("canceled: %+v, %v", d, err)
	}
	if _, err := client.Retry(ctx, failing[1].ID); err != nil {
		t.Fatal(err)
	}
	settle(t, client)
	if d, err := client.Delivery(ctx, failing[1].ID); err != nil || d.State != "delivered" || len(d.Attempts) != 2 {
		t.Errorf("retried: %+v, %v", d, err)
	}
	for name, call := range map[string]func(string) (control.Delivery, error){
		"retry":  func(id string) (control.Delivery, error) { return client.Retry(ctx, id) },
		"cancel": func(id string) (control.Delivery, error) { return client.Cancel(ctx, id) },
	} {
		for id, want := range map[string]int{failing[0].ID: 409, "dlv_none": 404} {
			if _, err := call(id); statusOf(err) != want {
				t.Errorf("%s %s: %v, want a %d", name, id, err, want)
			}
		}
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	client, a, _ := byHandRig(t, 500)
	ctx := t.Context()
	publish(t, client, 5)
	bulk := func(verb relay.Verb, request control.BulkReplayRequest) control.BulkResult {
		t.Helper()
		result, err := client.Bulk(ctx, verb, request)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	pending := control.BulkReplayRequest{BulkRequest: control.BulkRequest{Filter: "state:pending"}}
	dry := pending
	dry.DryRun = true
	if got := bulk(relay.RetryVerb, dry); got.Matched != 5 || got.Changed != 5 || got.States["pending"] != 5 || !got.DryRun {
		t.Errorf("dry run %+v", got)
	}
	first := pending
	first.Limit = 2
	page := bulk(relay.CancelVerb, first)
	if page.Changed != 2 || page.Next == "" {
		t.Errorf("the first page %+v", page)
	}
	a.mu.Lock()
	a.status = 200
	a.mu.Unlock()
	if got := bulk(relay.RetryVerb, pending); got.Changed != 3 || got.Next != "" {
		t.Errorf("retry %+v", got)
	}
	settle(t, client)
	everything := control.BulkReplayRequest{BulkRequest: control.BulkRequest{All: true}}
	if got := bulk(relay.CancelVerb, everything); got.Matched != 5 || got.Changed != 0 || got.Skipped != 5 {
		t.Errorf("canceling what is final: %+v", got)
	}
	everything.NewID = true
	if got := bulk(relay.ReplayVerb, everything); got.Changed != 5 {
		t.Errorf("replay %+v", got)
	}
	settle(t, client)
	if waited, err := client.Wait(ctx, "", time.Second); err != nil || waited.States["delivered"] != 8 || waited.States["canceled"] != 2 {
		t.Errorf("in the end %+v, %v", waited, err)
	}
	for name, request := range map[string]control.BulkReplayRequest{
		"no filter":          {},
		"a filter beside it": {BulkRequest: control.BulkRequest{Filter: "state:failed", All: true}},
		"an unknown state":   {BulkRequest: control.BulkRequest{Filter: "state:faild"}},
		"a negative limit":   {BulkRequest: control.BulkRequest{Filter: "state:failed", Limit: -1}},
	} {
		if _, err := client.Bulk(ctx, relay.ReplayVerb, request); statusOf(err) != 422 {
			t.Errorf("%s: %v, want a 422", name, err)
		}
	}
}
