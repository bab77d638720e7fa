package relay

import (
	"context"
	"fmt"
	"time"
)

// NextDue is when the next attempt may start, by the engine's clock; zero where none is due. What is held, blocked or on a
// paused subscription does not count; an attempt that has begun and waits for the clock does. It is cheap, and in the past
// while what is due is about to start.
func (e *Engine) NextDue() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.agenda.refresh()
	return e.soonest()
}

// soonest is when the next attempt may start, or the next one that waits for the clock goes on; zero for never. The caller
// holds mu and has refreshed the agenda.
func (e *Engine) soonest() (next time.Time) {
	for p := range e.parked {
		next = earliest(next, p.until)
	}
	if l, some := e.agenda.first(); some {
		next = earliest(next, l.at)
	}
	return next
}

// AdvanceToNext is Advance to when the next attempt is due, once all that is due now has settled. Where none is due it is
// ErrConflict, and the clock stays.
func (e *Engine) AdvanceToNext(ctx context.Context) (time.Time, error) {
	clock, err := e.movable()
	if err != nil {
		return e.Clock.Now(), err
	}
	e.advancing.Lock()
	defer e.advancing.Unlock()
	if _, err := e.allQuiet(ctx); err != nil {
		return clock.Now(), err
	}
	next := e.NextDue()
	switch {
	case next.IsZero():
		return clock.Now(), fmt.Errorf("nothing is due: no delivery waits for its next attempt: %w", ErrConflict)
	case !next.Before(latestTime):
		return clock.Now(), fmt.Errorf("the clock cannot go beyond %d: %w", latestTime.Year()-1, ErrConflict)
	}
	return e.advanceTo(ctx, clock, next)
}
