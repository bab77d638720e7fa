package relay_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// An attempt keeps when it was due, whenever it began: the schedule's time, or the moment to which a person brought it forward.
func TestAnAttemptKeepsWhenItWasDue(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	h.clock.Advance(15 * time.Second) // five too late for the retry
	h.untilAttempts(d.ID, 2)
	h.clock.Advance(20 * time.Second)
	if _, err := h.Retry(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	h.untilAttempts(d.ID, 3)
	want := []time.Duration{0, 0, 10 * time.Second, 15 * time.Second, 35 * time.Second, 35 * time.Second}
	if diff := cmp.Diff(want, h.plannedAndStarted(d.ID)); diff != "" {
		t.Errorf("planned and started (-want +got):\n%s", diff)
	}
}

// One that a rate held up was due before, and one that a fault put off was not.
func TestWhatHoldsAnAttemptUp(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	if _, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", Limits: relay.Limits{Rate: 0.1}}); err != nil {
		t.Fatal(err)
	}
	h.addFault(relay.FaultRule{Name: "delay", Value: "1h", First: 1, Filter: "type:clients.created"})
	first, second, delayed := h.publish("fintoro", "invoices.paid"), h.publish("fintoro", "invoices.paid"), h.publish("fintoro", "clients.created")
	h.advance(2 * time.Hour)
	for name, tt := range map[string]struct {
		id   string
		want []time.Duration
	}{
		"at once":              {first.ID, []time.Duration{0, 0}},
		"held by rate":         {second.ID, []time.Duration{0, 10 * time.Second}},
		"put off, at its turn": {delayed.ID, []time.Duration{time.Hour + 20*time.Second, time.Hour + 20*time.Second}},
	} {
		if diff := cmp.Diff(tt.want, h.plannedAndStarted(tt.id)); diff != "" {
			t.Errorf("%s: planned and started (-want +got):\n%s", name, diff)
		}
	}
}

// plannedAndStarted lists of each attempt when it was due and when it began, from the start of the harness.
func (h *harness) plannedAndStarted(id string) []time.Duration {
	h.t.Helper()
	var all []time.Duration
	for _, a := range h.attempts(id) {
		all = append(all, a.PlannedAt.Sub(harnessStart), a.StartedAt.Sub(harnessStart))
	}
	return all
}
