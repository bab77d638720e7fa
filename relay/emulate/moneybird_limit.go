package emulate

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Moneybird lets so many calls be made in a window. Source: vendor documentation; that it counts by account is our choice.
const (
	moneybirdCalls  = 150
	moneybirdWindow = 5 * time.Minute
)

// moneybirdLimit counts a call and puts the headers of Moneybird's throttling. Retry-After is a point in time, in Unix
// seconds, as RateLimit-Reset is, and no number of seconds to wait. Source: vendor documentation of the 429; that the other
// answers carry RateLimit-Limit and -Remaining is our choice.
func (l *rateLimit) moneybirdLimit(header http.Header, who caller) *refusal {
	left, ends, now, ok := l.take(who.account)
	// Not Header.Set, which would change the documented casing.
	header["RateLimit-Limit"] = []string{strconv.Itoa(l.calls)}
	header["RateLimit-Remaining"] = []string{strconv.Itoa(left)}
	if ok {
		return nil
	}
	return moneybirdTooMany(header, now, ends)
}

// moneybirdTooMany is Moneybird's refusal of one call too many.
func moneybirdTooMany(header http.Header, _, ends time.Time) *refusal {
	reset := strconv.FormatInt(ends.Unix(), 10)
	header["RateLimit-Remaining"] = []string{"0"}
	header["RateLimit-Reset"] = []string{reset}
	header.Set("Retry-After", reset)
	return &refusal{status: http.StatusTooManyRequests, reason: "Retry later"}
}

// moneybirdRetryLater is the body of a refusal of one call too many. Source: vendor documentation.
func moneybirdRetryLater() jsontext.Value { return jsontext.Value(`"Retry later"`) }
