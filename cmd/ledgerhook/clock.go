package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) clock() *cobra.Command {
	return group("clock", "Look at the engine's clock, and move a virtual one", "`ledgerhook serve --clock virtual` starts a server whose time stands still until it is moved.",
		a.clockShow(), a.clockAdvance())
}

func (a *app) clockShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Tell the engine's time", Args: noArgs,
		Example: "ledgerhook clock show",
		RunE: func(cmd *cobra.Command, _ []string) error {
			clock, err := a.client().Clock(cmd.Context())
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(clock)
			}
			a.say("%s  %s", shortTime(clock.Now), clockText(&clock))
			return nil
		},
	}
}

func (a *app) clockAdvance() *cobra.Command {
	c := &cobra.Command{
		Use: "advance DURATION", Short: "Move a virtual clock forward; ends when all that fell due has settled",
		Args:    words(1, "ledgerhook clock advance 48h"),
		Example: "ledgerhook clock advance 48h",
		RunE: func(cmd *cobra.Command, args []string) error {
			by, err := time.ParseDuration(args[0])
			if err != nil {
				return usage("ledgerhook clock advance 48h", "%q is no duration", args[0])
			}
			clock, err := a.client().Advance(cmd.Context(), by)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(clock)
			}
			a.say("the clock stands at %s", shortTime(clock.Now))
			return nil
		},
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) && strings.ContainsAny(unknown.GetSpecifiedShortnames(), "0123456789") { // advance -1h
			return &exitError{code: exitRefused, err: errors.New("the clock cannot go back"), try: "ledgerhook clock advance 48h"}
		}
		return err
	})
	return c
}
