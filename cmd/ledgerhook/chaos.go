package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/proof/chaos"
)

func (a *app) chaos() *cobra.Command {
	opt := chaos.Options{}
	seed := ""
	c := &cobra.Command{
		Use: "chaos", Short: "Kill a server again and again while it works, and prove that nothing acknowledged is lost", Args: noArgs,
		Long: "Starts a server of its own in another process, publishes to it, kills it (SIGKILL) at random moments, some of them before it " +
			"is ready, and starts it again on the same database. Its receiver refuses, dawdles, and cuts connections before the answer. In the " +
			"end every delivery that was acknowledged must have arrived: a request counts as acknowledged once it was answered with 202.\n\n" +
			"Duplicates are allowed, since a delivery whose answer was lost is sent again; losses are not, nor, on a subscription that keeps " +
			"order, a first arrival out of order. In the end the receiver's own list of what it took is reconciled with what was sent, as mock " +
			"reconcile --observed does it: each once, with its amount. Where a promise is broken it exits 1, names the first ones lost, and " +
			"leaves the database for you to look at. A kill is not a power cut: what the operating system had not yet written to the disk survives it.\n\n" +
			"The seed decides when the kills come and which requests the receiver treats badly; what the machine makes of it differs from run to run.",
		Example: "ledgerhook chaos\nledgerhook chaos --kills 200 --rate 1000 --seed 42\nledgerhook chaos --dir /mnt/slow --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runChaos(cmd.Context(), cmd, opt, seed)
		},
	}
	f := c.Flags()
	f.IntVar(&opt.Kills, "kills", 20, "how often the server is killed")
	f.IntVar(&opt.Rate, "rate", 400, "events published a second, at most")
	f.StringVar(&seed, "seed", "", "a number that every random choice comes from (default: a new one, printed)")
	f.IntVar(&opt.Subscriptions, "subscriptions", 4, "how many subscriptions, 1 to 16")
	f.StringVar(&opt.Dir, "dir", "", "where to put the database (default: the system's temporary directory)")
	f.DurationVar(&opt.MinUptime, "min-uptime", 50*time.Millisecond, "the shortest time between a start and its kill")
	f.DurationVar(&opt.MaxUptime, "max-uptime", 1500*time.Millisecond, "the longest")
	return c
}

func (a *app) runChaos(ctx context.Context, cmd *cobra.Command, opt chaos.Options, seed string) (err error) {
	if seed != "" {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return usage("ledgerhook chaos --seed 42", "--seed %q is no whole number", seed)
		}
		opt.Seed = &n
	}
	for _, name := range []string{"kills", "rate", "subscriptions", "min-uptime", "max-uptime"} {
		if f := cmd.Flags().Lookup(name); f.Value.String() == "0" || f.Value.String() == "0s" {
			return usage("ledgerhook chaos", "--%s %s: it must be more than nothing", name, f.Value)
		}
	}
	if opt, err = opt.WithDefaults(); err != nil {
		return err
	}
	if opt.Program, err = os.Executable(); err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	if !a.quiet { // also beside JSON: a run that is broken off can be repeated
		fmt.Fprintf(a.stderr, "ledgerhook chaos: seed %d, %s, about %v, never more than %v\n", *opt.Seed, relay.Counted(opt.Kills, "kill"), opt.Expected().Round(time.Second), opt.Bound().Round(time.Second))
	}
	erase := a.showChaos(&opt)
	report, err := chaos.Run(ctx, opt)
	erase()
	if err != nil {
		return chaosProblem(err, *opt.Seed)
	}
	if a.json {
		err = a.printJSON(&report)
	} else {
		err = a.printChaos(&report)
	}
	if err == nil && !report.Held() {
		err = a.chaosFailed(cmd, &report)
	}
	return err
}

// chaosProblem is an expectation that failed where the server ended without being killed.
func chaosProblem(err error, seed uint64) error {
	var ended *chaos.EndedError
	if errors.As(err, &ended) {
		return &exitError{code: exitFailed, err: err, try: fmt.Sprintf("read serve.log there, then: ledgerhook chaos --seed %d", seed)}
	}
	return err
}

// showChaos draws a progress line where a person looks on. erase takes it away.
func (a *app) showChaos(opt *chaos.Options) (erase func()) {
	if _, ok := terminal(a.stderr); !ok || a.quiet {
		return func() {}
	}
	opt.OnProgress = func(p chaos.Progress) {
		fmt.Fprintf(a.stderr, "\rkill %d of %d  %d acknowledged  %d receipts ", p.Kills, opt.Kills, p.Acknowledged, p.Receipts)
	}
	return func() { fmt.Fprintf(a.stderr, "\r%60s\r", "") }
}

// printChaos prints the report as a table.
func (a *app) printChaos(r *chaos.Report) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	row := func(name string, value any, meaning string) { fmt.Fprintf(w, "%s\t%v\t%s\n", name, value, meaning) }
	row("seed", r.Seed, "")
	row("kills", r.Kills, fmt.Sprintf("%d of them before the server was ready", r.EarlyKills))
	row("acknowledged", r.Acknowledged, fmt.Sprintf("deliveries, of %d events to %s", r.Events, relay.Counted(r.Subscriptions, "subscription")))
	row("delivered", r.Delivered, "")
	row("lost", r.Lost, lostMeaning(r))
	row("duplicated", r.Duplicated, "taken again by the receiver: allowed")
	row("out_of_order", r.OutOfOrder, orderMeaning(r))
	row("recovered_ms_p50", r.RecoveredMSP50, "from a start to the first request that the receiver got")
	row("recovered_ms_max", r.RecoveredMSMax, "")
	row("receipts", r.Receipts, "requests that the receiver got, those included that it refused")
	row("unanswered", r.Unanswered, "publishing requests, sent again with the same Idempotency-Key")
	row("events_per_second", r.EventsPerSecond, fmt.Sprintf("%v s in all", r.Seconds))
	row("reconciled", fmt.Sprintf("%d of %d", r.Reconciliation.OK, r.Reconciliation.Documents), reconciledMeaning(&r.Reconciliation))
	return w.Flush()
}

func lostMeaning(r *chaos.Report) string {
	if r.Unfinished == 0 {
		return ""
	}
	return fmt.Sprintf("%d of them were still to be sent when the time was up", r.Unfinished)
}

// reconciledMeaning says what the receiver's own list shows.
func reconciledMeaning(r *chaos.Reconciliation) string {
	text := fmt.Sprintf("documents in the receiver's own list: %d missing, %d doubled, %d differing, %d undelivered, %d never sent",
		r.Missing, r.Doubled, r.Differing, r.Undelivered, r.Unmatched)
	if r.TooLong > 0 {
		text += fmt.Sprintf("; the lists of %s are too long to look at", relay.Counted(r.TooLong, "subscription"))
	}
	return text
}

func orderMeaning(r *chaos.Report) string {
	if r.OrderedSubscriptions == 0 {
		return "not looked at: no subscription keeps order"
	}
	return "by first arrivals, on " + relay.Counted(r.OrderedSubscriptions, "ordered subscription")
}

// chaosFailed tells what is wrong and how to see it again.
func (a *app) chaosFailed(cmd *cobra.Command, r *chaos.Report) error {
	for _, id := range r.LostIDs {
		fmt.Fprintln(a.stderr, "lost: "+relay.Visible(id))
	}
	for _, violation := range r.Violations {
		fmt.Fprintln(a.stderr, "contradiction: "+relay.Visible(violation))
	}
	if !r.Reconciliation.Held() {
		fmt.Fprintln(a.stderr, "contradiction: "+reconciledMeaning(&r.Reconciliation))
	}
	again := "ledgerhook chaos --seed " + strconv.FormatUint(r.Seed, 10)
	for _, name := range []string{"kills", "rate", "subscriptions", "min-uptime", "max-uptime"} {
		if f := cmd.Flags().Lookup(name); f.Changed {
			again += " --" + name + " " + f.Value.String()
		}
	}
	fmt.Fprintf(a.stderr, "The database and the server's log are in %s\nTry: %s\n", r.Dir, again)
	return errFailed
}
