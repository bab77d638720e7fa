package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
	"github.com/ledgerhook/ledgerhook/tui"
)

func (a *app) tui() *cobra.Command {
	s := serving{}
	var look tuiLook
	c := &cobra.Command{
		Use: "tui", Short: "Look at deliveries live, replay them and break them, in the terminal", Args: noArgs,
		Long: "Attaches to the running server, or starts one inside itself where none runs. Press ? for the keys. " +
			"Without a terminal it says so and prints one line a change instead.",
		Example: "ledgerhook tui\nledgerhook tui --server http://127.0.0.1:7117\nNO_COLOR=1 ledgerhook tui --ascii\nledgerhook tui --plain",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runTUI(cmd.Context(), cmd.Flags().Changed("server"), &s, look)
		},
	}
	s.flags(c)
	configFlags(c.Flags(), &s.config)
	c.Flags().BoolVar(&look.ascii, "ascii", false, "draw with ASCII only")
	c.Flags().BoolVar(&look.plain, "plain", false, "lines instead of screens, for a screen reader: type an action's name and enter")
	return c
}

// tuiLook is how the terminal UI shows itself.
type tuiLook struct{ ascii, plain bool }

func (a *app) runTUI(ctx context.Context, serverGiven bool, s *serving, look tuiLook) (err error) {
	if !serverGiven {
		a.serverAt(s.listen) // where one would be started
	}
	client := a.client()
	if err := client.Healthy(ctx); err != nil {
		if serverGiven || !errors.Is(err, control.ErrUnreachable) {
			return err
		}
		opt, err := s.options(a)
		if err != nil {
			return err
		}
		opt.Log = slog.New(slog.DiscardHandler) // the screen is the UI's alone
		node, err := a.startNode(ctx, opt)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, node.Close()) }()
		client = node.Client()
		keeper, _, err := a.applyFile(ctx, client)
		if err != nil {
			return err
		}
		watching, cancel := context.WithCancel(ctx)
		defer keeper.wait()
		defer cancel()
		keeper.watch(watching, func(workspace.News) {}) // the screen shows what came of it
	}
	options := tui.Options{
		Client: client, Address: client.Base(), Input: a.stdin, Output: a.stdout, ASCII: look.ascii || !a.utf8(),
		Version: buildVersion().Version, Editor: cmp.Or(a.environ("VISUAL"), a.environ("EDITOR")),
	}
	if look.plain {
		return tui.RunPlain(ctx, options)
	}
	_, in := terminal(a.stdin)
	_, out := terminal(a.stdout)
	if !in || !out {
		return a.linesInstead(ctx, client)
	}
	return tui.Run(ctx, options)
}

// utf8 reports whether the locale says that the terminal shows UTF-8. Windows has no such variables, and its terminals do.
func (a *app) utf8() bool {
	if runtime.GOOS == "windows" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := a.environ(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return false
}

// linesInstead prints what is there and then what changes, for whoever has no terminal.
func (a *app) linesInstead(ctx context.Context, client *control.Client) error {
	fmt.Fprintln(a.stderr, "ledgerhook: this is no terminal, so here is one line a delivery, then one a change (ctrl-c ends it)")
	found, _, err := client.Deliveries(ctx, control.DeliveryQuery{Limit: pageSize})
	if err != nil {
		return err
	}
	for i := len(found) - 1; i >= 0; i-- {
		d := &found[i]
		if a.json {
			if err := a.printJSON(d); err != nil {
				return err
			}
			continue
		}
		if _, err := io.WriteString(a.stdout, deliveryLine(d)+"\n"); err != nil {
			return err
		}
	}
	err = a.follow(ctx, client)
	if ctx.Err() != nil {
		return nil // being stopped is how it ends
	}
	return err
}
