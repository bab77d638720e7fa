package control_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// What has to do with a hook is shown where there is one, and nowhere else.
func TestHooksAreShown(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	text := func(value any) string {
		t.Helper()
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for hook, want := range map[string]bool{"books": true, "": false} {
		made, _, err := node.Engine.Subscribe(t.Context(), relay.Subscription{Provider: "silverfin", URL: "http://127.0.0.1:3000/", Hook: hook, Resign: want})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := control.SubscriptionOf(node.Engine, &made)
		if err != nil {
			t.Fatal(err)
		}
		got := text(shown)
		if strings.Contains(got, `"hook":"books"`) != want || strings.Contains(got, `"resign":true`) != want || strings.Contains(got, `"hook"`) != want || strings.Contains(got, `"resign"`) != want {
			t.Errorf("of the hook %q: %s", hook, got)
		}
		if waits := shown.RetryWaitsMS; (len(waits) == 56 && waits[0] == 2000) != want {
			t.Errorf("of the hook %q it waits %v ms", hook, waits)
		}
	}
	for incoming, want := range map[string]string{"inc_1": `"incoming_id":"inc_1"`, "": ""} {
		got := text(control.DeliveryOf(&relay.Delivery{IncomingID: incoming, Passed: []relay.Header{{Name: "Authorization", Value: "Bearer s3cret"}}}))
		if strings.Contains(got, `"incoming_id"`) != (want != "") || !strings.Contains(got, want) || strings.Contains(got, "s3cret") {
			t.Errorf("of %q: %s", incoming, got)
		}
	}
}
