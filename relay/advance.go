package relay

import (
	"context"
	"fmt"
	"time"
)

// Advance moves a virtual clock forward, from one due time to the next, and waits at each until everything that fell due
// there has settled. It returns where the clock then stands. With a real clock, or backwards, it is ErrConflict.
// One call at a time moves the clock; others wait for it.
func (e *Engine) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	clock, virtual := e.Clock.(*VirtualClock)
	switch {
	case !virtual:
		return e.Clock.Now(), fmt.Errorf("the clock is real and cannot be moved; a virtual one can: %w", ErrConflict)
	case by < 0:
		return clock.Now(), fmt.Errorf("the clock cannot go back (%v): %w", by, ErrConflict)
	}
	e.advancing.Lock()
	defer e.advancing.Unlock()
	target := clock.Now().Add(by)
	for {
		next, err := e.quiet(ctx)
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

// nextDue is the earliest due time of all lines. calm is false while something flies, is due, or has yet to be read.
// The caller holds mu.
func (e *Engine) nextDue(now time.Time) (next time.Time, calm bool) {
	for _, id := range e.order {
		l := e.lines[id]
		if len(l.flying) > 0 || l.loading || (l.sends && l.wantsLoad()) {
			return time.Time{}, false
		}
		d, some := l.head()
		if !some || !l.sends {
			continue
		}
		if !d.DueAt.After(now) {
			return time.Time{}, false
		}
		if next.IsZero() || d.DueAt.Before(next) {
			next = d.DueAt
		}
	}
	return next, true
}
