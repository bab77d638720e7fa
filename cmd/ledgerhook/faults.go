package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) faults() *cobra.Command {
	return group("faults", "Break things on purpose",
		"A rule is a fault, the deliveries it hits, and when. At the sender it works with anybody's URL. A fault of the answer lets the request arrive whole and the receiver do its work, and then replaces, delays or drops the real answer: the attempt keeps both. At the receiver the mock itself misbehaves, on the connection; at the api, the product's own reads do. Every hit is marked.\n\n"+
			"Of several rules that hit one delivery, those act first that act earlier in the course of an attempt, and of one moment those that were added first: `faults list` has the order.",
		a.faultsAdd(), a.faultsList(), a.faultsRemove(), a.faultsClear(), a.faultsCatalog())
}

func (a *app) faultsAdd() *cobra.Command {
	var wanted control.AddFault
	var always bool
	c := &cobra.Command{
		Use: "add NAME[=VALUE]", Short: "Put a fault rule in force", Args: words(1, "ledgerhook faults add lose-ack --first 1"),
		Example: "ledgerhook faults add status=503 --filter provider:fintoro --first 2\nledgerhook faults add lose-ack --first 1\nledgerhook faults add status=500 --at receiver --chance 0.2",
		RunE: func(cmd *cobra.Command, args []string) error {
			if always && (wanted.First != 0 || wanted.Every != 0 || wanted.Chance != 0) {
				return usage("ledgerhook faults add "+args[0]+" --always", "--always excludes --first, --every and --chance")
			}
			if _, err := filterOf([]string{wanted.Filter}); err != nil {
				return err
			}
			wanted.Name, wanted.Value, _ = strings.Cut(args[0], "=")
			rule, err := a.client().AddFault(cmd.Context(), wanted)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(rule)
			}
			fmt.Fprintln(a.stdout, rule.ID)
			a.say("%s at the %s, %s, %s", export.FaultSpec(rule.Name, rule.Value), rule.At, rule.Acts, whenText(&rule))
			return a.sayOrder(cmd.Context(), &rule)
		},
	}
	f := c.Flags()
	f.StringVar(&wanted.At, "at", "", "who misbehaves: sender, receiver or api (default: the sender, but for what only the api can)")
	f.StringVar(&wanted.Filter, "filter", "", "which deliveries (default: all); of reads at the api by provider, type, event and age of the newest event about what is read, or by words of the path")
	f.IntVar(&wanted.First, "first", 0, "the first N attempts of each delivery, or reads of each record or file")
	f.IntVar(&wanted.Every, "every", 0, "every N-th matching delivery")
	f.Float64Var(&wanted.Chance, "chance", 0, "each attempt with this probability")
	f.BoolVar(&always, "always", false, "every attempt (the default)")
	f.IntVar(&wanted.Limit, "limit", 0, "stop after so many hits")
	return c
}

// sayOrder tells in which order the rules of one place act on a delivery that several of them hit.
func (a *app) sayOrder(ctx context.Context, added *control.FaultRule) error {
	rules, err := a.client().Faults(ctx)
	if err != nil {
		return err
	}
	rules = slices.DeleteFunc(rules, func(r control.FaultRule) bool { return r.At != added.At })
	if len(rules) < 2 {
		return nil
	}
	slices.SortFunc(rules, func(a, b control.FaultRule) int { return cmp.Compare(a.Order, b.Order) })
	a.say("where a delivery is hit by several rules at the %s, they act in this order:", added.At)
	for _, r := range rules {
		a.say("  %d  %s  %s  %s", r.Order, export.FaultSpec(r.Name, r.Value), r.Acts, r.ID)
	}
	return nil
}

// whenText says when a rule strikes.
func whenText(r *control.FaultRule) string {
	text := "always"
	switch {
	case r.First > 0:
		text = fmt.Sprintf("first=%d", r.First)
	case r.Every > 0:
		text = fmt.Sprintf("every=%d", r.Every)
	case r.Chance > 0:
		text = fmt.Sprintf("chance=%g", r.Chance)
	}
	if r.Limit > 0 {
		text += fmt.Sprintf(" limit=%d", r.Limit)
	}
	return text
}

// lastHitText says what a rule struck last.
func lastHitText(hit *control.FaultHit) string {
	if hit == nil {
		return ""
	}
	return fmt.Sprintf("%s #%d", hit.Key, hit.Number)
}

func (a *app) faultsList() *cobra.Command {
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List the rules in force, with their hits", Args: noArgs,
		Example: "ledgerhook faults list",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return list(cmd.Context(), a, once(a.client().Faults), limit, []string{"ID", "FAULT", "AT", "WHEN", "HITS", "FILTER", "ACTS", "LAST HIT"}, func(r control.FaultRule) []string {
				return []string{r.ID, export.FaultSpec(r.Name, r.Value), r.At, whenText(&r), fmt.Sprint(r.Hits), cmp.Or(r.Filter, "all"), fmt.Sprintf("%d %s", r.Order, r.Acts), lastHitText(r.LastHit)}
			})
		},
	}
	limitFlag(c, &limit)
	return c
}

func (a *app) faultsRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Take one rule out of force", Args: words(1, "ledgerhook faults remove flt_…"),
		Example: "ledgerhook faults remove flt_069v1m8qd5v6b8jq6s4g0000a4",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.client().RemoveFault(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.say("%s is removed", args[0])
			return nil
		},
	}
}

func (a *app) faultsClear() *cobra.Command {
	return &cobra.Command{
		Use: "clear", Short: "Take all rules out of force", Args: noArgs,
		Example: "ledgerhook faults clear",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.client().ClearFaults(cmd.Context()); err != nil {
				return err
			}
			a.say("no faults are in force")
			return nil
		},
	}
}
