package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (a *app) mockTrialBalance() *cobra.Command {
	provider := ""
	c := &cobra.Command{
		Use: "trial-balance", Short: "Add up the mock's books; exit 1 if they do not balance", Args: noArgs,
		Example: "ledgerhook mock trial-balance\nledgerhook mock trial-balance --provider finpilo --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			balance, err := a.client().TrialBalance(cmd.Context(), provider)
			if err != nil {
				return err
			}
			if err := a.printTrialBalance(&balance); err != nil {
				return err
			}
			if !balance.Balanced {
				fmt.Fprintf(a.stderr, "ledgerhook: the books do not balance: %s\n", relay.Visible(strings.Join(balance.Unbalanced, ", ")))
				return errFailed
			}
			return nil
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	return c
}

func (a *app) printTrialBalance(b *control.TrialBalance) error {
	if a.json {
		return a.printJSON(b)
	}
	if len(b.Accounts) > 0 {
		t := a.table("CURRENCY", "ACCOUNT", "DEBIT", "CREDIT", "BALANCE")
		for _, account := range b.Accounts {
			t.row(account.Currency, account.Account, account.Debit, account.Credit, account.Balance)
		}
		for _, c := range b.Currencies {
			t.row(c.Currency, "total", c.Debit, c.Credit)
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	if b.Balanced {
		a.say("balanced: debits equal credits in each of %d postings", b.Postings)
	}
	return nil
}

func (a *app) mockReconcile() *cobra.Command {
	provider := ""
	c := &cobra.Command{
		Use: "reconcile", Short: "Hold what was sent to the mock against its books; exit 1 if anything is missing or doubled", Args: noArgs,
		Long: "Looks at each event that was addressed to the mock: it is booked once, or carries nothing to book; is missing from the books though it was " +
			"delivered; is doubled; or is undelivered, which is no breach, since the sender knows. Deliveries to other receivers are only counted.",
		Example: "ledgerhook mock reconcile\nledgerhook mock reconcile --provider finpilo --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			found, err := a.client().Reconcile(cmd.Context(), provider)
			if err != nil {
				return err
			}
			if a.json {
				err = a.printJSON(found)
			} else {
				a.printReconciliation(&found)
			}
			if err == nil && !found.Reconciled {
				return errFailed
			}
			return err
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	return c
}

func (a *app) printReconciliation(r *control.Reconciliation) {
	verdict, out := "reconciled", a.stdout
	if !r.Reconciled {
		verdict, out = "not reconciled", a.stderr
	}
	fmt.Fprintf(out, "%s: %d events, %d postings, %d missing, %d doubled\n", verdict, r.Events, r.Postings, r.Missing.Count, r.Doubled.Count)
	a.say("booked once %d, nothing to book %d, of these without the sender's knowing %d, undelivered %d", r.OK, r.NothingToBook, r.Unacknowledged, r.Undelivered.Count)
	a.say("not looked at: %d deliveries to other receivers, %d postings of no event that is known", r.Elsewhere, r.Unmatched)
	for _, kind := range []struct {
		name string
		control.Findings
	}{{"missing", r.Missing}, {"doubled", r.Doubled}, {"undelivered", r.Undelivered}} {
		for _, f := range kind.Events {
			fmt.Fprintf(out, "%s  %s  %s  %s%s\n", kind.name, f.EventID, f.Provider, strings.Join(f.DeliveryIDs, " "), dash(strings.Join(f.References, " ")))
		}
		if more := kind.Count - len(kind.Events); more > 0 {
			fmt.Fprintf(out, "%s  and %d more\n", kind.name, more)
		}
	}
}

func (a *app) mockReset() *cobra.Command {
	return &cobra.Command{
		Use: "reset", Short: "Empty the mock's books, and let it forget what it has seen; deliveries stay", Args: noArgs,
		Example: "ledgerhook mock reset",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.client().ResetMock(cmd.Context()); err != nil {
				return err
			}
			a.say("the mock's receipts and postings are gone; deliveries stay (ledgerhook reset removes these too)")
			return nil
		},
	}
}
