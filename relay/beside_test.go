package relay_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestRecordsAreStoredBesideASubscription(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	wanted := relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/"}
	made, _, err := h.SubscribeBeside(t.Context(), wanted, func(made *relay.Subscription) ([]relay.Record, error) {
		return []relay.Record{{Provider: "fintoro", Kind: "note", Key: "a", Value: []byte(`"` + made.Secrets[0].Value + `"`)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if value, err := h.store.Record(t.Context(), "fintoro", "note", "a"); err != nil || string(value) != `"`+made.Secrets[0].Value+`"` {
		t.Errorf("record %s, %v", value, err)
	}
	broken := errors.New("no")
	if _, _, err := h.SubscribeBeside(t.Context(), wanted, func(*relay.Subscription) ([]relay.Record, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	if n := len(h.Subscriptions()); n != 1 {
		t.Errorf("%d subscriptions, want 1: the broken one was not to be made", n)
	}
}

func TestASubscriptionKnowsSinceWhenItIsInItsState(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("fintoro")
	advance := func(by time.Duration) {
		t.Helper()
		ctx, cancel := timeout(t)
		defer cancel()
		if _, err := h.Advance(ctx, by); err != nil {
			t.Fatal(err)
		}
	}
	since := func(want time.Duration) {
		t.Helper()
		got, err := h.Subscription(sub.ID)
		if err != nil || !got.StateSince.Equal(harnessStart.Add(want)) {
			t.Errorf("%s since %v (%v), want %v", got.State, got.StateSince, err, harnessStart.Add(want))
		}
	}
	since(0)
	advance(time.Hour)
	if _, err := h.Disable(t.Context(), sub.ID, "maintenance"); err != nil {
		t.Fatal(err)
	}
	advance(time.Hour)
	if _, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error { s.Name = "ERP"; return nil }); err != nil {
		t.Fatal(err)
	}
	since(time.Hour)
}
