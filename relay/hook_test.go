package relay_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// A subscription to a hook gets what the product does only where it is named.
func TestAHookGetsNoEventsOfTheProduct(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	for _, name := range h.Providers() {
		sub := h.hooked(name)
		types, _ := h.EventTypes(name)
		publish := func(id string) []relay.Delivery {
			published, _, err := h.Publish(t.Context(), []relay.PublishRequest{{Provider: name, Type: types[0].Name, SubscriptionID: id}}, "")
			if err != nil {
				t.Fatal(err)
			}
			return published[0].Deliveries
		}
		for _, d := range publish("") {
			if d.SubscriptionID == sub.ID {
				t.Errorf("%s: an event went to the hook's subscription", name)
			}
		}
		if ds := publish(sub.ID); len(ds) != 1 || ds[0].SubscriptionID != sub.ID || ds[0].IncomingID != "" {
			t.Errorf("%s: named, it got %+v", name, ds)
		}
	}
}

func TestARouterDoesNotKnowHooks(t *testing.T) {
	t.Parallel()
	h := newHarnessOf(t, always(200, "{}"), picky{provider.Finpilo()})
	h.hooked("finpilo", func(s *relay.Subscription) { s.Name = "a" })
	request := relay.PublishRequest{Provider: "finpilo", Type: "document.sent", Data: []byte(`{"comment":"a"}`)}
	published, _, err := h.Publish(t.Context(), []relay.PublishRequest{request}, "")
	if err != nil || len(published[0].Deliveries) != 1 || published[0].Deliveries[0].SubscriptionID != "" {
		t.Errorf("it went to %+v, %v", published[0].Deliveries, err)
	}
}

func TestTheBuiltinStaysBesideAHook(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	mock, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:7118/fintoro", Builtin: true})
	if err != nil {
		t.Fatal(err)
	}
	state := func() relay.SubscriptionState {
		sub, err := h.Subscription(mock.ID)
		if err != nil {
			t.Fatal(err)
		}
		return sub.State
	}
	h.hooked("fintoro")
	if state() != relay.Active {
		t.Error("the built-in subscription stepped aside for a hook")
	}
	own := h.subscribe("fintoro")
	if state() != relay.Deactivated {
		t.Fatal("the built-in subscription did not step aside")
	}
	if err := h.Unsubscribe(t.Context(), own.ID); err != nil || state() != relay.Active {
		t.Errorf("beside a hook the built-in subscription stays %s, %v", state(), err)
	}
}

// The secrets of a hook are the real product's: none is drawn, shared or rotated.
func TestAHookHasTheSecretsThatItWasGiven(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	for _, name := range h.Providers() {
		if sub := h.hooked(name); len(sub.Secrets) != 0 {
			t.Errorf("%s: %d secrets were drawn", name, len(sub.Secrets))
		}
	}
	own := h.subscribe("silverfin")
	given := h.hooked("silverfin", func(s *relay.Subscription) { s.Secrets = own.Secrets })
	changed := h.rotate(own.ID, relay.Rotation{})
	if len(changed) != 1 || changed[0].ID != own.ID {
		t.Errorf("a rotation changed %+v", changed)
	}
	after, err := h.Subscription(given.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(own.Secrets, after.Secrets); diff != "" {
		t.Errorf("the hook's secrets (-want +got):\n%s", diff)
	}
}

func TestOnlyAHookIsSignedAnew(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	_, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", Resign: true})
	var input *relay.InputError
	if !errors.As(err, &input) || input.Field != "resign" {
		t.Errorf("error %v, want an InputError of resign", err)
	}
}

// What a product demands of the URLs that it sends to is not for the relay's targets.
func TestAHooksTargetsAreNoneOfTheProducts(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.Reach = testReach(true)
	sub := h.hooked("fintoro")
	if notes := h.URLNotes(&sub); len(notes) != 0 {
		t.Errorf("notes %v", notes)
	}
	in, told := cameIn(1)
	d := h.untilFinal(h.take(in, told, sub).Deliveries[0].ID)
	if d.State != relay.Delivered {
		t.Errorf("it is %s: %s", d.State, d.LastError)
	}
	replay, err := h.Replay(t.Context(), d.ID, relay.ReplayOptions{URL: "http://127.0.0.1:3001/"})
	if err != nil {
		t.Fatal(err)
	}
	if d := h.untilFinal(replay.ID); d.State != relay.Delivered {
		t.Errorf("its replay is %s: %s", d.State, d.LastError)
	}
}

func TestTheRelaysSchedule(t *testing.T) {
	t.Parallel()
	traits := provider.Moneybird().Traits()
	got, jitter := relay.ScheduleOf(&traits, &relay.Subscription{Hook: "books"})
	want := "2s,5s,15s,30s,1m0s,2m0s,5m0s,10m0s,30m0s"
	for range 47 {
		want += ",1h0m0s"
	}
	if got.String() != want || jitter != 0 || got.Total() > 48*time.Hour || got.Total() <= 47*time.Hour {
		t.Errorf("the schedule is %s, %v in all, with a jitter of %v", got, got.Total(), jitter)
	}
	own := retry.Gaps(time.Second)
	if got, _ := relay.ScheduleOf(&traits, &relay.Subscription{Hook: "books", Limits: relay.Limits{Retry: &own}}); !got.Equal(own) {
		t.Errorf("its own schedule is %s", got)
	}
	if got, _ := relay.ScheduleOf(&traits, &relay.Subscription{}); !got.Equal(traits.Schedule) {
		t.Errorf("without a hook it is %s", got)
	}
}

// Neither 410 nor a schedule that is used up ends a subscription that the product does not know of.
func TestNoAnswerEndsAHook(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"silverfin": 500, "bookkeeper": 410} {
		h := newHarness(t, always(status, ""))
		once := retry.Gaps(time.Second)
		sub := h.hooked(name, func(s *relay.Subscription) { s.Limits.Retry = &once })
		taken := h.take(relay.Incoming{Hook: name, Provider: name, Verdict: relay.IncomingVerified, Request: relay.Request{Method: "POST", Body: []byte("{}")}}, relay.Told{}, sub)
		h.advance(time.Minute)
		d := h.untilFinal(taken.Deliveries[0].ID)
		if d.State != relay.Failed || d.Reason != relay.ReasonScheduleSpent || d.Tries != 2 {
			t.Errorf("%s: it is %s (%s) after %d tries", name, d.State, d.Reason, d.Tries)
		}
		if after, err := h.Subscription(sub.ID); err != nil || after.State != relay.Active {
			t.Errorf("%s: the subscription is %s, %v", name, after.State, err)
		}
	}
}

// A schedule without waits is none at all, also behind a restart.
func TestAHookWithoutRetries(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "relay.db")
	h := openHarness(t, always(503, ""), path, harnessStart)
	none := retry.Gaps()
	sub := h.hooked("finpilo", func(s *relay.Subscription) { s.Limits.Retry = &none })
	h.stop()
	h = openHarness(t, always(503, ""), path, harnessStart)
	taken := h.take(relay.Incoming{Hook: "finpilo", Provider: "finpilo", Verdict: relay.IncomingVerified, Request: relay.Request{Method: "POST", Body: []byte("{}")}}, relay.Told{}, sub)
	if d := h.untilFinal(taken.Deliveries[0].ID); d.State != relay.Failed || d.Reason != relay.ReasonNoRetry || d.Tries != 1 {
		t.Errorf("it is %s (%s) after %d tries", d.State, d.Reason, d.Tries)
	}
}
