package relay

import (
	"context"
	"fmt"
	"time"
)

// latestTime is the end of what a clock may show: nanoseconds in 64 bits reach to 2262, and retries are planned ahead.
var latestTime = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// Advance moves a virtual clock forward, from one due time to the next, and waits at each until everything that fell due
// there has settled. It returns where the clock then stands. With a real clock, backwards, or beyond the year 2199, it is
// ErrConflict. One call at a time moves the clock; others wait for it.
func (e *Engine) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	clock, err := e.movable()
	switch {
	case err != nil:
		return e.Clock.Now(), err
	case by < 0:
		return clock.Now(), fmt.Errorf("the clock cannot go back (%v): %w", by, ErrConflict)
	}
	e.advancing.Lock()
	defer e.advancing.Unlock()
	target := clock.Now().Add(by)
	if by > 0 && !target.Before(latestTime) {
		return clock.Now(), fmt.Errorf("the clock cannot go beyond %d (%v): %w", latestTime.Year()-1, by, ErrConflict)
	}
	return e.advanceTo(ctx, clock, target)
}

// advanceTo moves the clock to a time. The caller holds advancing.
func (e *Engine) advanceTo(ctx context.Context, clock Movable, target time.Time) (time.Time, error) {
	defer e.keepClock(context.WithoutCancel(ctx))
	for {
		next, err := e.allQuiet(ctx)
		now := clock.Now()
		switch {
		case err != nil:
			return now, err
		case !now.Before(target):
			return now, nil
		case next.IsZero() || next.After(target):
			next = target
		}
		clock.Advance(next.Sub(now))
		e.wakeUp()
	}
}

// RunClock lets a virtual clock go on in real time. With a real clock it is ErrConflict.
func (e *Engine) RunClock() error {
	clock, err := e.movable()
	if err != nil {
		return err
	}
	e.advancing.Lock()
	defer e.advancing.Unlock()
	clock.Run()
	e.wakeUp()
	return nil
}

// FreezeClock stops a virtual clock where it is. With a real clock it is ErrConflict.
func (e *Engine) FreezeClock(ctx context.Context) error {
	clock, err := e.movable()
	if err != nil {
		return err
	}
	e.advancing.Lock()
	defer e.advancing.Unlock()
	clock.Freeze()
	e.keepClock(ctx)
	e.wakeUp()
	return nil
}

// movable is the clock, if it can be moved.
func (e *Engine) movable() (Movable, error) {
	if clock, ok := e.Clock.(Movable); ok {
		return clock, nil
	}
	return nil, fmt.Errorf("the clock is real and cannot be moved; a virtual one can: %w", ErrConflict)
}

// virtualNow is what a virtual clock shows; zero for a real one.
func (e *Engine) virtualNow() time.Time {
	if _, err := e.movable(); err != nil {
		return time.Time{}
	}
	return e.Clock.Now()
}

// keepClock stores where the clock stands, so that it goes on from there after a restart.
func (e *Engine) keepClock(ctx context.Context) {
	if err := e.Store.KeepClock(ctx, e.Clock.Now()); err != nil {
		e.Log.Error("store where the clock stands", "error", err)
	}
}

// quiet waits until nothing is in flight and nothing is due, and tells when the next delivery will be; zero for never.
func (e *Engine) quiet(ctx context.Context) (next time.Time, err error) {
	stop := context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.calmer.Broadcast()
	})
	defer stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		if ctx.Err() != nil {
			return time.Time{}, context.Cause(ctx)
		}
		next, calm := e.nextDue(e.Clock.Now())
		if calm {
			return next, nil
		}
		e.wakeUp()
		e.calmer.Wait()
	}
}

// nextDue is soonest. calm is false while something flies, is due, or has yet to be read. The caller holds mu.
func (e *Engine) nextDue(now time.Time) (next time.Time, calm bool) {
	e.agenda.refresh()
	if e.inFlight > len(e.parked) || e.agenda.somebodyHungry() || e.reading > 0 || e.unreadable {
		return time.Time{}, false
	}
	next = e.soonest()
	if !next.IsZero() && !next.After(now) {
		return time.Time{}, false // it starts, or goes on, at any moment
	}
	return next, true
}

// earliest is the earlier of two times, of which the zero one counts as never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
