package relay_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func rang(alarm <-chan struct{}) bool {
	select {
	case <-alarm:
		return true
	default:
		return false
	}
}

func TestVirtualClock(t *testing.T) {
	t.Parallel()
	c := relay.NewVirtualClock(harnessStart)
	past, _ := c.Alarm(harnessStart)
	soon, _ := c.Alarm(harnessStart.Add(time.Minute))
	stopped, stop := c.Alarm(harnessStart.Add(time.Minute))
	late, _ := c.Alarm(harnessStart.Add(time.Hour))
	stop()
	stop()
	if !rang(past) || rang(soon) {
		t.Error("before the clock moved, only the alarm of the past should ring")
	}
	c.Advance(time.Minute)
	if !rang(soon) || rang(stopped) || rang(late) {
		t.Error("after a minute, only the alarm of that minute should ring")
	}
	c.Advance(-time.Hour)
	if got := c.Now(); !got.Equal(harnessStart.Add(time.Minute)) {
		t.Errorf("the clock went back to %v", got)
	}
}

// Inside a bubble the machine's timers pass at once, so that the real clock can be tested over days.
func TestRealClockAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := relay.RealClock{}
		start := c.Now()
		reached, stop := c.Alarm(start.Add(48 * time.Hour))
		defer stop()
		<-reached
		if late := c.Now().Sub(start) - 48*time.Hour; late < 0 || late > time.Second {
			t.Errorf("it rang %v late", late)
		}
		never, stopNever := c.Alarm(c.Now().Add(time.Hour))
		stopNever()
		other, stopOther := c.Alarm(c.Now().Add(2 * time.Hour))
		defer stopOther()
		<-other
		if rang(never) {
			t.Error("a stopped alarm rang")
		}
	})
}
