package relay_test

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// jumpClock is a wall clock that can jump, as it does while a machine sleeps: its alarms ring late then, since the
// machine's timers stood still.
type jumpClock struct {
	relay.RealClock
	ahead atomic.Int64
}

// jump moves the clock.
func (c *jumpClock) jump(d time.Duration) { c.ahead.Add(int64(d)) }

func (c *jumpClock) Now() time.Time { return c.RealClock.Now().Add(time.Duration(c.ahead.Load())) }

// lookAgain is how often an alarm looks at the clock, as relay.RealClock does.
const lookAgain = 15 * time.Second

func (c *jumpClock) Alarm(t time.Time) (<-chan struct{}, func()) {
	reached, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		for {
			left := t.Sub(c.Now())
			if left <= 0 {
				close(reached)
				return
			}
			rung, release := c.RealClock.Alarm(c.RealClock.Now().Add(min(left, lookAgain)))
			select {
			case <-rung:
			case <-stopped:
				release()
				return
			}
		}
	}()
	return reached, sync.OnceFunc(func() { close(stopped) })
}
