package main

import (
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// printDelivery writes a delivery and its attempts for people.
func (a *app) printDelivery(d *control.Delivery) {
	w := a.stdout
	fmt.Fprintf(w, "%s  %s %s  %s\n", d.ID, d.Provider, typeText(d.Type), stateOf(d))
	fmt.Fprintf(w, "event %s  subscription %s  created %s\n", d.EventID, d.SubscriptionID, export.Moment(d.CreatedAt))
	if d.IncomingID != "" {
		fmt.Fprintf(w, "passes on %s\n", d.IncomingID)
	}
	if d.ReplayOf != "" {
		fmt.Fprintf(w, "replays %s\n", d.ReplayOf)
	}
	for i := range d.URLNotes {
		fmt.Fprintf(w, "%s\n", urlNoteLine(&d.URLNotes[i]))
	}
	switch {
	case d.BlockedBy != "":
		fmt.Fprintf(w, "%s\n", waitsBehind(d))
	case d.DueAt != nil:
		fmt.Fprintf(w, "next attempt due %s\n", export.Moment(*d.DueAt))
	}
	for i := range d.Attempts {
		export.Exchange(w, &d.Attempts[i])
	}
	if len(d.Attempts) == 0 {
		fmt.Fprintf(w, "\nno attempt yet; it will send %d bytes to %s\n", bodySize(d), relay.Visible(d.URL))
	}
}

// waitsBehind says which failed delivery a delivery waits behind; empty when there is none.
func waitsBehind(d *control.Delivery) string {
	switch {
	case d.BlockedBy == "":
		return ""
	case d.BlockedUntil == nil:
		return "waits behind " + d.BlockedBy
	}
	return fmt.Sprintf("waits behind %s until %s", d.BlockedBy, export.Moment(*d.BlockedUntil))
}

func bodySize(d *control.Delivery) int {
	m := control.Message{Body: d.Body, BodyBase64: d.BodyBase64}
	return len(m.Bytes())
}

// stateOf is the state with its reason and reference.
func stateOf(d *control.Delivery) string {
	text := d.State
	if d.Reason != "" {
		text += " (" + relay.Visible(d.Reason) + ")"
	}
	if d.Reference != "" {
		text += "  Ref: " + relay.Visible(d.Reference)
	}
	return text
}

// durationOf reads milliseconds.
func durationOf(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
