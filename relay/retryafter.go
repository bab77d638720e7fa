package relay

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// MaxRetryAfter bounds what a receiver may ask for; more is ignored. Our choice: the header says nothing of a bound, and a
// receiver that means more than a day has most likely given milliseconds or a wrong date.
const MaxRetryAfter = 24 * time.Hour

// RetryAfter reads the values of an answer's Retry-After headers: whole seconds, or a date in one of HTTP's three formats
// counted from now, which is the engine's time. ok means that the receiver asks for a wait, which may be zero; it is at
// most MaxRetryAfter. note tells in words what was made of a value that could not be taken as it stands; without a header
// there is none.
func RetryAfter(values []string, now time.Time) (wait time.Duration, note string, ok bool) {
	if len(values) == 0 {
		return 0, "", false
	}
	value := strings.TrimSpace(values[0])
	for _, other := range values[1:] {
		if strings.TrimSpace(other) != value {
			return 0, fmt.Sprintf("%d different Retry-After values were ignored", len(values)), false
		}
	}
	shown := strconv.QuoteToASCII(value)
	if len(value) > 60 {
		shown = strconv.QuoteToASCII(value[:60]) + "…"
	}
	wait, problem := parseRetryAfter(value, now)
	if wait > MaxRetryAfter {
		wait, problem = 0, fmt.Sprintf("it is more than %v", MaxRetryAfter)
	}
	if problem != "" {
		return 0, "Retry-After " + shown + " was ignored: " + problem, false
	}
	return wait, "", true
}

// parseRetryAfter reads one value. problem says why it is none.
func parseRetryAfter(value string, now time.Time) (wait time.Duration, problem string) {
	if digits := strings.TrimPrefix(value, "-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		if digits != value {
			return 0, "it is negative"
		}
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(MaxRetryAfter/time.Second) {
			return MaxRetryAfter + 1, "" // more than is taken, however much
		}
		return time.Duration(seconds) * time.Second, ""
	}
	date, err := http.ParseTime(value)
	switch {
	case value == "":
		return 0, "it is empty"
	case err != nil:
		return 0, "it is neither whole seconds nor a date"
	case date.Before(now):
		return 0, "the date has passed"
	}
	return date.Sub(now), "" // Sub stops at the largest duration
}
