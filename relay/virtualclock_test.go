package relay

import (
	"testing"
	"time"
)

// An alarm whose time has come when the clock is frozen rings, although its timer had not yet.
func TestFreezeRingsWhatIsReached(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	c := NewVirtualClock(start)
	c.Run()
	reached, stop := c.Alarm(start.Add(time.Hour))
	defer stop()
	c.mu.Lock()
	c.elapsed = func() time.Duration { return time.Hour } // the machine's timer is late
	c.mu.Unlock()
	c.Freeze()
	select {
	case <-reached:
	default:
		t.Errorf("at %v the alarm of an hour has not rung", c.Now())
	}
}
