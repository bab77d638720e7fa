package retry

import "time"

// Jitter lengthens a wait by up to a share of it: draw, in [0, 1), says how much. It never shortens, so a documented
// wait is always kept. A share of 0 or less leaves the wait as it is.
func Jitter(gap time.Duration, share, draw float64) time.Duration {
	if share <= 0 || gap <= 0 {
		return gap
	}
	more := time.Duration(float64(gap) * share * min(max(draw, 0), 1))
	if gap+more < gap { // more than time.Duration holds
		return gap
	}
	return gap + more
}
