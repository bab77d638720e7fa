package control_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Each row goes on from the one before: what a call leaves out stays.
func TestUpdateSubscription(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	sub, err := client.Subscribe(t.Context(), control.CreateSubscription{
		Provider: "fintoro", URL: "http://127.0.0.1:3000/", SubscriptionLimits: control.SubscriptionLimits{Retry: control.Waits("5s, 5m")},
	})
	if err != nil {
		t.Fatal(err)
	}
	product := []float64{10_000, 100_000, 1_000_000, 10_000_000}
	want := control.Sending{Retry: "5s,5m0s", RetryWaitsMS: []float64{5000, 300_000}, Circuit: "closed"}
	if diff := cmp.Diff(want, sub.Sending); diff != "" {
		t.Fatalf("created (-want +got):\n%s", diff)
	}
	rows := []struct {
		name, body string
		change     func()
	}{
		{"nothing", `{}`, func() {}},
		{"limits", `{"rate":2.5,"concurrency":4,"at_most_once":true}`, func() { want.Rate, want.Concurrency, want.AtMostOnce = 2.5, 4, true }},
		{"no retry", `{"retry":"none"}`, func() { want.Retry, want.RetryWaitsMS = "none", []float64{} }},
		{"a list of waits", `{"retry":["1s","2s"]}`, func() { want.Retry, want.RetryWaitsMS = "1s,2s", []float64{1000, 2000} }},
		{"an empty list of waits", `{"retry":[]}`, func() { want.Retry, want.RetryWaitsMS = "none", []float64{} }},
		{"null is the product's", `{"retry":null}`, func() { want.Retry, want.RetryWaitsMS = "", product }},
		{"so is default", `{"retry":"1s"}`, func() { want.Retry, want.RetryWaitsMS = "1s", []float64{1000} }},
		{"default", `{"retry":"default"}`, func() { want.Retry, want.RetryWaitsMS = "", product }},
		{"ordered", `{"ordered":true,"concurrency":0,"at_most_once":false,"rate":0}`, func() { want.Ordered, want.Concurrency, want.AtMostOnce, want.Rate = true, 0, false, 0 }},
	}
	for _, row := range rows {
		row.change()
		if status, text := patch(t, node.ControlURL, sub.ID, row.body); status != 200 {
			t.Fatalf("%s: %d %s", row.name, status, text)
		}
		got, err := client.Subscription(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.Sending); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
	refusals := map[string]string{
		`{"retry":"5s,5x"}`:             `\"5x\" at position 3`,
		`{"retry":"-5s"}`:               "negative",
		`{"retry":""}`:                  "missing",
		`{"retry":5}`:                   "retry",
		`{"rate":-1}`:                   "rate",
		`{"concurrency":-1}`:            "concurrency",
		`{"concurrency":2}`:             "ordered",
		`{"events":["invoices.payed"]}`: "did you mean invoices.paid",
		`{"url":"ftp://x"}`:             "url",
		`{"colour":1}`:                  "colour",
	}
	for body, reason := range refusals {
		if status, text := patch(t, node.ControlURL, sub.ID, body); status != 422 || !strings.Contains(text, reason) {
			t.Errorf("%s: %d %s, want a 422 and %q", body, status, text, reason)
		}
	}
	if status, _ := patch(t, node.ControlURL, "sub_none", `{}`); status != 404 {
		t.Errorf("an unknown one: %d, want 404", status)
	}
	name, events := "mine", []string{"invoices.paid"}
	got, err := client.UpdateSubscription(t.Context(), sub.ID, control.UpdateSubscription{Name: &name, Events: &events})
	if err != nil || got.Name != name || !cmp.Equal(got.Events, events) || !got.Ordered {
		t.Errorf("%+v, %v", got, err)
	}
}

func patch(t *testing.T, base, id, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, base+"/v1/subscriptions/"+id, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestPauseResumeDisable(t *testing.T) {
	t.Parallel()
	client, _, sub := byHandRig(t, 200)
	ctx := t.Context()
	if got, err := client.Pause(ctx, sub.ID); err != nil || got.State != "paused" {
		t.Fatalf("%+v, %v", got, err)
	}
	held := publish(t, client, 3)
	if held[0].State != "held" {
		t.Errorf("published to a paused one it is %s", held[0].State)
	}
	if got, err := client.Resume(ctx, sub.ID); err != nil || got.State != "active" {
		t.Fatalf("%+v, %v", got, err)
	}
	settle(t, client)
	if d, err := client.Delivery(ctx, held[2].ID); err != nil || d.State != "delivered" {
		t.Errorf("%+v, %v", d, err)
	}
	if got, err := client.Disable(ctx, sub.ID, "rebuilt"); err != nil || got.State != "disabled" || got.Reason != "rebuilt" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := client.Pause(ctx, sub.ID); statusOf(err) != 409 {
		t.Errorf("pausing a disabled one: %v, want a 409", err)
	}
	for name, err := range map[string]error{
		"pause": second(client.Pause(ctx, "sub_none")), "resume": second(client.Resume(ctx, "sub_none")), "disable": second(client.Disable(ctx, "sub_none", "")),
	} {
		if statusOf(err) != 404 {
			t.Errorf("%s of an unknown one: %v, want a 404", name, err)
		}
	}
}

func second(_ control.Subscription, err error) error { return err }

func TestAnOrderedLineShowsWhatBlocksIt(t *testing.T) {
	t.Parallel()
	client, _, sub := byHandRig(t, 500)
	ordered := true
	if _, err := client.UpdateSubscription(t.Context(), sub.ID, control.UpdateSubscription{SubscriptionLimits: control.SubscriptionLimits{Ordered: &ordered}}); err != nil {
		t.Fatal(err)
	}
	head := publish(t, client, 2)[0]
	d, err := client.Delivery(t.Context(), head.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Subscription(t.Context(), sub.ID)
	if err != nil || got.BlockedBy != head.ID || got.BlockedUntil == nil || !got.BlockedUntil.Equal(d.DueAt.Time) {
		t.Errorf("blocked by %q until %v, want %s until %v (%v)", got.BlockedBy, got.BlockedUntil, head.ID, d.DueAt, err)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	client, _, _ := byHandRig(t, 200)
	ctx := t.Context()
	if clock, err := client.Clock(ctx); err != nil || clock.Running || clock.Mode != "virtual" {
		t.Errorf("%+v, %v", clock, err)
	}
	if clock, err := client.RunClock(ctx); err != nil || !clock.Running {
		t.Errorf("%+v, %v", clock, err)
	}
	frozen, err := client.FreezeClock(ctx)
	if err != nil || frozen.Running {
		t.Errorf("%+v, %v", frozen, err)
	}
	if clock, err := client.Clock(ctx); err != nil || !clock.Now.Equal(frozen.Now.Time) {
		t.Errorf("%+v, %v; it was frozen at %v", clock, err, frozen.Now)
	}
	_, real := start(t, local.Options{Bare: true})
	if clock, err := real.Clock(ctx); err != nil || !clock.Running || clock.Mode != "real" {
		t.Errorf("%+v, %v", clock, err)
	}
	for name, call := range map[string]func() (control.Clock, error){
		"run":     func() (control.Clock, error) { return real.RunClock(ctx) },
		"freeze":  func() (control.Clock, error) { return real.FreezeClock(ctx) },
		"advance": func() (control.Clock, error) { return real.Advance(ctx, 1) },
		"back":    func() (control.Clock, error) { return client.Advance(ctx, -1) },
	} {
		if _, err := call(); statusOf(err) != 409 {
			t.Errorf("%s: %v, want a 409", name, err)
		}
	}
}
