package relay

import (
	"slices"
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

// Stopwatch measures with the monotonic clock.
func (RealClock) Stopwatch() func() time.Duration { return stopwatch() }

// VirtualClock stands still until it is moved. Safe for concurrent use.
type VirtualClock struct {
	mu     sync.Mutex
	now    time.Time
	alarms []*alarm
}

type alarm struct {
	at      time.Time
	reached chan struct{}
}

// NewVirtualClock returns a clock that stands at start.
func NewVirtualClock(start time.Time) *VirtualClock {
	return &VirtualClock{now: start.UTC().Round(0)}
}

// Now returns where the clock stands.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward and rings the alarms on its way. It never moves back: a negative d does nothing.
func (c *VirtualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d <= 0 {
		return
	}
	c.now = c.now.Add(d)
	c.alarms = slices.DeleteFunc(c.alarms, func(a *alarm) bool {
		if a.at.After(c.now) {
			return false
		}
		close(a.reached)
		return true
	})
}

// Alarm rings when Advance has moved the clock to t or past it.
func (c *VirtualClock) Alarm(t time.Time) (<-chan struct{}, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &alarm{at: t, reached: make(chan struct{})}
	if !t.After(c.now) {
		close(a.reached)
		return a.reached, func() {}
	}
	c.alarms = append(c.alarms, a)
	return a.reached, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.alarms = slices.DeleteFunc(c.alarms, func(other *alarm) bool { return other == a })
	}
}

// Stopwatch measures real time, since receivers are real.
func (c *VirtualClock) Stopwatch() func() time.Duration { return stopwatch() }

func stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}
