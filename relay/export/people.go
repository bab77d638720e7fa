package export

import (
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Moment is a time as people read it: UTC, to the millisecond.
func Moment(t control.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") }

// Millis is how long something took, given in milliseconds, as people read it: 0.2ms, 34ms, 1.9s.
func Millis(ms float64) string {
	switch {
	case ms >= 1000:
		return fmt.Sprintf("%.1fs", ms/1000)
	case ms >= 10:
		return fmt.Sprintf("%.0fms", ms)
	}
	return fmt.Sprintf("%.1fms", ms)
}

// Wait is how long something is waited for, as people read it: 10s, 16m40s, 2h46m40s. Below a second it is exact to the
// millisecond.
func Wait(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// Remark puts text from outside behind a dash, safe for a terminal; of none it makes none.
func Remark(text string) string {
	if text == "" {
		return ""
	}
	return " - " + relay.Visible(text)
}

// FaultSpec is a fault with its value as a person would add it, safe for a terminal.
func FaultSpec(name, value string) string {
	rule := relay.FaultRule{Name: name, Value: value}
	return relay.Visible(rule.Spec())
}
