package relay

import (
	"slices"
	"sync"
	"time"
)

// VirtualClock stands still until it is moved, or runs on from where it stands. It never goes back. Safe for concurrent
// use.
type VirtualClock struct {
	mu      sync.Mutex
	base    time.Time            // where it stood when it last stood still
	elapsed func() time.Duration // since then, while it runs; nil while it stands
	alarms  []*alarm
}

var _ Movable = (*VirtualClock)(nil)

type alarm struct {
	at      time.Time
	reached chan struct{}
	stop    func() // its timer; nil while the clock stands
}

// NewVirtualClock returns a clock that stands at start.
func NewVirtualClock(start time.Time) *VirtualClock {
	return &VirtualClock{base: start.UTC().Round(0)}
}

// Now returns what the clock shows.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *VirtualClock) now() time.Time {
	if c.elapsed == nil {
		return c.base
	}
	return c.base.Add(c.elapsed())
}

// Running reports whether the clock goes on by itself.
func (c *VirtualClock) Running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.elapsed != nil
}

// Run lets the clock go on in real time.
func (c *VirtualClock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.elapsed == nil {
		c.elapsed = stopwatch()
		c.arm()
	}
}

// Freeze stops the clock where it is.
func (c *VirtualClock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.now()
	c.elapsed = nil
	c.arm() // what is reached rings, though its timer may not have rung yet
}

// Advance moves the clock forward and rings the alarms on its way. It never moves back: a negative d does nothing.
func (c *VirtualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.base = c.base.Add(d)
		c.arm()
	}
}

// Alarm rings when the clock shows t.
func (c *VirtualClock) Alarm(t time.Time) (<-chan struct{}, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &alarm{at: t, reached: make(chan struct{})}
	c.alarms = append(c.alarms, a)
	c.arm()
	return a.reached, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		a.disarm()
		c.alarms = slices.DeleteFunc(c.alarms, func(other *alarm) bool { return other == a })
	}
}

// arm rings the alarms that are reached, and sets the timers of the others while the clock runs; else they have none.
func (c *VirtualClock) arm() {
	now := c.now()
	c.alarms = slices.DeleteFunc(c.alarms, func(a *alarm) bool {
		a.disarm()
		left := a.at.Sub(now)
		switch {
		case left <= 0:
			close(a.reached)
			return true
		case c.elapsed != nil:
			a.stop = RealClock{}.After(left, func() {
				c.mu.Lock()
				defer c.mu.Unlock()
				c.arm()
			})
		}
		return false
	})
}

func (a *alarm) disarm() {
	if a.stop != nil {
		a.stop()
		a.stop = nil
	}
}

// Stopwatch measures real time, since receivers are real.
func (c *VirtualClock) Stopwatch() func() time.Duration { return stopwatch() }
