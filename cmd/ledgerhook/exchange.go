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
	fmt.Fprintf(w, "event %s  subscription %s  created %s\n", d.EventID, d.SubscriptionID, shortTime(d.CreatedAt))
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
		fmt.Fprintf(w, "next attempt due %s\n", shortTime(*d.DueAt))
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
	return fmt.Sprintf("waits behind %s until %s", d.BlockedBy, shortTime(*d.BlockedUntil))
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

// dash puts a remark behind a dash, if there is one.
func dash(remark string) string {
	if remark == "" {
		return ""
	}
	return " - " + relay.Visible(remark)
}

func faultSpec(name, value string) string {
	rule := relay.FaultRule{Name: name, Value: value}
	return relay.Visible(rule.Spec())
}

// shortTime is a time to the millisecond.
func shortTime(t control.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") }

// millis writes a duration given in milliseconds.
func millis(ms float64) string {
	switch {
	case ms >= 1000:
		return fmt.Sprintf("%.1fs", ms/1000)
	case ms >= 10:
		return fmt.Sprintf("%.0fms", ms)
	}
	return fmt.Sprintf("%.1fms", ms)
}

// waitText writes a duration as people read it: 10s, 16m40s, 2h46m40s.
func waitText(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// durationOf reads milliseconds.
func durationOf(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
