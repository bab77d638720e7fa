package relaytest

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Now is what the clock shows.
func (h *Relay) Now() time.Time {
	h.t.Helper()
	clock, err := h.client.Clock(h.t.Context())
	return must(h, clock, err, "look at the clock").Now.Time
}

// Settle waits until everything that is due by now was tried, and the mock has booked what it answered. The clock stays
// where it is.
func (h *Relay) Settle() {
	h.t.Helper()
	h.Advance(0)
}

// Advance moves the clock, and returns when all that fell due on the way was tried, each at its time.
func (h *Relay) Advance(by time.Duration) {
	h.t.Helper()
	clock, err := h.client.Advance(h.t.Context(), by)
	must(h, clock, err, fmt.Sprintf("advance the clock by %v", by))
}

// AdvanceToNext moves the clock to when the next attempt is due, and returns when it was made. Where none is due the test
// ends.
func (h *Relay) AdvanceToNext() {
	h.t.Helper()
	clock, err := h.client.AdvanceToNext(h.t.Context())
	must(h, clock, err, "advance to the next attempt")
}

// next is AdvanceToNext, and reports whether that led to a later time.
func (h *Relay) next() bool {
	h.t.Helper()
	before := h.Now()
	clock, err := h.client.AdvanceToNext(h.t.Context())
	var refusal *control.Error
	if errors.As(err, &refusal) && refusal.Status == http.StatusConflict {
		return false
	}
	return must(h, clock, err, "advance to the next attempt").Now.After(before)
}
