package relay

import (
	"context"
	"time"
)

// lingerKey finds what Linger needs in an attempt's context.
type lingerKey struct{}

// linger is how a fault waits inside an attempt.
type linger struct {
	clock Clock
	limit time.Time // when the attempt's time limit is over, by clock
	until func(context.Context, time.Time) error
}

// parking is a flight that only waits for the clock.
type parking struct{ until time.Time }

// lingering lets faults inside ctx wait on the engine's clock. On one that a person moves, the real time limit that Send
// adds to ctx does not count, or a hang would be over once the person has thought for too long.
func (e *Engine) lingering(ctx context.Context, limit time.Time) context.Context {
	until := func(limited context.Context, t time.Time) error {
		if _, movable := e.Clock.(Movable); movable {
			return e.park(ctx, t)
		}
		return e.park(limited, t)
	}
	return context.WithValue(ctx, lingerKey{}, &linger{clock: e.Clock, limit: limit, until: until})
}

// Linger lets an injected fault wait inside an attempt, on the engine's clock: under a virtual clock 30 s pass when the
// clock is moved. It ends with the attempt's time limit at the latest, and then answers the error that makes the attempt a
// timeout. d of 0 or less waits for that limit. Outside an attempt it waits in real time, until ctx ends.
func Linger(ctx context.Context, d time.Duration) error {
	l, inside := ctx.Value(lingerKey{}).(*linger)
	if !inside {
		if d > 0 && (RealClock{}).Pause(ctx, d) == nil {
			return nil
		}
		<-ctx.Done()
		return context.Cause(ctx)
	}
	until := l.clock.Now().Add(d)
	over := d <= 0 || !until.Before(l.limit)
	if over {
		until = l.limit
	}
	if err := l.until(ctx, until); err != nil {
		return err
	}
	if over {
		return errReceiverTimeout
	}
	return nil
}

// park waits for a time, and lets a frozen clock be moved meanwhile.
func (e *Engine) park(ctx context.Context, until time.Time) error {
	p := &parking{until: until}
	reached, stop := e.Clock.Alarm(until)
	defer stop()
	e.mu.Lock()
	e.parked[p] = struct{}{}
	e.look()
	e.mu.Unlock()
	var err error
	select {
	case <-reached:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	e.mu.Lock()
	delete(e.parked, p)
	e.mu.Unlock()
	return err
}
