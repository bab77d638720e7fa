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
		Use: "trial-balance", Short: "Add up the mock's books; exit 1 if they do not balance, or a check found a posting wrong", Args: noArgs,
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
			return a.failUnsound(unsoundOf(&balance))
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
