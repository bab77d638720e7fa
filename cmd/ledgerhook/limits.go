package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// limitFlags say how a subscription is sent to.
type limitFlags struct {
	retry               string
	concurrency         int
	rate                float64
	ordered, atMostOnce bool
}

func (l *limitFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&l.retry, "retry", "", "waits between attempts, such as 5s,5m,1h; none, or default for the product's own")
	f.IntVar(&l.concurrency, "concurrency", 0, "attempts at once; 0 for the engine's default")
	f.Float64Var(&l.rate, "rate", 0, "attempts a second; 0 for no limit")
	f.BoolVar(&l.ordered, "ordered", false, "one after the other, in the order of publication: a failed one lets those behind it wait")
	f.BoolVar(&l.atMostOnce, "at-most-once", false, "never send again what may have arrived; a lost answer is left to you")
}

// limitNames are the flags, as they are told.
const limitNames = "--retry, --concurrency, --rate, --ordered, --at-most-once"

// read checks the flags that were given. A verb is what to type instead.
func (l *limitFlags) read(c *cobra.Command, verb string) (control.SubscriptionLimits, error) {
	var given control.SubscriptionLimits
	var checked relay.Limits
	changed := c.Flags().Changed
	if changed("retry") {
		given.Retry = control.Waits(l.retry)
		var wrong *retry.ParseError
		if _, err := retry.Parse(l.retry); l.retry != "default" && errors.As(err, &wrong) {
			return given, usage(verb+" --retry 5s,5m,1h", "--retry: %w", &pointedError{err, l.retry, wrong.Position})
		}
	}
	if changed("concurrency") {
		given.Concurrency, checked.Concurrency = &l.concurrency, l.concurrency
	}
	if changed("rate") {
		given.Rate, checked.Rate = &l.rate, l.rate
	}
	if changed("ordered") {
		given.Ordered, checked.Ordered = &l.ordered, l.ordered
	}
	if changed("at-most-once") {
		given.AtMostOnce = &l.atMostOnce
	}
	if err := checked.Validate(); err != nil {
		return given, usage(verb+" --rate 10 --concurrency 4", "--%w", err)
	}
	return given, nil
}

// limitsText is like `ordered 10/s ×4 at-most-once retry 5s,5m`; empty where all is the product's own way.
func limitsText(s *control.Subscription) string {
	var parts []string
	if s.Ordered {
		parts = append(parts, "ordered")
	}
	if s.Rate > 0 {
		parts = append(parts, fmt.Sprintf("%g/s", s.Rate))
	}
	if s.Concurrency > 0 {
		parts = append(parts, fmt.Sprintf("×%d", s.Concurrency))
	}
	if s.AtMostOnce {
		parts = append(parts, "at-most-once")
	}
	if s.Retry != "" {
		parts = append(parts, "retry "+s.Retry)
	}
	return strings.Join(parts, " ")
}

// sendingStateText is the state, with what hinders the sending.
func sendingStateText(s *control.Subscription) string {
	text := s.State
	if s.Circuit == "open" {
		text += ", circuit open"
	}
	if s.BlockedBy != "" {
		text += ", blocked"
	}
	return text
}

// waitTexts writes waits; many equal ones in a row as one.
func waitTexts(waits []float64) []string {
	const many = 4
	var texts []string
	for i := 0; i < len(waits); {
		n := 1
		for i+n < len(waits) && waits[i+n] == waits[i] {
			n++
		}
		text := export.Wait(durationOf(waits[i]))
		if n >= many {
			texts = append(texts, fmt.Sprintf("%d times %s", n, text))
		} else {
			texts = append(texts, slices.Repeat([]string{text}, n)...)
		}
		i += n
	}
	return texts
}

// printSending tells how a subscription is sent to, and how that goes.
func (a *app) printSending(s *control.Subscription) {
	if text := limitsText(s); text != "" {
		fmt.Fprintf(a.stdout, "limits  %s\n", text)
	}
	waits := waitTexts(s.RetryWaitsMS)
	owner := "the product's"
	switch {
	case s.Retry != "":
		owner = "chosen"
	case s.Hook != "":
		owner = "the relay's"
	}
	if len(waits) == 0 {
		waits = []string{"none"}
	}
	fmt.Fprintf(a.stdout, "retry   %s (%s)\n", strings.Join(waits, ", "), owner)
	if s.BlockedBy != "" && s.BlockedUntil != nil {
		fmt.Fprintf(a.stdout, "blocked by %s until %s: those behind it wait, since it is ordered\n", s.BlockedBy, export.Moment(*s.BlockedUntil))
	}
	if s.Circuit == "open" {
		fmt.Fprintln(a.stdout, "circuit open: the endpoint does not answer at all, so one attempt at a time probes it")
	}
	if s.InFlight > 0 {
		fmt.Fprintf(a.stdout, "%s in flight\n", relay.Counted(s.InFlight, "attempt"))
	}
}
