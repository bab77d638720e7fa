package bench

import (
	"math"
	"slices"
	"time"
)

// percentile is the smallest value that at least p of 100 do not exceed; zero when there are none. The values are sorted.
func percentile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	rank := int(math.Ceil(p / 100 * float64(len(values))))
	return values[min(max(rank, 1), len(values))-1]
}

// milliseconds keeps the microseconds.
func milliseconds(d time.Duration) float64 { return round(float64(d) / float64(time.Millisecond)) }

// round keeps three digits behind the point.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// share is a of b, and zero where b is: JSON has no infinity.
func share(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return round(a / b)
}
