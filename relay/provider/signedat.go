package provider

import (
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

var (
	_ relay.Timestamped = fintoro{}
	_ relay.Timestamped = moneybird{}
	_ relay.Timestamped = bookkeeper{}
)

// SignedAt implements relay.Timestamped. The time is beside the signature, which does not cover it. Source: vendor
// documentation.
func (fintoro) SignedAt(headers []relay.Header) (time.Time, bool) {
	return unixSeconds(headerValue(headers, "webhook-timestamp"))
}

// SignedAt implements relay.Timestamped. Source: vendor documentation.
func (moneybird) SignedAt(headers []relay.Header) (time.Time, bool) {
	for part := range strings.SplitSeq(headerValue(headers, "Moneybird-Signature"), ",") {
		if t, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			return unixSeconds(t)
		}
	}
	return time.Time{}, false
}

// SignedAt implements relay.Timestamped. Source: our choice.
func (bookkeeper) SignedAt(headers []relay.Header) (time.Time, bool) {
	return unixSeconds(headerValue(headers, "webhook-timestamp"))
}

func unixSeconds(text string) (time.Time, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}, false
	}
	return time.Unix(n, 0).UTC(), true
}

// headerValue is the first value of a header, whatever the casing of its name.
func headerValue(headers []relay.Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
