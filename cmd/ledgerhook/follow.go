package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// follow prints one line an attempt, and what else is worth knowing, until ctx ends.
func (a *app) follow(ctx context.Context, client *control.Client) error {
	if a.quiet { // the stream would be written and read for nothing
		<-ctx.Done()
		return ctx.Err()
	}
	var last uint64
	for {
		err := client.Watch(ctx, last, func(c control.Change) error {
			if c.Number > 0 {
				last = c.Number
			}
			return a.followed(&c)
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, control.ErrUnreachable) {
			return err
		}
	}
}

func (a *app) followed(c *control.Change) error {
	if c.Kind == "" {
		return nil
	}
	a.printing.Lock()
	defer a.printing.Unlock()
	if a.json {
		return a.printJSON(c)
	}
	switch {
	case c.Incoming != nil:
		shown, last := a.strangers.shows(c.Incoming)
		if shown {
			a.say("%s", incomingLine(c.Incoming))
		}
		if last {
			a.say("         further ones in this second are stored and not shown: ledgerhook relay list")
		}
	case c.Delivery != nil && c.Attempted:
		a.say("%s", attemptLine(c))
		if c.Explanation != "" {
			a.say("         %s", relay.Visible(c.Explanation))
		}
	case c.Subscription != nil && !c.Subscription.Builtin && c.Subscription.CreatedAt == c.Subscription.UpdatedAt: // just made
		a.say("%s %s subscription %s is %s -> %s%s", clockTime(c.At), c.Subscription.Provider, c.Subscription.ID, madeAs(c.Subscription), shortTarget(c.Subscription.URL), export.Remark(c.Subscription.Reason))
		a.sayURLNotes("         ", c.Subscription.URLNotes)
	case c.Subscription != nil && c.Subscription.Reason != "":
		a.say("%s %s subscription %s is %s: %s", clockTime(c.At), c.Subscription.Provider, c.Subscription.ID, c.Subscription.State, relay.Visible(c.Subscription.Reason))
	}
	return nil
}

// madeAs is the state of a subscription that was just made, where it is not simply active.
func madeAs(sub *control.Subscription) string {
	if sub.State == string(relay.Active) {
		return "made"
	}
	return "made, " + sub.State
}

// attemptLine is like `14:02:11 fintoro invoices.paid -> :3000 401 13ms  next in 10s`.
func attemptLine(c *control.Change) string {
	d := c.Delivery
	line := fmt.Sprintf("%s %s %s -> %s %s %s", clockTime(c.At), d.Provider, typeText(d.Type), shortTarget(d.URL), lastOf(d), export.Millis(d.LastDurationMS))
	if d.LastFaults > 0 {
		line += "  injected"
	}
	if d.Reference != "" {
		line += "  Ref: " + relay.Visible(d.Reference)
	}
	switch {
	case d.DueAt != nil && d.State == string(relay.Pending):
		line += "  next in " + nextIn(d.DueAt.Time, c.At.Time)
		if c.Blocks > 0 {
			line += fmt.Sprintf(", blocks %d behind it until then", c.Blocks)
		}
	case d.State == string(relay.Unknown):
		line += "  no answer; decide: ledgerhook deliveries retry|cancel " + d.ID
	case d.State != string(relay.Delivered):
		line += "  " + stateOf(d)
	}
	return line
}

// incomingLine is like `14:02:11 <- fintoro invoices.paid verified 200  evt_…`.
func incomingLine(in *control.Incoming) string {
	line := fmt.Sprintf("%s <- %s %s", clockTime(in.ReceivedAt), whatCame(in), in.Verdict)
	if in.Status != 0 {
		line += fmt.Sprintf(" %d", in.Status)
	}
	id := in.EventID
	if id == "" {
		id = in.ID
	}
	return line + "  " + id + export.Remark(in.Problem)
}

// deliveryLine is one delivery as it stands.
func deliveryLine(d *control.Delivery) string {
	return fmt.Sprintf("%s %s %s -> %s %s  %s", export.Moment(d.CreatedAt), d.Provider, typeText(d.Type), shortTarget(d.URL), lastOf(d), stateOf(d))
}

// typeText is an event's type. One that came in at a hook may have none that could be read.
func typeText(event string) string {
	if event == "" {
		return "unrecognised"
	}
	return relay.Visible(event)
}

func clockTime(t control.Time) string { return t.UTC().Format("15:04:05") }

// shortTarget is :3000 for this machine, else host and port.
func shortTarget(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return relay.Visible(target)
	}
	if host := u.Hostname(); host == "127.0.0.1" || host == "localhost" || host == "::1" {
		return ":" + u.Port()
	}
	return relay.Visible(u.Host)
}
