package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) subscriptionsRotate() *cobra.Command {
	var wanted control.RotateSecret
	var overlap time.Duration
	const verb = "ledgerhook subscriptions rotate sub_…"
	c := &cobra.Command{
		Use: "rotate ID", Short: "Put a new secret in force; it is printed this once", Args: words(1, verb),
		Long: "Replaces a secret the way the product does. Fintoro and Finpilo end the old one at once, and Finpilo's is always given by --secret. " +
			"Moneybird and Bookkeeper sign with both for a while: --overlap, 24h unless given, 0s for none. Silverfin's two tokens are its application's: " +
			"--which 1 or 2 changes at once in every subscription that has them, and in those made later; one made with a token of its own keeps apart.\n\n" +
			"What is retried later is signed with what is in force then.",
		Example: verb + "\n" + verb + " --overlap 1h\n" + verb + " --which 2 --secret @new-token.txt",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if cmd.Flags().Changed("overlap") {
				if overlap < 0 {
					return usage(verb+" --overlap 1h", "--overlap %v: it must be 0s or more", overlap)
				}
				wanted.Overlap = overlap.String()
			}
			if wanted.Secret, err = a.readSecret("secret", wanted.Secret); err != nil {
				return err
			}
			sub, err := a.client().RotateSecret(cmd.Context(), args[0], wanted)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(sub)
			}
			a.printRotated(&sub)
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&wanted.Which, "which", 0, "which of Silverfin's two tokens: 1 (default) or 2")
	f.StringVar(&wanted.Secret, "secret", "", "the new secret, instead of a drawn one: "+howToGive)
	f.DurationVar(&overlap, "overlap", 0, "how long the old secret goes on beside the new one (Moneybird, Bookkeeper; default 24h)")
	return c
}

func (a *app) printRotated(sub *control.Subscription) {
	a.printCreated(sub)
	if sub.Secret2Until != nil {
		a.say("secret2 is the old one; it signs beside the new one until %s.", export.Moment(*sub.Secret2Until))
	}
	if n := len(sub.AlsoRotated); n > 0 {
		a.say("The application's other subscriptions (%d) have it too.", n)
	}
}
