package relay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// picky is a product that sends a document to the subscription whose name stands in it, and blames the first one.
type picky struct{ relay.Dialect }

func (picky) Route(event *relay.Event, subs []*relay.Subscription) (to []*relay.Subscription, blame *relay.Subscription) {
	for _, sub := range subs {
		if strings.Contains(string(event.Data), `"comment":"`+sub.Name+`"`) {
			to = append(to, sub)
		}
	}
	if len(subs) > 0 {
		blame = subs[0]
	}
	return to, blame
}

func TestARouterChoosesWhereAnEventGoes(t *testing.T) {
	t.Parallel()
	h := newHarnessOf(t, always(200, "{}"), picky{provider.Finpilo()})
	publish := func(set string) relay.Delivery {
		t.Helper()
		request := relay.PublishRequest{Provider: "finpilo", Type: "document.sent", Data: []byte(`{"comment":"-"}`)}
		if set != "" {
			request.Set = []relay.SetValue{{Path: "comment", Text: set}}
		}
		published, _, err := h.Publish(t.Context(), []relay.PublishRequest{request}, "")
		if err != nil || len(published[0].Deliveries) != 1 {
			t.Fatalf("publish: %v, %v", err, published)
		}
		return published[0].Deliveries[0]
	}
	type lost struct {
		Subscription, URL, Reason string
		State                     relay.DeliveryState
	}
	of := func(d relay.Delivery) lost { return lost{d.SubscriptionID, d.URL, d.Reason, d.State} }

	d := publish("")
	if diff := cmp.Diff(lost{"", "", relay.ReasonNoTarget, relay.Failed}, of(d)); diff != "" {
		t.Errorf("without any subscription (-want +got):\n%s", diff)
	}
	var subs []relay.Subscription
	for _, name := range []string{"a", "b"} {
		sub, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "finpilo", Name: name, URL: "http://127.0.0.1:3000/" + name})
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, sub)
	}
	d = publish("")
	if diff := cmp.Diff(lost{subs[0].ID, "", relay.ReasonNoTarget, relay.Failed}, of(d)); diff != "" {
		t.Errorf("for no subscription (-want +got):\n%s", diff)
	}
	if stored := h.untilFinal(d.ID); stored.AttemptCount != 0 || stored.SettledAt.IsZero() || len(stored.Body) == 0 {
		t.Errorf("what has no target is stored as %+v", stored)
	}
	d = publish("b") // what is set counts, too
	if d.SubscriptionID != subs[1].ID || h.untilFinal(d.ID).State != relay.Delivered {
		t.Errorf("it went to %s, not to %s", d.SubscriptionID, subs[1].ID)
	}
}
