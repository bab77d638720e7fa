package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) deliveries() *cobra.Command {
	return group("deliveries", "Look at deliveries, wait for them, send them again, end them",
		"A delivery is one event for one subscription, over all its attempts.\n\nA FILTER is made of terms that must all hold:\n"+
			`state:failed provider:fintoro type:invoices.* status:>=500 attempts:>2 age:<1h sub:sub_… id:… "free text"; -term negates.`,
		a.deliveriesList(), a.deliveriesShow(), a.deliveriesWait(), a.deliveriesRetry(), a.deliveriesReplay(), a.deliveriesCancel(), a.deliveriesDiff(), a.deliveriesExport())
}

func (a *app) deliveriesList() *cobra.Command {
	limit, groupBy := -1, ""
	c := &cobra.Command{
		Use: "list [FILTER]", Short: "List deliveries, newest first, or count them by what they have in common",
		Example: "ledgerhook deliveries list state:failed provider:fintoro\nledgerhook deliveries list 'status:>=500 age:<1h' --json\n" +
			"ledgerhook deliveries list state:failed --group-by outcome,status",
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := filterOf(args)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("group-by") {
				return a.groupDeliveries(cmd.Context(), filter, groupBy, limit)
			}
			get := func(ctx context.Context, cursor string, n int) ([]control.Delivery, string, error) {
				return a.client().Deliveries(ctx, control.DeliveryQuery{Filter: filter, Cursor: cursor, Limit: n})
			}
			return list(cmd.Context(), a, get, limit, []string{"ID", "STATE", "PROVIDER", "TYPE", "ATTEMPTS", "LAST", "REFERENCE", "CREATED"}, func(d control.Delivery) []string {
				return []string{d.ID, d.State, d.Provider, typeText(d.Type), strconv.Itoa(d.AttemptCount), lastOf(&d), d.Reference, export.Moment(d.CreatedAt)}
			})
		},
	}
	limitFlag(c, &limit)
	groupByFlag(c, &groupBy)
	return c
}

// filterOf joins the words of a filter and checks them here, so that a mistake is told without a server.
func filterOf(args []string) (string, error) {
	text := strings.Join(args, " ")
	filter, err := relay.ParseFilter(text)
	var wrong *relay.FilterError
	if errors.As(err, &wrong) {
		return text, &pointedError{err, text, wrong.Position}
	}
	if err != nil {
		return text, err
	}
	return text, knownProviders(filter)
}

// knownProviders refuses a product that there is none of: such a filter would silently take nothing.
func knownProviders(filter relay.Filter) error {
	for _, term := range filter.Terms {
		if term.Field != relay.FieldProvider {
			continue
		}
		for _, name := range term.Values {
			if _, err := (products{}).Dialect(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// lastOf is what the newest attempt got: a status, or the outcome where no answer came.
func lastOf(d *control.Delivery) string {
	switch {
	case d.LastStatus != 0 && (d.LastOutcome == string(relay.Success) || d.LastOutcome == string(relay.HTTPError)):
		return strconv.Itoa(d.LastStatus)
	case d.LastOutcome != "":
		return d.LastOutcome
	}
	return "-"
}

func (a *app) deliveriesShow() *cobra.Command {
	reveal := false
	c := &cobra.Command{
		Use: "show ID", Short: "Show one delivery with every attempt: what was sent and what came back",
		Long: "Credentials are shown as ***: in the URL, in Authorization and in the body (Moneybird's webhook_token). --reveal shows them; an Authorization " +
			"header, which is never stored, as the subscription's present secrets make it.",
		Args:    words(1, "ledgerhook deliveries show dlv_…"),
		Example: "ledgerhook deliveries show dlv_069v1m8qd5v6b8jq6s4g0000a4 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			show := a.client().Delivery
			if reveal {
				show = a.client().RevealDelivery
			}
			d, err := show(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(d)
			}
			a.printDelivery(&d)
			return nil
		},
	}
	c.Flags().BoolVar(&reveal, "reveal", false, "show credentials instead of ***")
	return c
}

func (a *app) deliveriesWait() *cobra.Command {
	timeout := 35 * time.Second
	c := &cobra.Command{
		Use: "wait [FILTER]", Short: "Wait, in real time, until all that a filter takes are final; exit 4 if they are not",
		Example: "ledgerhook deliveries wait provider:moneybird --timeout 1m",
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := filterOf(args)
			if err != nil {
				return err
			}
			waited, err := a.client().Wait(cmd.Context(), filter, timeout)
			if err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(waited); err != nil {
					return err
				}
			} else {
				a.say("%s", countsOf(waited.States))
			}
			if !waited.Final {
				return &exitError{code: exitTimeout, err: fmt.Errorf("not all are final after %v", timeout), try: "ledgerhook deliveries list state:pending,sending,held"}
			}
			return nil
		},
	}
	c.Flags().DurationVar(&timeout, "timeout", timeout, "how long to wait")
	return c
}

// countsOf writes "3 delivered, 1 pending".
func countsOf(states map[string]int) string {
	var parts []string
	for _, state := range relay.DeliveryStates() {
		if n := states[string(state)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if len(parts) == 0 {
		return "no deliveries"
	}
	return strings.Join(parts, ", ")
}
