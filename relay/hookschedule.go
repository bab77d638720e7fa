package relay

import (
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// hookSchedule is when the relay tries again to pass on what came in: soon at first, since somebody may just be restarting the
// app, then every hour, up to 48 hours in all. Our choice: the product was answered, and its own schedule is over.
func hookSchedule() retry.Schedule {
	gaps := []time.Duration{
		2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	}
	left := 48 * time.Hour
	for _, gap := range gaps {
		left -= gap
	}
	return retry.Gaps(append(gaps, slices.Repeat([]time.Duration{time.Hour}, int(left/time.Hour))...)...)
}
