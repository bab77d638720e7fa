package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// attempted publishes newDelivery(n) and settles one attempt of it.
func attempted(t *testing.T, a Archive, n int, provider string, outcome relay.Outcome, next relay.Next) {
	t.Helper()
	publish(t, a, publication(n, func(d *relay.Delivery) { d.Provider = provider }))
	settleNext(t, a, n, 1, outcome, next)
}

func settleNext(t *testing.T, a Archive, n, number int, outcome relay.Outcome, next relay.Next) {
	t.Helper()
	attempt := newAttempt(n, number)
	attempt.Outcome, attempt.StartedAt = outcome, noon().Add(time.Duration(number)*time.Second)
	if outcome == relay.Success {
		attempt.Response, attempt.Faults = &relay.Response{Status: 200}, nil
	}
	if outcome == relay.Timeout {
		attempt.Response, attempt.Faults = nil, nil
	}
	next.CostsTry = true
	if _, err := a.Settle(t.Context(), relay.Settlement{Attempt: attempt, Next: next}); err != nil {
		t.Fatal(err)
	}
}

func pending() relay.Next { return relay.Next{State: relay.Pending, DueAt: noon().Add(time.Minute)} }

func ended(state relay.DeliveryState) relay.Next {
	return relay.Next{State: state, SettledAt: noon().Add(time.Hour)}
}

func sampled(t *testing.T, a Archive, filter string, limit int) ([]relay.AttemptSample, bool) {
	t.Helper()
	parsed, err := relay.ParseFilter(filter)
	if err != nil {
		t.Fatal(err)
	}
	got, more, err := a.SampleAttempts(t.Context(), relay.SampleQuery{Filter: parsed, Now: noon(), Limit: limit})
	if err != nil {
		t.Fatalf("sample %q: %v", filter, err)
	}
	return got, more
}

func samples(t *testing.T, a Archive) {
	got, more := sampled(t, a, "", relay.SampleWindow)
	same(t, "of nothing", nil, got)
	same(t, "older than nothing", false, more)

	attempted(t, a, 1, "fintoro", relay.HTTPError, pending())
	attempted(t, a, 2, "silverfin", relay.Timeout, ended(relay.Failed))
	settleNext(t, a, 1, 2, relay.Success, ended(relay.Delivered))
	first := relay.AttemptSample{
		Provider: "fintoro", StartedAt: noon().Add(time.Second), Outcome: relay.HTTPError, Status: 503, Faulted: true,
		State: relay.Delivered, Tries: 2, CreatedAt: noon(), SettledAt: noon().Add(time.Hour),
	}
	timeout := relay.AttemptSample{
		Provider: "silverfin", StartedAt: noon().Add(time.Second), Outcome: relay.Timeout, Last: true,
		State: relay.Failed, Tries: 1, CreatedAt: noon(), SettledAt: noon().Add(time.Hour),
	}
	last := first
	last.StartedAt, last.Outcome, last.Status, last.Faulted, last.Last = noon().Add(2*time.Second), relay.Success, 200, false, true

	got, more = sampled(t, a, "", relay.SampleWindow)
	same(t, "all", []relay.AttemptSample{timeout, last, first}, got)
	same(t, "older than all", false, more)
	got, more = sampled(t, a, "", 2)
	same(t, "the newest", []relay.AttemptSample{timeout, last}, got)
	same(t, "older than the newest", true, more)
	got, more = sampled(t, a, "", 3)
	same(t, "exactly all", 3, len(got))
	same(t, "older than exactly all", false, more)
	got, more = sampled(t, a, "", 0)
	same(t, "none asked for", nil, got)
	same(t, "older than none", true, more)
}

func samplesFiltered(t *testing.T, a Archive) {
	attempted(t, a, 1, "fintoro", relay.HTTPError, pending())
	attempted(t, a, 2, "silverfin", relay.Success, ended(relay.Delivered))
	attempted(t, a, 3, "silverfin", relay.HTTPError, ended(relay.Failed))
	for filter, want := range map[string][]relay.DeliveryState{
		"provider:silverfin":     {relay.Failed, relay.Delivered},
		"state:pending":          {relay.Pending},
		"-status:>=500":          {relay.Delivered},
		"id:dlv_0003 attempts:1": {relay.Failed},
		"dlv_0002":               {relay.Delivered},
		"provider:moneybird":     {},
	} {
		got, more := sampled(t, a, filter, relay.SampleWindow)
		states := []relay.DeliveryState{}
		for _, s := range got {
			states = append(states, s.State)
		}
		same(t, "states of "+filter, want, states)
		same(t, "older than "+filter, false, more)
	}
	got, more := sampled(t, a, "provider:silverfin", 1)
	same(t, "the newest of a filter", 1, len(got))
	same(t, "older than the newest of a filter", true, more)
}

func samplesFollow(t *testing.T, a Archive) {
	attempted(t, a, 1, "fintoro", relay.HTTPError, pending())
	got, _ := sampled(t, a, "", 1)
	same(t, "pending", relay.Pending, got[0].State)
	cancel := relay.StateChange{DeliveryID: "dlv_0001", From: []relay.DeliveryState{relay.Pending}, To: relay.Canceled, Now: noon()}
	if _, err := a.Change(t.Context(), cancel); err != nil {
		t.Fatal(err)
	}
	got, _ = sampled(t, a, "", 1)
	same(t, "canceled", relay.Canceled, got[0].State)
	if err := a.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, more := sampled(t, a, "", 1)
	same(t, "after a reset", 0, len(got))
	same(t, "older than a reset", false, more)
}
