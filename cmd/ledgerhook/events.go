package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) events() *cobra.Command {
	return group("events", "Look at what was published", "An event is something that happened at a product. It never changes once published.",
		a.eventsList(), a.eventsShow())
}

func (a *app) eventsList() *cobra.Command {
	var provider, eventType string
	limit := -1
	c := &cobra.Command{
		Use: "list", Short: "List events, newest first", Args: noArgs,
		Example: "ledgerhook events list --provider fintoro --type invoices.paid --limit 10",
		RunE: func(cmd *cobra.Command, _ []string) error {
			get := func(ctx context.Context, cursor string, n int) ([]control.Event, string, error) {
				return a.client().EventsOf(ctx, provider, eventType, cursor, n)
			}
			return list(cmd.Context(), a, get, limit, []string{"ID", "PROVIDER", "TYPE", "OCCURRED"}, func(e control.Event) []string {
				return []string{e.ID, e.Provider, typeText(e.Type), export.Moment(e.OccurredAt)}
			})
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	c.Flags().StringVar(&eventType, "type", "", "only of this event type")
	limitFlag(c, &limit)
	return c
}

func (a *app) eventsShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show one event with its data", Args: words(1, "ledgerhook events show evt_…"),
		Example: "ledgerhook events show evt_069v1m8qd5v6b8jq6s4g0000a4",
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.client().Event(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(e)
			}
			fmt.Fprintf(a.stdout, "%s  %s %s  occurred %s\n", e.ID, e.Provider, typeText(e.Type), export.Moment(e.OccurredAt))
			if e.DialectID != "" {
				fmt.Fprintf(a.stdout, "on the wire it is %s\n", relay.Visible(e.DialectID))
			}
			return a.printPretty(e.Data)
		},
	}
}

// limitFlag says how many rows a list prints.
func limitFlag(c *cobra.Command, limit *int) {
	c.Flags().IntVar(limit, "limit", -1, "at most so many; 0 for all (default: all with --json, else the first 50)")
	c.Flags().Lookup("limit").DefValue = "" // which is told in words
}
