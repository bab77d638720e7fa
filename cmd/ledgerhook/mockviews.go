package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) mockReceipts() *cobra.Command {
	var provider, verdict string
	limit := -1
	c := &cobra.Command{
		Use: "receipts", Short: "List what the running server's mock received, newest first; exit 1 if a check found a posting of one wrong", Args: noArgs,
		Example: "ledgerhook mock receipts --provider finpilo --verdict duplicate",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var found unsound
			get := func(ctx context.Context, cursor string, n int) ([]control.Receipt, string, error) {
				receipts, next, err := a.client().Receipts(ctx, provider, verdict, cursor, n)
				for _, r := range receipts {
					found.note(r.Reference, r.Breaches)
				}
				return receipts, next, err
			}
			err := list(cmd.Context(), a, get, limit, []string{"ID", "RECEIVED", "PROVIDER", "TYPE", "VERDICT", "ANSWER", "REFERENCE", "PROBLEM"}, func(r control.Receipt) []string {
				return []string{r.ID, export.Moment(r.ReceivedAt), r.Provider, r.EventType, r.Verdict, fmt.Sprint(r.Status), r.Reference, problemOf(&r)}
			})
			if err != nil {
				return err
			}
			return a.failUnsound(found)
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	c.Flags().StringVar(&verdict, "verdict", "", "only this one: accepted, duplicate, rejected, unreadable or unhandled")
	limitFlag(c, &limit)
	return c
}

// problemOf is what is to be said of a receipt: why it was refused, a remark, and what the checks found.
func problemOf(r *control.Receipt) string {
	said := slices.Clone(r.Breaches)
	if r.Problem != "" {
		said = append([]string{r.Problem}, said...)
	}
	return strings.Join(said, "; ")
}

func (a *app) mockLedger() *cobra.Command {
	var provider string
	limit := -1
	c := &cobra.Command{
		Use: "ledger", Short: "List the double entries that the running server's mock booked, the newest receipt's first; exit 1 if a check found one wrong", Args: noArgs,
		Long: "Entries stand in the order of the webhooks that they come from. Whatever was answered before is booked first, for which the server takes up " +
			"to two seconds. FILE tells how far the document's file is: waiting, fetched, gone or failed; --json has its tries, size and hash.",
		Example: "ledgerhook mock ledger --provider finpilo",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var found unsound
			get := func(ctx context.Context, cursor string, n int) ([]control.Posting, string, error) {
				postings, next, err := a.client().Ledger(ctx, provider, cursor, n)
				for _, p := range postings {
					found.note(p.Reference, p.Breaches)
				}
				return postings, next, err
			}
			head := []string{"REFERENCE", "POSTED", "PROVIDER", "DEBIT", "CREDIT", "CURRENCY", "FILE", "TEXT"}
			err := list(cmd.Context(), a, get, limit, head, func(p control.Posting) []string {
				debit, credit := sides(&p)
				file := ""
				if p.File != nil {
					file = p.File.State
				}
				return []string{p.Reference, export.Moment(p.PostedAt), p.Provider, debit, credit, p.Currency, file, p.Text}
			})
			if err != nil {
				return err
			}
			return a.failUnsound(found)
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	limitFlag(c, &limit)
	return c
}

// sides writes "expenses 100.00, input VAT 21.00".
func sides(p *control.Posting) (debit, credit string) {
	var debits, credits []string
	for _, e := range p.Entries {
		if e.Debit != "" {
			debits = append(debits, e.Account+" "+e.Debit)
		} else {
			credits = append(credits, e.Account+" "+e.Credit)
		}
	}
	return strings.Join(debits, ", "), strings.Join(credits, ", ")
}
