package relay_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// chores are due at some times; each takes a while, and then is done.
type chores struct {
	clock relay.Clock
	mu    sync.Mutex
	due   []time.Time
	done  []time.Duration // since the start
	after func()          // what each leads to
}

func (c *chores) Settled(ctx context.Context) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.due) > 0 && !c.due[0].After(c.clock.Now()) {
		if err := (relay.RealClock{}).Pause(ctx, time.Second); err != nil {
			return time.Time{}, err
		}
		c.done = append(c.done, c.clock.Now().Sub(harnessStart))
		c.due = c.due[1:]
		if c.after != nil {
			c.after()
		}
	}
	if len(c.due) == 0 {
		return time.Time{}, nil
	}
	return c.due[0], nil
}

// The clock stops where something of a companion is due, and an attempt that this leads to is made at that very time.
func TestTheClockStopsForCompanions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, always(200, ""))
		h.subscribe("fintoro")
		c := &chores{clock: h.clock, due: []time.Time{harnessStart, harnessStart.Add(time.Minute), harnessStart.Add(3 * time.Hour)}}
		var ids []string
		c.after = func() { ids = append(ids, h.publish("fintoro", "invoices.paid").ID) }
		h.Accompany(c)
		advanceInTime(t, h, time.Hour)
		if diff := cmp.Diff([]time.Duration{0, time.Minute}, c.done); diff != "" {
			t.Errorf("done after (-want +got):\n%s", diff)
		}
		if now := h.clock.Now(); !now.Equal(harnessStart.Add(time.Hour)) {
			t.Errorf("the clock stands at %v", now)
		}
		var attempted []time.Duration
		for _, id := range slices.Clone(ids) {
			for _, attempt := range h.attempts(id) {
				attempted = append(attempted, attempt.StartedAt.Sub(harnessStart))
			}
		}
		if diff := cmp.Diff([]time.Duration{0, time.Minute}, attempted); diff != "" {
			t.Errorf("attempted after (-want +got):\n%s", diff)
		}
	})
}
