package relay

import (
	"context"
	"sync"
	"time"
)

// Clock is where the engine takes the time from.
type Clock interface {
	// Now is the engine's time, in UTC and without a monotonic part.
	Now() time.Time

	// Alarm returns a channel that is closed once the clock has reached t. stop releases what it holds; it may be
	// called more than once, and after the alarm.
	Alarm(t time.Time) (reached <-chan struct{}, stop func())

	// Stopwatch starts measuring and returns a function that tells how long ago that was: always in real time.
	Stopwatch() (elapsed func() time.Duration)
}

// Movable is a clock that a person moves. It stands still, or runs on from where it stands.
type Movable interface {
	Clock
	// Advance moves it forward, and rings the alarms on its way. A d of 0 or less does nothing.
	Advance(d time.Duration)
	// Run lets it go on in real time.
	Run()
	// Freeze stops it where it is.
	Freeze()
	// Running reports whether it goes on by itself.
	Running() bool
}

// RealClock is the clock on the wall. The zero value is ready.
type RealClock struct{}

// longestNap is how long an alarm trusts the machine's timer: after a laptop has slept, the timer still owes the time
// before the sleep, so the wall clock is looked at again this often.
const longestNap = 15 * time.Second

// Now returns the wall clock's time.
func (RealClock) Now() time.Time { return time.Now().UTC().Round(0) }

// Alarm waits on the wall clock, not on the machine's uptime.
func (c RealClock) Alarm(t time.Time) (<-chan struct{}, func()) {
	reached := make(chan struct{})
	var mu sync.Mutex
	var timer *time.Timer
	stopped := false
	var arm func()
	arm = func() {
		mu.Lock()
		defer mu.Unlock()
		if stopped {
			return
		}
		left := t.Sub(c.Now())
		if left <= 0 {
			stopped = true
			close(reached)
			return
		}
		timer = time.AfterFunc(min(left, longestNap), arm)
	}
	arm()
	return reached, func() {
		mu.Lock()
		defer mu.Unlock()
		stopped = true
		if timer != nil {
			timer.Stop()
		}
	}
}

// Wait waits for a time on the wall clock; at once where it is past. An error is why ctx ended before.
func (c RealClock) Wait(ctx context.Context, until time.Time) error {
	reached, stop := c.Alarm(until)
	defer stop()
	select {
	case <-reached:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Pause is Wait for a while from now.
func (c RealClock) Pause(ctx context.Context, d time.Duration) error {
	return c.Wait(ctx, c.Now().Add(d))
}

// After calls f in a goroutine of its own once the machine's timer has counted d. stop does not wait for an f that runs.
func (RealClock) After(d time.Duration, f func()) (stop func()) {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

// Stopwatch measures with the monotonic clock.
func (RealClock) Stopwatch() func() time.Duration { return stopwatch() }

func stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
