package relay

import "time"

// RetryAfter is a placeholder until the parser lands.
func RetryAfter(values []string, now time.Time) (wait time.Duration, note string, ok bool) {
	return 0, "", false
}
