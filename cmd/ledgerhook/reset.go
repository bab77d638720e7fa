package main

import "github.com/spf13/cobra"

func (a *app) reset() *cobra.Command {
	return &cobra.Command{
		Use: "reset", Short: "Remove events, deliveries, faults, receipts and postings; subscriptions and secrets stay", Args: noArgs,
		Long:    "Faults that ledgerhook.yaml declares begin anew, as if no delivery had met them yet; all others are removed.",
		Example: "ledgerhook reset",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.client().Reset(cmd.Context()); err != nil {
				return err
			}
			a.say("everything but the subscriptions is removed")
			return nil
		},
	}
}
