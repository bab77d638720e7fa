package tui

import (
	"fmt"
	"time"
)

// gap writes how long something lay apart, as short as it can be: 0s, 0.3s, 12s, 1m40s, 2h05m, 3d04h.
func gap(d time.Duration) string {
	switch {
	case d < 50*time.Millisecond:
		return "0s"
	case d < 9950*time.Millisecond && d%time.Second > 50*time.Millisecond && d%time.Second < 950*time.Millisecond:
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return wait(d.Round(time.Second))
}

// plus writes a gap with its sign.
func plus(d time.Duration) string {
	if d <= -50*time.Millisecond {
		return "-" + gap(-d)
	}
	return "+" + gap(d)
}
