package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// runGrace is how long attempts in flight may go on once the command has ended: nobody waits for them. Source: our choice.
const runGrace = time.Second

// commandRun is what the flags of run say.
type commandRun struct {
	node     serving
	scenario string // the file of the one that is run first; empty: none
	bundle   string // where bundles are left
	keep     bool   // leave one also of a command that passed
}

func (a *app) runCommand() *cobra.Command {
	r := commandRun{node: serving{
		verb: "run", listen: "127.0.0.1:0", mockListen: "127.0.0.1:0", timeScale: 1, grace: runGrace,
	}}
	c := &cobra.Command{
		Use: "run [flags] -- COMMAND [ARGUMENT…]", Short: "Run a command, such as a test suite, with a ledgerhook of its own", Args: commandBehindDashes,
		Long: "Starts everything on free ports, tells the command where in its environment, runs it with its own input and output, and ends with its exit " +
			"code: 128+N where signal N ended it, 127 where there is no such command, 126 where it cannot be run.\n\n" +
			"Its environment has what `ledgerhook env` prints: LEDGERHOOK_CONTROL (and LEDGERHOOK_SERVER, so that ledgerhook's own commands find it), LEDGERHOOK_MOCK, " +
			"for each product LEDGERHOOK_FINTORO_URL, _TOKEN, _SECRET and the like, an app's own names such as FINTORO_BASE_URL, and LEDGERHOOK_SEED. The secrets are those " +
			"of the mock's subscriptions: make yours with them, or take the ones that a product's API answers.\n\n" +
			"The clock is virtual, so that 48 hours of retries pass in one call (POST /v1/clock/advance, or ledgerhook clock advance), and signatures take the time " +
			"from the wall, so that an app that checks how fresh they are takes them.\n\n" +
			"With --scenario, that scenario is run first, against the mock: the command finds its subscriptions, deliveries, faults and time as the scenario left them. " +
			"Where the scenario fails, the command is not run, and run ends with 1.\n\n" +
			"Of a command that fails a bundle is left, and told on standard error: the databases, the log, the environment with its secrets masked, and a report. " +
			"Interrupts and the like are passed on to the command; ledgerhook ends when it does.",
		Example: "ledgerhook run -- npm test\nledgerhook run -- python3 -m pytest\nledgerhook run --seed 42 -- vendor/bin/phpunit\nledgerhook run --bundle artifacts -- dotnet test\n" +
			"ledgerhook run --clock real -- sh -c 'ledgerhook trigger fintoro invoices.paid --wait'",
		RunE: func(cmd *cobra.Command, args []string) error {
			a.json = false // standard output is the command's
			var err error
			a.commandCode, err = a.runRun(context.WithoutCancel(cmd.Context()), &r, args)
			return err
		},
	}
	f := c.Flags()
	f.SetInterspersed(false) // a flag behind the command is no mistake in ours
	f.StringVar(&r.node.seed, "seed", "", "a number that every random value comes from (default: drawn)")
	r.node.clockFlags(f, "virtual", "wall")
	f.BoolVar(&r.node.bare, "bare", false, "do not subscribe the mock")
	f.StringVar(&r.scenario, "scenario", "", "a scenario's `FILE`, which is run before the command; its seed and clock count where none are given here")
	f.StringVar(&r.bundle, "bundle", dataDir, "the `DIR` in which a directory is made for what is left of a command that failed")
	f.BoolVar(&r.keep, "keep-bundle", false, "leave it also of one that passed")
	return c
}

// commandBehindDashes wants a command, and -- before it: whatever stands behind that is the command's own.
func commandBehindDashes(cmd *cobra.Command, args []string) error {
	const try = "ledgerhook run -- npm test"
	switch {
	case len(args) == 0:
		return usage(try, "run wants a command behind --")
	case cmd.ArgsLenAtDash() != 0:
		return usage("ledgerhook run -- "+shellWords(slices.DeleteFunc(args, func(w string) bool { return w == "--" })),
			"run wants -- before the command, and only flags of its own before that: %q", args[0])
	case args[0] == "":
		return usage(try, "the command is empty")
	}
	return nil
}

// runRun starts a node, runs the command with it, and leaves a bundle where it failed. The exit code is the command's; an error is
// ours, and then the command did not run.
func (a *app) runRun(ctx context.Context, r *commandRun, words []string) (int, error) {
	signals := catchSignals() // from here on none ends us before the command
	defer signals.release()
	dir, err := os.MkdirTemp("", "ledgerhook-run-")
	if err != nil {
		return 0, &exitError{code: exitRefused, err: fmt.Errorf("make a temporary directory: %w", err), try: "TMPDIR=DIR ledgerhook run -- " + shellWords(words)}
	}
	defer func() { a.warn(os.RemoveAll(dir)) }()
	staged, err := a.readStage(r)
	if err != nil {
		return 0, err
	}
	node, err := a.startRun(ctx, r, dir)
	if err != nil {
		return 0, err
	}
	defer func() { a.warn(node.close()) }()
	elapsed := relay.RealClock{}.Stopwatch()
	var vars []variable
	code := exitFailed
	if staged == nil || a.stage(ctx, node, staged) {
		if vars, err = node.variables(ctx); err != nil {
			return 0, err
		}
		code, err = a.child(words, vars, signals)
	}
	if err != nil || code == exitDone && !r.keep {
		return code, err
	}
	a.leave(ctx, node, r.bundle, &bundle{words: words, code: code, took: elapsed(), variables: vars})
	return code, nil
}

// warn tells what went wrong once the command had run: its exit code stays.
func (a *app) warn(err error) {
	if err != nil {
		fmt.Fprintf(a.stderr, "ledgerhook: WARNING: %s\n", relay.Visible(err.Error()))
	}
}

// startRun starts a node whose files, all of them, are in a directory.
func (a *app) startRun(ctx context.Context, r *commandRun, dir string) (*commandNode, error) {
	log, err := openRunLog(dir)
	if err != nil {
		return nil, err
	}
	opt := local.Options{
		Listen: r.node.listen, MockListen: r.node.mockListen, DB: runDB(dir), TimeScale: r.node.timeScale, Bare: r.node.bare,
		Grace: r.node.grace, Token: a.token, Version: buildVersion().Version, Log: log.logger(),
	}
	err = cmp.Or(r.node.setSeed(&opt), r.node.setClock(&opt))
	if text := a.environ("LEDGERHOOK_KEY"); text != "" {
		opt.Key = local.KeyText(text)
	}
	if err != nil {
		return nil, errors.Join(err, log.close())
	}
	node, err := a.startNode(ctx, opt)
	if err != nil {
		return nil, errors.Join(err, log.close())
	}
	return &commandNode{Node: node, client: node.Client(), dir: dir, log: log}, nil
}
