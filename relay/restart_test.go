package relay_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// A virtual clock goes on where it stood, whatever start is asked for, and so do the waits.
func TestTheClockGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	if _, err := h.Advance(t.Context(), 15*time.Second); err != nil { // the second attempt was at 10 s
		t.Fatal(err)
	}
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart)
	if now := h2.clock.Now(); !now.Equal(harnessStart.Add(15 * time.Second)) {
		t.Fatalf("after a restart the clock stands at %v", now)
	}
	if _, err := h2.Advance(t.Context(), 95*time.Second-1); err != nil {
		t.Fatal(err)
	}
	if n := len(h2.attempts(d.ID)); n != 2 {
		t.Fatalf("a nanosecond before it is due there are %d attempts, want 2", n)
	}
	if _, err := h2.Advance(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if got := h2.untilFinal(d.ID); got.State != relay.Delivered || !got.SettledAt.Equal(harnessStart.Add(110*time.Second)) {
		t.Errorf("it is %s at %v", got.State, got.SettledAt)
	}
}

// A clock that runs by itself is stored at a stop too.
func TestARunningClockGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	if err := h.RunClock(); err != nil {
		t.Fatal(err)
	}
	h.subscribe("fintoro")
	d := h.untilFinal(h.publish("fintoro", "invoices.paid").ID)
	h.stop()
	h2 := openHarness(t, always(200, ""), h.path, harnessStart)
	if now := h2.clock.Now(); now.Before(d.SettledAt) {
		t.Errorf("after a restart the clock stands at %v, before the end of a delivery at %v", now, d.SettledAt)
	}
}

// hangs is a catalogue of faults in which every rule's fault waits, for as long as its value says, and then passes on.
type hangs struct{ *fault.Catalogue }

func (hangs) Check(rule *relay.FaultRule) error {
	rule.At, rule.Stage = relay.AtSender, relay.AnswerStage
	return nil
}

func (hangs) Wire(rule *relay.FaultRule, _ *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		d, err := time.ParseDuration(rule.Value)
		if err != nil {
			return nil, err
		}
		if err := relay.Linger(req.Context(), d); err != nil {
			return nil, err
		}
		return next.RoundTrip(req)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// hangHarness is an engine whose faults hang.
func hangHarness(t *testing.T, transport http.RoundTripper) *harness {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "relay.db"), NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{t: t, clock: relay.NewVirtualClock(harnessStart), store: store}
	chance := relay.Chance{Seed: 42}
	h.Engine, err = relay.NewEngine(t.Context(), relay.Options{
		Dialects: provider.All(), Samples: samples, Store: store, Clock: h.clock, Chance: chance,
		Faults: hangs{fault.New()}, FaultSet: relay.NewFaultSet(chance), Transport: transport, BaseURL: "http://127.0.0.1:7117",
	})
	if err != nil {
		t.Fatal(err)
	}
	running, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- h.Run(running) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// An injected hang ends in virtual time: with the attempt's time limit, or when it is over, while no real time
// passes. What else is due meanwhile is sent at its own time.
func TestAHangEndsInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		elapsed := relay.RealClock{}.Stopwatch()
		h := hangHarness(t, always(200, ""))
		h.subscribe("fintoro") // its limit is 10 s
		h.subscribe("bookkeeper")
		for _, rule := range []relay.FaultRule{
			{Name: "hang", Value: "1h", First: 1, Filter: "provider:fintoro type:invoices.paid"},
			{Name: "hang", Value: "4s", First: 1, Filter: "provider:fintoro type:clients.updated"},
		} {
			if _, err := h.AddFault(t.Context(), rule); err != nil {
				t.Fatal(err)
			}
		}
		long, short := h.publish("fintoro", "invoices.paid"), h.publish("fintoro", "clients.updated")
		if _, err := h.Advance(t.Context(), 3*time.Second); err != nil {
			t.Fatal(err)
		}
		other := h.publish("bookkeeper", "payment.confirmed")
		if _, err := h.Advance(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		at := func(seconds int) time.Time { return harnessStart.Add(time.Duration(seconds) * time.Second) }
		type stamp struct {
			Started time.Time
			Outcome relay.Outcome
		}
		want := map[string][]stamp{
			long.ID:  {{at(0), relay.Timeout}, {at(20), relay.Success}}, // 10 s of the hang, and 10 s to the retry
			short.ID: {{at(0), relay.Success}},
			other.ID: {{at(3), relay.Success}},
		}
		got := map[string][]stamp{}
		for id := range want {
			for _, a := range h.attempts(id) {
				got[id] = append(got[id], stamp{a.StartedAt, a.Outcome})
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
		if d := h.untilFinal(short.ID); !d.SettledAt.Equal(at(4)) {
			t.Errorf("the one that hung for 4 s was settled at %v", d.SettledAt)
		}
		if took := elapsed(); took != 0 {
			t.Errorf("it took %v of real time", took)
		}
	})
}

// A crash leaves no time to keep the clock: every outcome keeps it.
func TestEveryOutcomeKeepsTheClock(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	h.clock.Advance(72 * time.Hour) // not by the engine, which would keep it
	h.untilFinal(h.publish("fintoro", "invoices.paid").ID)
	counters, err := h.store.Counters(t.Context())
	if err != nil || !counters.Clock.Equal(harnessStart.Add(72*time.Hour)) {
		t.Errorf("the store has the clock at %v, %v; want 72 h after the start", counters.Clock, err)
	}
}
