package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) subscriptionsUpdate() *cobra.Command {
	var limits limitFlags
	var name, url string
	var events []string
	const verb = "ledgerhook subscriptions update sub_…"
	c := &cobra.Command{
		Use: "update ID", Short: "Change where a subscription goes, what it takes, and how it is sent to", Args: words(1, verb+" --rate 10"),
		Long:    "Changes what is given and leaves the rest. What is pending goes by the new rules too.",
		Example: verb + " --retry 5s,5m,1h --rate 10\n" + verb + " --ordered=false --retry default\n" + verb + " --events invoices.paid --url http://127.0.0.1:3000/hooks",
		RunE: func(cmd *cobra.Command, args []string) error {
			if !anyChanged(cmd) {
				return usage("ledgerhook subscriptions update "+args[0]+" --rate 10", "nothing to change: give %s, --events, --url or --name", limitNames)
			}
			wanted := control.UpdateSubscription{}
			var err error
			if wanted.SubscriptionLimits, err = limits.read(cmd, "ledgerhook subscriptions update "+args[0]); err != nil {
				return err
			}
			changed := cmd.Flags().Changed
			if changed("name") {
				wanted.Name = &name
			}
			if changed("url") {
				if url, err = a.readSecret("url", url); err != nil {
					return err
				}
				wanted.URL = &url
			}
			if changed("events") {
				wanted.Events = &events
			}
			sub, err := a.client().UpdateSubscription(cmd.Context(), args[0], wanted)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(sub)
			}
			a.say("%s is changed", sub.ID)
			return a.printSubscription(&sub)
		},
	}
	limits.flags(c)
	f := c.Flags()
	f.StringVar(&url, "url", "", "where events go, or @FILE with it, those that are pending included")
	f.StringSliceVar(&events, "events", nil, "event types or groups, separated by commas; '' for every type")
	f.StringVar(&name, "name", "", "a name for people")
	return c
}

// anyChanged reports whether one of the verb's own flags was given.
func anyChanged(c *cobra.Command) bool {
	for _, name := range []string{"retry", "concurrency", "rate", "ordered", "at-most-once", "events", "url", "name"} {
		if c.Flags().Changed(name) {
			return true
		}
	}
	return false
}

func (a *app) subscriptionsPause() *cobra.Command {
	return a.subscriptionMove(&cobra.Command{
		Use: "pause ID", Short: "Hold a subscription: it goes on taking events and sends nothing", Args: words(1, "ledgerhook subscriptions pause sub_…"),
		Example: "ledgerhook subscriptions pause sub_069v1m8qd5v6b8jq6s4g0000a4",
	}, "what it gets is held, and nothing is lost", func(ctx context.Context, id string) (control.Subscription, error) {
		return a.client().Pause(ctx, id)
	})
}

func (a *app) subscriptionsResume() *cobra.Command {
	return a.subscriptionMove(&cobra.Command{
		Use: "resume ID", Short: "Let a paused or disabled subscription send again, what it held first", Args: words(1, "ledgerhook subscriptions resume sub_…"),
		Example: "ledgerhook subscriptions resume sub_069v1m8qd5v6b8jq6s4g0000a4",
	}, "", func(ctx context.Context, id string) (control.Subscription, error) {
		return a.client().Resume(ctx, id)
	})
}

func (a *app) subscriptionsDisable() *cobra.Command {
	reason := ""
	c := a.subscriptionMove(&cobra.Command{
		Use: "disable ID", Short: "Stop a subscription: it takes and sends nothing, and what it owes fails", Args: words(1, "ledgerhook subscriptions disable sub_…"),
		Example: "ledgerhook subscriptions disable sub_069v1m8qd5v6b8jq6s4g0000a4 --reason 'endpoint is being rebuilt'",
	}, "it takes and sends nothing; what it owed has failed", func(ctx context.Context, id string) (control.Subscription, error) {
		return a.client().Disable(ctx, id, reason)
	})
	c.Flags().StringVar(&reason, "reason", "", "why, for whoever looks at it later")
	return c
}

// subscriptionMove completes a verb that moves a subscription to another state. note says what follows from it, and the
// command that starts it again stands behind; empty: none.
func (a *app) subscriptionMove(c *cobra.Command, note string, move func(ctx context.Context, id string) (control.Subscription, error)) *cobra.Command {
	c.RunE = func(cmd *cobra.Command, args []string) error {
		sub, err := move(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(sub)
		}
		text := sub.ID + " is " + sub.State + export.Remark(sub.Reason)
		if note != "" {
			text += "; " + note + "; ledgerhook subscriptions resume " + sub.ID + " starts it again"
		}
		a.say("%s", text)
		return nil
	}
	return c
}
