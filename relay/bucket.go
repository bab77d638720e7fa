package relay

import "time"

// bucket is a token bucket as one time: when the next start is allowed. It is full at the zero value.
type bucket struct {
	free time.Time
}

// bucketDepth is how much unused time a bucket saves up, so that a timer that rings late does not lower the rate.
const bucketDepth = 50 * time.Millisecond

// longestGap keeps the tiniest rates from running over.
const longestGap = 365 * 24 * time.Hour

// next is when a start is allowed; zero for at once. rate is in starts a second; zero is no limit.
func (b *bucket) next(rate float64) time.Time {
	if rate <= 0 {
		return time.Time{}
	}
	return b.free
}

// take counts a start.
func (b *bucket) take(now time.Time, rate float64) {
	if rate <= 0 {
		return
	}
	gap := time.Duration(min(float64(time.Second)/rate, float64(longestGap)))
	if late := now.Add(-bucketDepth + gap); b.free.Before(late) {
		if gap >= bucketDepth {
			b.free = now
		} else {
			b.free = late
		}
	}
	b.free = b.free.Add(gap)
}
