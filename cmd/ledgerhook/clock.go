package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) clock() *cobra.Command {
	return group("clock", "Look at the engine's clock, and move a virtual one",
		"`ledgerhook serve --clock virtual` starts a server whose time stands still until it is moved, or set running.",
		a.clockShow(), a.clockAdvance(), a.clockFreeze(), a.clockRun())
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
			a.say("%s  %s\n%s", export.Moment(clock.Now), clockText(&clock), nextText(&clock))
			return nil
		},
	}
}

func (a *app) clockAdvance() *cobra.Command {
	c := &cobra.Command{
		Use: "advance DURATION|next", Short: "Move a virtual clock forward; ends when all that fell due has settled",
		Long: "Moves a virtual clock forward by a duration, or with next to when the next attempt is due. What falls due on the way is sent at its own time.\n\n" +
			"What is held or blocked is not due. Where nothing is, next ends with 6 and the clock stays.",
		Args:    words(1, "ledgerhook clock advance 48h"),
		Example: "ledgerhook clock advance 48h\nledgerhook clock advance next",
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "next" {
				return a.tellClock(cmd.Context(), func(ctx context.Context) (control.Clock, error) { return a.watchAdvance(ctx, a.client().AdvanceToNext) })
			}
			by, err := time.ParseDuration(args[0])
			if _, number := strconv.ParseFloat(args[0], 64); err != nil && number == nil {
				return usage("ledgerhook clock advance "+args[0]+"h", "%q has no unit: write %[1]ss, %[1]sm or %[1]sh", args[0])
			}
			if err != nil {
				return usage("ledgerhook clock advance 48h", "%q is no duration; it is written like 90s, 30m or 1h30m, or next for the next attempt that is due", args[0])
			}
			if by < 0 { // behind a --
				return clockCannotGoBack()
			}
			return a.tellClock(cmd.Context(), func(ctx context.Context) (control.Clock, error) {
				return a.watchAdvance(ctx, func(ctx context.Context) (control.Clock, error) { return a.client().Advance(ctx, by) })
			})
		},
	}
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) && strings.ContainsAny(unknown.GetSpecifiedShortnames(), "0123456789") { // advance -1h
			return clockCannotGoBack()
		}
		return flagError(c, err)
	})
	return c
}

func (a *app) clockFreeze() *cobra.Command {
	return &cobra.Command{
		Use: "freeze", Short: "Stop a virtual clock where it is", Args: noArgs,
		Example: "ledgerhook clock freeze",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.tellClock(cmd.Context(), a.client().FreezeClock)
		},
	}
}

func (a *app) clockRun() *cobra.Command {
	return &cobra.Command{
		Use: "run", Short: "Let a virtual clock go on in real time", Args: noArgs,
		Example: "ledgerhook clock run",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.tellClock(cmd.Context(), a.client().RunClock)
		},
	}
}

// nextText says when the next attempt is due.
func nextText(c *control.Clock) string {
	switch {
	case c.NextDueAt == nil:
		return "nothing is due"
	case !c.NextDueAt.After(c.Now.Time):
		return "the next attempt is due now"
	}
	return fmt.Sprintf("the next attempt is due %s, in %s", export.Moment(*c.NextDueAt), export.Wait(c.NextDueAt.Sub(c.Now.Time)))
}

// clockCannotGoBack is told without a server: it holds for every clock.
func clockCannotGoBack() error {
	return &exitError{code: exitRefused, err: errors.New("the clock cannot go back"), try: "ledgerhook serve --clock virtual --clock-start TIME, with a new --db, begins earlier"}
}

// tellClock moves the clock and prints where it stands, or from where it goes on.
func (a *app) tellClock(ctx context.Context, move func(context.Context) (control.Clock, error)) error {
	clock, err := move(ctx)
	switch {
	case conflict(err):
		if now, problem := a.client().Clock(ctx); problem == nil && now.Mode == "real" {
			return &exitError{code: exitRefused, err: err, try: "ledgerhook serve --clock virtual"}
		}
		return err
	case err != nil:
		return err
	case a.json:
		return a.printJSON(clock)
	case clock.Running:
		a.say("the clock runs, from %s on", export.Moment(clock.Now))
	default:
		a.say("the clock stands at %s", export.Moment(clock.Now))
	}
	return nil
}
