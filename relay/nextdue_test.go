package relay_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The next due time is that of a retry; what is paused does not count.
func TestTheNextDueTime(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	sub := h.subscribe("fintoro")
	h.wantNext(time.Time{})
	d := h.publish("fintoro", "invoices.paid")
	h.untilAttempts(d.ID, 1)
	h.advance(0)
	due := harnessStart.Add(10 * time.Second)
	h.wantNext(due)
	if _, err := h.Pause(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	h.advance(0)
	h.wantNext(time.Time{})
	if _, err := h.Resume(t.Context(), sub.ID); err != nil {
		t.Fatal(err)
	}
	h.advance(0)
	h.wantNext(due)
}

func (h *harness) wantNext(want time.Time) {
	h.t.Helper()
	if got := h.NextDue(); !got.Equal(want) {
		h.t.Errorf("the next attempt is due at %v, want %v", got, want)
	}
}

// Each move makes one attempt, until the schedule is spent; then there is none to go to, and the clock stays.
func TestAdvanceToNext(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(500, ""))
	h.subscribe("fintoro")
	if now, err := h.AdvanceToNext(t.Context()); !errors.Is(err, relay.ErrConflict) || !now.Equal(harnessStart) {
		t.Fatalf("with nothing due: %v, %v", now, err)
	}
	d := h.publish("fintoro", "invoices.paid")
	moves := 0
	for {
		now, err := h.AdvanceToNext(t.Context())
		if errors.Is(err, relay.ErrConflict) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		moves++
		attempts := h.attempts(d.ID)
		if len(attempts) != moves+1 || !attempts[moves].StartedAt.Equal(now) {
			t.Fatalf("after %d moves, at %v, the attempts are %+v", moves, now, attempts)
		}
	}
	if last := h.untilFinal(d.ID); moves != last.AttemptCount-1 || moves == 0 {
		t.Errorf("%d moves for %d attempts", moves, last.AttemptCount)
	}
}

// On a clock that nobody moves the time is told, and going there is refused.
func TestTheNextDueTimeOfARealClock(t *testing.T) {
	t.Parallel()
	e := relay.Engine{Options: relay.Options{Clock: relay.RealClock{}}}
	if _, err := e.AdvanceToNext(t.Context()); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("a real clock was moved: %v", err)
	}
}
