package relaytest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// RequireDelivered wants an event to be delivered, each of its deliveries, however late: it lets the clock go on until
// that is settled, at most to the end of the schedule. It returns the first delivery, with its attempts.
func (h *Relay) RequireDelivered(ev Event) control.Delivery {
	h.t.Helper()
	h.Settle()
	deliveries := h.current(ev)
	for slices.ContainsFunc(deliveries, unsettled) && h.goOn(deliveries) {
		deliveries = h.current(ev)
	}
	h.require(deliveries, "delivered", func(d *control.Delivery) bool { return d.State == string(relay.Delivered) })
	return deliveries[0]
}

func unsettled(d control.Delivery) bool { return !d.Final() }

// goOn moves the clock to when the first of some deliveries is due, and reports whether anything is.
func (h *Relay) goOn(deliveries []control.Delivery) bool {
	h.t.Helper()
	var due time.Time
	for i := range deliveries {
		for _, at := range []*control.Time{deliveries[i].DueAt, deliveries[i].BlockedUntil} {
			if at != nil && unsettled(deliveries[i]) && (due.IsZero() || at.Before(due)) {
				due = at.Time
			}
		}
	}
	if wait := due.Sub(h.Now()); !due.IsZero() && wait > 0 {
		h.Advance(wait)
		return true
	}
	return h.next() // it waits for another, or for its place
}

// RequireNotDelivered wants no delivery of an event to be delivered by now. It does not move the clock: an attempt may
// follow.
func (h *Relay) RequireNotDelivered(ev Event) {
	h.t.Helper()
	h.Settle()
	h.require(h.current(ev), "anything but delivered", func(d *control.Delivery) bool { return d.State != string(relay.Delivered) })
}

// RequireState wants every delivery of an event to be in a state by now, such as relay.Failed. It does not move the clock.
// It returns the first delivery, with its attempts.
func (h *Relay) RequireState(ev Event, state relay.DeliveryState) control.Delivery {
	h.t.Helper()
	if !state.Valid() {
		h.t.Fatalf("relaytest: there is no state %q; states are %v", state, relay.DeliveryStates())
	}
	h.Settle()
	deliveries := h.current(ev)
	h.require(deliveries, string(state), func(d *control.Delivery) bool { return d.State == string(state) })
	return deliveries[0]
}

// require ends the test with the exchanges of those deliveries that are not as they should be.
func (h *Relay) require(deliveries []control.Delivery, want string, good func(*control.Delivery) bool) {
	h.t.Helper()
	var text strings.Builder
	for i := range deliveries {
		if d := &deliveries[i]; !good(d) {
			fmt.Fprintf(&text, "\n%s of %s, delivery %s to %s\n  expected: %s\n  actual:   %s\n", relay.Visible(d.Type), d.Provider, d.ID, relay.Visible(d.URL), want, actual(d))
			writeExchanges(&text, d.Attempts)
		}
	}
	if text.Len() > 0 {
		h.t.Fatalf("relaytest: not as required at %s%s", h.Now().Format(time.DateTime), text.String())
	}
}

// actual says how a delivery stands.
func actual(d *control.Delivery) string {
	text := d.State
	if d.Reason != "" {
		text += " (" + relay.Visible(d.Reason) + ")"
	}
	switch d.AttemptCount {
	case 0:
		text += ", not tried"
	case 1:
		text += " after 1 attempt"
	default:
		text += fmt.Sprintf(" after %d attempts", d.AttemptCount)
	}
	if d.BlockedBy != "" {
		text += ", waits behind " + d.BlockedBy
	}
	for i := range d.PostponedBy {
		text += ", put off by " + spec(&d.PostponedBy[i])
	}
	if d.DueAt != nil {
		text += ", due at " + d.DueAt.UTC().Format(time.DateTime)
	}
	return text
}
