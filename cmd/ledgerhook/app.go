package main

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

// app is one run of the command line.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        func(string) string

	json   bool
	quiet  bool
	server string
	token  string // of the control API; empty: none

	roots     *x509.CertPool  // who may sign for a server at https://; nil: nobody of ours
	workspace *workspace.File // what ledgerhook.yaml says; nil where there is none
	printing  sync.Mutex      // held for what is printed in several pieces while something else may print
	secrets   *bufio.Reader   // standard input, once a secret was read from it

	relays    bool      // this is a relay, which takes webhooks in
	strangers strangers // who sent it what was rejected

	started bool // the words were understood and a verb began

	commandCode int // what the command of run ended with, which is no error of ours; 0 for any other verb
}

// defaultServer is where serve listens unless told otherwise.
const defaultServer = "http://127.0.0.1:7117"

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "ledgerhook",
		Short: "A local webhook relay and test harness for accounting integrations",
		Long: "ledgerhook plays both ends of an accounting webhook on your machine: it sends as Finpilo, Fintoro, Moneybird, Silverfin " +
			"or Bookkeeper do, receives as an accounting system does, and delivers in between from a durable queue.\n\n" +
			"Exit codes: 0 done, 1 an expectation failed, 2 wrong usage, 3 server not reachable, 4 timed out, 5 not found, " +
			"6 refused (conflict, port or database in use), 70 our own bug, 130 interrupted.",
		Example: "# see all of it at work, in one process\nledgerhook demo\n\n# start the relay, then send something\nledgerhook serve\nledgerhook trigger fintoro invoices.paid --wait",
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.fromEnvironment(cmd); err != nil {
				return err
			}
			if err := a.fromFile(cmd); err != nil {
				return err
			}
			if err := a.readToken(); err != nil {
				return err
			}
			if err := a.trust(); err != nil {
				return err
			}
			a.started = true
			return nil
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.BoolVar(&a.json, "json", false, "print JSON: one document, or one line each for lists and streams")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing but what was asked for")
	flags.StringVar(&a.server, "server", defaultServer, "the running server's control API")
	flags.StringVar(&a.token, "token", "", "the control API's token, or @FILE that holds it; better in LEDGERHOOK_TOKEN than here, where other users of the machine see it")
	root.AddGroup(
		&cobra.Group{ID: "start", Title: "Start"},
		&cobra.Group{ID: "send", Title: "Send"},
		&cobra.Group{ID: "look", Title: "Look"},
		&cobra.Group{ID: "break", Title: "Break"},
		&cobra.Group{ID: "prove", Title: "Prove"},
		&cobra.Group{ID: "embed", Title: "Embed"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("start", a.demo(), a.serve(), a.tui(), a.env(), a.reset())
	add("send", a.trigger(), a.relay())
	add("look", a.events(), a.deliveries(), a.subscriptions(), a.providers(), a.stats())
	add("break", a.faults(), a.clock())
	add("prove", a.check(), a.verify(), a.mock(), a.bench(), a.chaos())
	root.AddCommand(a.benchReceiver())
	add("embed", a.test(), a.runCommand(), a.fixtures(), a.version())
	return root
}

// fromEnvironment fills flags that were not given from LEDGERHOOK_<FLAG>.
func (a *app) fromEnvironment(cmd *cobra.Command) error {
	var problem error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := "LEDGERHOOK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value := a.environ(name)
		if f.Changed || value == "" || problem != nil {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			problem = usage("unset "+name, "%s: %w", name, flagError(cmd, err))
		}
	})
	return problem
}

// terminal is the file behind a stream, if it is a terminal.
func terminal(stream any) (*os.File, bool) {
	file, ok := stream.(*os.File)
	if !ok {
		return nil, false
	}
	info, err := file.Stat()
	return file, err == nil && info.Mode()&os.ModeCharDevice != 0
}

// say prints a line for people, which --json and --quiet leave out.
func (a *app) say(format string, args ...any) {
	if !a.json && !a.quiet {
		fmt.Fprintf(a.stdout, format+"\n", args...)
	}
}

// noArgs refuses words behind a verb that takes none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		names := make([]string, 0, len(cmd.Commands()))
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		return usage(cmd.CommandPath()+" --help", "%s knows no %q; it knows %s", cmd.CommandPath(), args[0], strings.Join(names, ", "))
	}
	return usage(cmd.UseLine(), "%s takes no further words: %q", cmd.CommandPath(), args[0])
}

// words wants exactly n words behind a verb.
func words(n int, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usage(example, "%s wants %s behind it, not %d", cmd.CommandPath(), relay.Counted(n, "word"), len(args))
	}
}

// group is a verb that only holds others.
func group(use, short, long string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Long: long, Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(commands...)
	return c
}
