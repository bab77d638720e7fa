package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// answerShown is how much of a receiver's answer trigger shows.
const answerShown = 200

// verdict turns what became of an event into trigger's exit, and explains whatever is no success.
func (a *app) verdict(ctx context.Context, client *control.Client, t *triggering, p *control.Published, waited error) error {
	switch {
	case waited != nil && !errors.Is(waited, errNotFinal):
		return waited
	case len(p.Deliveries) == 0:
		return a.nobodyTakes(ctx, client, p)
	case !t.wait:
		return failedAtOnce(a, p)
	}
	var worst error
	for i := range p.Deliveries {
		d := &p.Deliveries[i]
		if d.State == string(relay.Delivered) {
			continue
		}
		if err := a.explainDelivery(ctx, client, d.ID); err != nil {
			return err
		}
		switch {
		case d.Final():
			worst = worse(worst, errFailed)
		case d.State == string(relay.Held): // waiting longer would not help
			worst = worse(worst, &exitError{code: exitTimeout, err: fmt.Errorf("delivery %s is still held after %v", d.ID, t.timeout), try: "ledgerhook subscriptions resume " + d.SubscriptionID})
		default:
			worst = worse(worst, &exitError{code: exitTimeout, err: fmt.Errorf("delivery %s is not final after %v", d.ID, t.timeout), try: "ledgerhook deliveries wait id:" + d.ID})
		}
	}
	return worst
}

// nobodyTakes tells that an event went nowhere, and what subscriptions there are that might have taken it.
func (a *app) nobodyTakes(ctx context.Context, client *control.Client, p *control.Published) error {
	name := p.Event.Provider
	fmt.Fprintf(a.stderr, "ledgerhook: no subscription takes %s %s; the event is stored and goes nowhere\n", name, p.Event.Type)
	subs, err := client.Subscriptions(ctx)
	if err != nil {
		return err
	}
	for i := range subs {
		if s := &subs[i]; s.Provider == name {
			fmt.Fprintf(a.stderr, "  %s is %s%s, and takes %s\n", s.ID, s.State, export.Remark(s.Reason), relay.Visible(eventsText(s.Events)))
		}
	}
	fmt.Fprintf(a.stderr, "Try: ledgerhook subscriptions create --provider %s --url http://127.0.0.1:3000/webhooks/%s\n", name, name)
	return errFailed
}

// failedAtOnce tells of deliveries that failed when they were made, for want of a target.
func failedAtOnce(a *app, p *control.Published) error {
	for i := range p.Deliveries {
		if d := &p.Deliveries[i]; d.State == string(relay.Failed) {
			fmt.Fprintf(a.stderr, "ledgerhook: delivery %s failed: %s\nTry: ledgerhook deliveries show %s\n", d.ID, relay.Visible(d.Reason), d.ID)
			return errFailed
		}
	}
	return nil
}

// worse keeps the error that matters more: a failure over a wait that was too short.
func worse(a, b error) error {
	var timeout *exitError
	if a == nil || (errors.As(a, &timeout) && timeout.code == exitTimeout && b != nil) {
		return b
	}
	return a
}

// explainDelivery says why a delivery has not succeeded: the last answer, when it goes on, and the commands that help.
func (a *app) explainDelivery(ctx context.Context, client *control.Client, id string) error {
	d, err := client.Delivery(ctx, id)
	if err != nil {
		return err
	}
	w := a.stderr
	fmt.Fprintf(w, "%s is %s\n", d.ID, stateOf(&d))
	if n := len(d.Attempts); n > 0 {
		last := &d.Attempts[n-1]
		fmt.Fprintf(w, "  last status  %s\n", export.Outcome(last))
		if last.Response != nil {
			answer, _ := last.Response.Plain()
			fmt.Fprintf(w, "  answer       %s\n", firstBytes(answer, answerShown))
		}
		if last.Explanation != "" {
			fmt.Fprintf(w, "  signature    %s\n", relay.Visible(last.Explanation))
		}
		for _, f := range last.Faults {
			fmt.Fprintf(w, "  injected     %s at the %s%s\n", export.FaultSpec(f.Name, f.Value), f.At, export.Remark(f.Note))
		}
	}
	clock, err := client.Clock(ctx)
	if err != nil {
		return err
	}
	switch {
	case d.State == string(relay.Held):
		fmt.Fprintf(w, "  held         its subscription %s is paused\n", d.SubscriptionID)
	case d.BlockedUntil != nil:
		fmt.Fprintf(w, "  ordered      %s (in %s)\n", waitsBehind(&d), nextIn(d.BlockedUntil.Time, clock.Now.Time))
	case d.DueAt != nil:
		fmt.Fprintf(w, "  next due     %s (in %s)\n", export.Moment(*d.DueAt), nextIn(d.DueAt.Time, clock.Now.Time))
	}
	if p, err := client.Provider(ctx, d.Provider); err == nil {
		traits := p.Traits
		if sub, err := client.Subscription(ctx, d.SubscriptionID); err == nil && sub.Retry != "" {
			traits = control.Traits{MaxAttempts: len(sub.RetryWaitsMS) + 1, RetryWaitsMS: sub.RetryWaitsMS}
		}
		fmt.Fprintf(w, "  schedule     %s%s\n", attemptsText(&traits), scaleText(clock.TimeScale))
	}
	fmt.Fprintf(w, "Try: %s\n", strings.Join(whatHelps(&d, &clock), "\n     "))
	return nil
}

// whatHelps are the commands that get a delivery on its way, the best first.
func whatHelps(d *control.Delivery, clock *control.Clock) []string {
	show := "ledgerhook deliveries show " + d.ID
	var help []string
	switch {
	case d.State == string(relay.Held):
		return []string{"ledgerhook subscriptions resume " + d.SubscriptionID, show}
	case d.BlockedBy != "":
		help = []string{"ledgerhook deliveries show " + d.BlockedBy, "ledgerhook deliveries retry|cancel " + d.BlockedBy}
	default:
		help = []string{show, "ledgerhook deliveries " + againVerb(d) + " " + d.ID}
	}
	if !d.Final() && clock.Mode == "virtual" {
		help = append(help, "ledgerhook clock advance 1h")
	}
	return help
}

func scaleText(scale float64) string {
	if scale <= 1 {
		return ""
	}
	return fmt.Sprintf("; here all waits are divided by %g", scale)
}

// againVerb is retry for what is still pending or unknown, replay for what is final.
func againVerb(d *control.Delivery) string {
	if d.Final() && d.State != string(relay.Unknown) {
		return "replay"
	}
	return "retry"
}

// firstBytes shows the beginning of an answer.
func firstBytes(body []byte, most int) string {
	if len(body) == 0 {
		return "(empty)"
	}
	if len(body) > most {
		return relay.Visible(string(body[:most])) + fmt.Sprintf("… (%d bytes)", len(body))
	}
	return relay.Visible(string(body))
}

// nextIn is how far a due time lies ahead.
func nextIn(due, now time.Time) string { return export.Wait(max(due.Sub(now), 0)) }
