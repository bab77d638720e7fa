package local_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A replay that goes to a URL of its own keeps the credentials in it over a restart, as a subscription does.
func TestCredentialsInURLsSurviveARestart(t *testing.T) {
	t.Parallel()
	got := make(chan string, 4)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Authorization") + " " + r.URL.RequestURI()
		w.WriteHeader(http.StatusOK)
	}))
	defer receiver.Close()
	host := strings.TrimPrefix(receiver.URL, "http://")
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	first, client := start(t, local.Options{DB: path, Bare: true})
	ctx := t.Context()
	sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "moneybird", URL: "http://user:pass@" + host + "/a?token=abc", NoProbe: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Pause(ctx, sub.ID); err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "moneybird", Type: "contact_created"}, "")
	if err != nil {
		t.Fatal(err)
	}
	replay, err := client.ReplayWith(ctx, p.Deliveries[0].ID, control.ReplayOptions{URL: "http://other:word@" + host + "/b?token=def"})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, first)

	_, client = start(t, local.Options{DB: path, Bare: true})
	if _, err := client.Resume(ctx, sub.ID); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{<-got: true, <-got: true}
	for _, want := range []string{"Basic dXNlcjpwYXNz /a?token=abc", "Basic b3RoZXI6d29yZA== /b?token=def"} {
		if !seen[want] {
			t.Errorf("the receiver got %v, want %s", seen, want)
		}
	}
	d, err := client.RevealDelivery(ctx, replay.ID)
	if err != nil || d.URL != "http://other:word@"+host+"/b?token=def" {
		t.Errorf("revealed, it goes to %s (%v)", d.URL, err)
	}
	if d, err = client.Delivery(ctx, replay.ID); err != nil || d.URL != "http://***@"+host+"/b?token=***" || !d.BodyMasked {
		t.Errorf("it is shown with %s, body masked %v (%v)", d.URL, d.BodyMasked, err)
	}
}
