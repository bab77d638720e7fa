package relay

import (
	"fmt"
	"math"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// Limits are how a subscription is sent to where it differs from its product's own way. The zero Limits are the
// product's: its schedule, no rate, any order, at least once.
type Limits struct {
	// Retry replaces the waits between attempts, without jitter. Nil keeps the product's, or the relay's where the subscription
	// has a Hook: see ScheduleOf.
	Retry *retry.Schedule
	// Concurrency is how many attempts run at once. Zero means the engine's default.
	Concurrency int
	// Rate is how many attempts may start a second. Zero means no limit. It is a token bucket that holds one token (or
	// what a twentieth of a second brings, where that is more), so attempts are spread and not bunched.
	Rate float64
	// Ordered sends one delivery after the other, in the order of publication: one that fails and waits for its retry
	// lets those behind it wait, until it is final.
	Ordered bool
	// AtMostOnce stores that an attempt begins before it is sent, and parks a delivery as Unknown when no answer came.
	AtMostOnce bool
}

// MaxConcurrency and MaxRate bound Limits.
const (
	MaxConcurrency = 1024
	MaxRate        = 100_000
)

// Validate names the limit that cannot be. An error is an InputError.
func (l *Limits) Validate() error {
	switch {
	case l.Concurrency < 0 || l.Concurrency > MaxConcurrency:
		return &InputError{Field: "concurrency", Problem: fmt.Sprintf("%d is not between 0 (the default) and %d", l.Concurrency, MaxConcurrency)}
	case math.IsNaN(l.Rate) || l.Rate < 0 || l.Rate > MaxRate:
		return &InputError{Field: "rate", Problem: fmt.Sprintf("%v a second is not between 0 (no limit) and %d", l.Rate, MaxRate)}
	case l.Ordered && l.Concurrency > 1:
		return &InputError{Field: "concurrency", Problem: fmt.Sprintf("%d at once cannot be ordered: an ordered subscription sends one after the other", l.Concurrency), Hint: "leave concurrency out, or ordered"}
	}
	return nil
}

// ScheduleOf is what retries of a subscription follow, and how much jitter is added to it: what its limits say, else what the
// relay does for a hook, else what the product does.
func ScheduleOf(traits *Traits, sub *Subscription) (schedule retry.Schedule, jitter float64) {
	switch {
	case sub.Limits.Retry != nil:
		return *sub.Limits.Retry, 0
	case sub.Hook != "":
		return hookSchedule(), 0
	}
	return traits.Schedule, traits.Jitter
}
