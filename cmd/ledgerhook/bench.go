package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/proof/bench"
)

// benching is what the flags of bench say.
type benching struct {
	events, concurrency, history, receipts int
	latencySeconds                         float64
	dir, html                              string
	quick                                  bool
}

func (a *app) bench() *cobra.Command {
	b := benching{}
	c := &cobra.Command{
		Use: "bench", Short: "Measure the engine's and the mock's speed, latency and memory beside bare HTTP on this machine", Args: noArgs,
		Long: "Starts a server and a receiver as processes of their own and is the client itself. It delivers a stored backlog (drain), takes events in and delivers " +
			"them (through, one and 50 a request), measures latency at 50 and 200 events a second, memory and the recovery from kill -9, and drain and latency " +
			"again with finished deliveries stored. Each rate is compared with that of a plain net/http client which posts the same bytes to the same receiver " +
			"right before and after: the ceiling. All that is acknowledged is flushed to disk throughout.\n\n" +
			"Then the mock by itself: each product's signed webhooks go to `ledgerhook mock` and, in turn, to a handler that only reads and answers. The mock verifies " +
			"each, and is done when the last one is booked. Its memory is watched over many receipts.\n\n" +
			"It takes two minutes and as long as the mock needs for --receipts, needs no rights and about 2 GB of disk for a while. A figure below its target is told, and no failure; an event " +
			"that is lost or comes twice is one, exit 1.",
		Example: "ledgerhook bench\nledgerhook bench --json --html bench.html\nledgerhook bench --history 1000000 --dir /mnt/disk",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runBench(cmd, &b)
		},
	}
	f := c.Flags()
	f.IntVar(&b.events, "events", 20_000, "how many events each part delivers")
	f.IntVar(&b.concurrency, "concurrency", 64, "how many requests are open at once")
	f.IntVar(&b.history, "history", 100_000, "how many finished deliveries are stored for the last parts; 0 leaves them out")
	f.IntVar(&b.receipts, "receipts", 1_000_000, "how many receipts the mock's memory is watched over; 0 leaves that out")
	f.Float64Var(&b.latencySeconds, "latency-seconds", 5, "how long each rate of the latency part is sent for")
	f.StringVar(&b.dir, "dir", "", "where the databases go meanwhile: on the disk to be measured (default: the temporary directory)")
	f.StringVar(&b.html, "html", "", "write a page with charts here as well")
	f.BoolVar(&b.quick, "quick", false, "take a few seconds with few events: shows that it works, not how fast it is")
	return c
}

// options checks the flags and turns them into what to measure.
func (b *benching) options(cmd *cobra.Command, executable string) (bench.Options, error) {
	opt := bench.Options{Executable: executable, Events: b.events, Concurrency: b.concurrency, History: b.history, Receipts: b.receipts}
	if b.quick {
		opt = bench.Quick(executable)
	}
	for _, given := range []struct {
		flag  string
		value int
		least int
		into  *int
	}{{"events", b.events, 1, &opt.Events}, {"concurrency", b.concurrency, 1, &opt.Concurrency}, {"history", b.history, 0, &opt.History}, {"receipts", b.receipts, 0, &opt.Receipts}} {
		if given.value < given.least {
			return opt, usage("ledgerhook bench --help", "--%s %d: it must be %d or more", given.flag, given.value, given.least)
		}
		if cmd.Flags().Changed(given.flag) {
			*given.into = given.value
		}
	}
	if !(b.latencySeconds > 0 && b.latencySeconds <= 3600) {
		return opt, usage("ledgerhook bench --latency-seconds 5", "--latency-seconds %g: it must be more than 0, and at most an hour", b.latencySeconds)
	}
	if !b.quick || cmd.Flags().Changed("latency-seconds") {
		opt.LatencyTime = time.Duration(b.latencySeconds * float64(time.Second))
	}
	if b.dir != "" {
		dir, err := filepath.Abs(b.dir)
		if err != nil {
			return opt, usage("ledgerhook bench --dir DIR", "--dir %s: %w", b.dir, err)
		}
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return opt, usage("ledgerhook bench --dir DIR", "--dir %s is no directory", b.dir)
		}
		opt.Dir = dir
	}
	return opt, nil
}

func (a *app) runBench(cmd *cobra.Command, b *benching) error {
	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program to start it as a server: %w", err)
	}
	opt, err := b.options(cmd, executable)
	if err != nil {
		return err
	}
	var page *os.File
	if b.html != "" { // before the minutes are spent
		if page, err = os.OpenFile(b.html, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
			return &exitError{code: exitRefused, err: fmt.Errorf("write the page: %w", err), try: "choose another place with --html"}
		}
		defer page.Close()
	}
	if !a.quiet {
		opt.Progress = func(s bench.Step) {
			fmt.Fprintf(a.stderr, "%4.0fs  %d/%d  %s\n", s.Elapsed.Seconds(), s.Number, s.Of, s.Name)
		}
	}
	result, err := bench.Run(cmd.Context(), opt)
	if errors.Is(err, bench.ErrNotOnce) {
		return &exitError{code: exitFailed, err: err}
	}
	if err != nil {
		return err
	}
	if page != nil {
		if err := errors.Join(bench.WritePage(page, &result), page.Close()); err != nil {
			return fmt.Errorf("write %s: %w", b.html, err)
		}
	}
	if a.json {
		return a.printPretty(result)
	}
	return a.printBench(&result)
}

// benchReceiver is the other process of bench; people have no use for it.
func (a *app) benchReceiver() *cobra.Command {
	return &cobra.Command{
		Use: "bench-receiver", Short: "Receive and count for `ledgerhook bench`, until standard input ends", Args: noArgs, Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return bench.RunReceiver(cmd.Context(), a.stdin, a.stdout)
		},
	}
}
