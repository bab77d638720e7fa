package emulate

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxWindows bounds how many accounts are counted at once: beyond that, those whose window is over are forgotten.
const maxWindows = 1024

// rateLimit lets each account make so many calls in a window, which begins with the first of them. The time is the
// machine's and not the engine's, since callers are real.
type rateLimit struct {
	wall   relay.Clock
	calls  int
	window time.Duration

	mu      sync.Mutex
	windows map[int64]window
}

// window is what an account has used up.
type window struct {
	ends time.Time
	used int
}

func newRateLimit(wall relay.Clock, calls int, length time.Duration) *rateLimit {
	return &rateLimit{wall: wall, calls: calls, window: length, windows: map[int64]window{}}
}

// take counts a call. left is how many more the account may make before ends; ok is false when this one was too many.
func (l *rateLimit) take(account int64) (left int, ends, now time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now = l.wall.Now()
	w, known := l.windows[account]
	if !known && len(l.windows) >= maxWindows {
		for other, old := range l.windows {
			if !now.Before(old.ends) {
				delete(l.windows, other)
			}
		}
	}
	if !now.Before(w.ends) {
		w = window{ends: now.Add(l.window)}
	}
	ok = w.used < l.calls
	if ok {
		w.used++
	}
	l.windows[account] = w
	return l.calls - w.used, w.ends, now, ok
}

// limit counts a call and puts the headers of Laravel's throttling, which Fintoro documents. The refusal is of a call too
// many.
func (l *rateLimit) limit(header http.Header, who caller) *refusal {
	left, ends, now, ok := l.take(who.account)
	// Not Header.Set, which would change the documented casing.
	header["X-RateLimit-Limit"] = []string{strconv.Itoa(l.calls)}
	header["X-RateLimit-Remaining"] = []string{strconv.Itoa(left)}
	if ok {
		return nil
	}
	return fintoroTooMany(header, now, ends)
}

// tooMany refuses a call too many, with the headers that the product says then. Calls are taken again once the window ends.
type tooMany func(header http.Header, now, ends time.Time) *refusal

// fintoroTooMany is Laravel's refusal. Source: vendor documentation.
func fintoroTooMany(header http.Header, now, ends time.Time) *refusal {
	header["X-RateLimit-Remaining"] = []string{"0"}
	header.Set("Retry-After", secondsUntil(now, ends))
	header["X-RateLimit-Reset"] = []string{strconv.FormatInt(ends.Unix(), 10)}
	return &refusal{status: http.StatusTooManyRequests, reason: "Too Many Attempts."}
}

// secondsUntil counts whole seconds, a begun one too.
func secondsUntil(now, ends time.Time) string {
	return strconv.Itoa(int(math.Ceil(ends.Sub(now).Seconds())))
}

// plainTooMany is that of the products that document no limit, and have none here either. Source: our choice.
func plainTooMany(header http.Header, now, ends time.Time) *refusal {
	header.Set("Retry-After", secondsUntil(now, ends))
	return &refusal{status: http.StatusTooManyRequests, reason: "too many requests"}
}
