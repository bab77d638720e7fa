package control

import (
	"strconv"
	"time"
)

// patience is how often a client makes a call again that was answered with 429.
const patience = 5

// longestRest bounds how long a client waits at a 429.
const longestRest = 10 * time.Second

// retryAfter reads the seconds of the header. Without any it is one second.
func retryAfter(value string) time.Duration {
	seconds, err := strconv.Atoi(value)
	if err != nil || seconds < 0 {
		return time.Second
	}
	return time.Duration(min(seconds, int(longestRest/time.Second))) * time.Second
}
