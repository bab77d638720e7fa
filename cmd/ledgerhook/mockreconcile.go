package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// reconcileFlags say what is held against what.
type reconcileFlags struct {
	provider, filter string
	observed         string // where the app's own list comes from
	against          bool   // there is one
}

func (a *app) mockReconcile() *cobra.Command {
	var f reconcileFlags
	c := &cobra.Command{
		Use: "reconcile", Short: "Hold what was sent against the books of its receiver; exit 1 if anything is missing, doubled or different", Args: noArgs,
		Long: "Looks at each event that was addressed to the mock: it is booked once, as it was sent, or carries nothing to book (ok); is missing from the " +
			"books though it was delivered; is doubled; or is differing in amount, currency or reference. Apart from these it may wait in the mock's inbox, or " +
			"be undelivered, which is no breach, since the sender knows. Deliveries to other receivers are only counted.\n\n" +
			"With --observed it looks at what was sent to other receivers, your app, and holds it against the app's own list: document or event id, amount, " +
			"currency, reference, as JSON (an array, an object with items, or one object a line) or CSV with a header row. Columns go by their names: " +
			"event_id, document_id or id; amount or total; currency; reference or accountingReferenceId; kind or type. Others are left alone. An id may be that of " +
			"the event, of the delivery, the one on the wire (webhook-id, Idempotency-Key, documentId), or the document's (invoice/4812, or 4812); a reference the one " +
			"that your app answered. The events of one document count once, since it is booked once. Amounts are compared without their signs, and only where both sides tell them.\n\n" +
			"The list comes from a URL where it begins with http:// or https://, from a file where there is one of that name, from standard input for -, and else " +
			fmt.Sprintf("from a command: its standard output. It has at most %d items.", relay.MaxObserved),
		Example: "ledgerhook mock reconcile\nledgerhook mock reconcile --provider finpilo --json\nledgerhook mock reconcile --observed bookings.csv\n" +
			"ledgerhook mock reconcile --observed http://127.0.0.1:3000/bookings\n" +
			"ledgerhook mock reconcile --filter 'type:invoices.*' --observed 'sqlite3 -csv -header app.db \"select webhook_id, amount, currency from bookings\"'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.against = cmd.Flags().Changed("observed") || f.observed != ""
			found, err := a.reconcile(cmd.Context(), &f)
			if err != nil {
				return err
			}
			return a.tellReconciliation(&found)
		},
	}
	c.Flags().StringVar(&f.provider, "provider", "", "only this product's")
	c.Flags().StringVar(&f.filter, "filter", "", "only deliveries that this takes, in the filter language")
	c.Flags().StringVar(&f.observed, "observed", "", "your app's own list, to hold what was sent to it against: a file, a URL, a command, or - for standard input")
	return c
}

func (a *app) reconcile(ctx context.Context, f *reconcileFlags) (control.Reconciliation, error) {
	if _, err := relay.ParseFilter(f.filter); err != nil { // before a command is run
		return control.Reconciliation{}, err
	}
	if !f.against {
		return a.client().Reconcile(ctx, f.provider, f.filter)
	}
	items, err := a.observedItems(ctx, f.observed)
	if err != nil {
		return control.Reconciliation{}, err
	}
	return a.client().ReconcileObserved(ctx, items, f.provider, f.filter)
}

// tellReconciliation prints what was found, and fails where it is not as it should be.
func (a *app) tellReconciliation(r *control.Reconciliation) error {
	if a.json {
		if err := a.printJSON(r); err != nil {
			return err
		}
	} else if err := a.printReconciliation(r); err != nil {
		return err
	}
	if !r.Reconciled {
		if !a.json {
			fmt.Fprintf(a.stderr, "ledgerhook: the books are not as they should be: %s\n", breaches(r))
		}
		return errFailed
	}
	return nil
}

// breaches counts what is wrong, in words.
func breaches(r *control.Reconciliation) string {
	var all []string
	for _, kind := range kindsOfFindings(r) {
		if kind.breach && kind.found.Count > 0 {
			all = append(all, fmt.Sprintf("%d %s", kind.found.Count, kind.name))
		}
	}
	if n := r.Breached.Count; n > 0 {
		all = append(all, relay.Counted(n, "posting")+" with something wrong")
	}
	return strings.Join(all, ", ")
}

type kindOfFindings struct {
	name   string
	breach bool
	found  *control.Findings
}

func kindsOfFindings(r *control.Reconciliation) []kindOfFindings {
	return []kindOfFindings{{"missing", true, &r.Missing}, {"doubled", true, &r.Doubled}, {"differing", true, &r.Differing}, {"undelivered", false, &r.Undelivered.Findings}}
}
