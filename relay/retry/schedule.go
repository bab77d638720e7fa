// Package retry turns a retry schedule, given as plain data, into the next gap.
// It knows nothing of HTTP, stores or clocks, and imports only the standard library.
package retry

import (
	"math"
	"slices"
	"time"
)

// Schedule is how long to wait between the attempts of one delivery. The zero Schedule never retries.
// A Schedule is immutable and safe for concurrent use.
type Schedule struct {
	gaps []time.Duration
}

// Gaps is a schedule written out: gaps[0] is the wait between attempts 1 and 2. Negative gaps count as zero.
func Gaps(gaps ...time.Duration) Schedule {
	own := make([]time.Duration, len(gaps))
	for i, gap := range gaps {
		own[i] = max(gap, 0)
	}
	return Schedule{gaps: own}
}

// Power is n gaps of k^exponent seconds plus offset, for k = 0, 1, … n-1.
func Power(n int, exponent float64, offset time.Duration) Schedule {
	gaps := make([]time.Duration, n)
	for k := range gaps {
		gaps[k] = seconds(math.Pow(float64(k), exponent)) + offset
	}
	return Schedule{gaps: gaps}
}

// Exponential is n gaps of first, first*factor, first*factor^2, … A factor below 1 counts as 1.
func Exponential(n int, first time.Duration, factor float64) Schedule {
	gaps := make([]time.Duration, n)
	for k := range gaps {
		gaps[k] = seconds(max(first, 0).Seconds() * math.Pow(max(factor, 1), float64(k)))
	}
	return Schedule{gaps: gaps}
}

// Gap returns the wait between the end of attempt n and the start of attempt n+1 (n >= 1).
// ok is false once the schedule is spent. Jitter is not included.
func (s Schedule) Gap(n int) (gap time.Duration, ok bool) {
	if n < 1 || n > len(s.gaps) {
		return 0, false
	}
	return s.gaps[n-1], true
}

// Attempts is how many attempts the schedule allows, the first one included: at least 1.
func (s Schedule) Attempts() int { return len(s.gaps) + 1 }

// Gaps returns a copy of all waits in order; empty when the schedule never retries.
func (s Schedule) Gaps() []time.Duration {
	return append([]time.Duration{}, s.gaps...)
}

// Total is the sum of all waits: how long after the first attempt the last one starts, were every attempt instant.
func (s Schedule) Total() time.Duration {
	var total time.Duration
	for _, gap := range s.gaps {
		total += gap
	}
	return total
}

// seconds converts without the overflow that a plain multiplication would have: the longest Duration is about 292 years.
func seconds(s float64) time.Duration {
	if s >= math.MaxInt64/float64(time.Second) {
		return math.MaxInt64 / 2
	}
	return time.Duration(s * float64(time.Second))
}

// Equal reports whether both wait alike.
func (s Schedule) Equal(other Schedule) bool { return slices.Equal(s.gaps, other.gaps) }
