package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Options say what to measure. Executable is required.
type Options struct {
	// Executable is the ledgerhook to measure: it is run as `serve` and as `bench-receiver`.
	Executable string
	// Dir is where the databases go while it runs, in a directory of their own. Empty means the system's temporary one.
	Dir string
	// Events is how many are delivered in each part. Zero means 20,000.
	Events int
	// Concurrency is how many requests are open at once, of the client and of the subscription. Zero means 64.
	Concurrency int
	// History is how many finished deliveries are stored before drain and latency are measured again. Zero leaves that out.
	History int
	// Pending is how many deliveries wait while memory and the recovery from kill -9 are measured. Zero means 100,000.
	Pending int
	// Receipts is how many the mock gets while its memory is watched. Zero leaves that out.
	Receipts int
	// LatencyTime is how long each rate is sent for. Zero means 4 s.
	LatencyTime time.Duration
	// Watch is how long memory is looked at before and after the kill. Zero means 1 s.
	Watch time.Duration
	// Progress is told of each step as it begins. May be nil.
	Progress func(Step)
}

// Step is one of the steps of a run.
type Step struct {
	Number, Of int // from 1
	Name       string
	Elapsed    time.Duration // since the run began
}

// Quick is what --quick measures: enough to see that all of it works, too little to tell a speed.
func Quick(executable string) Options {
	return Options{
		Executable: executable, Events: 1000, Concurrency: 16, History: 500, Pending: 500, Receipts: 500,
		LatencyTime: 200 * time.Millisecond, Watch: 100 * time.Millisecond,
	}
}

func (o Options) withDefaults() (Options, error) {
	for _, given := range []struct {
		name  string
		value *int
		zero  int
	}{{"events", &o.Events, 20_000}, {"concurrency", &o.Concurrency, 64}, {"history", &o.History, 0}, {"pending", &o.Pending, 100_000}, {"receipts", &o.Receipts, 0}} {
		if *given.value < 0 {
			return o, &relay.InputError{Field: given.name, Problem: fmt.Sprintf("%d: it cannot be negative", *given.value)}
		}
		if *given.value == 0 {
			*given.value = given.zero
		}
	}
	if o.LatencyTime < 0 {
		return o, &relay.InputError{Field: "latency-seconds", Problem: fmt.Sprintf("%v: it cannot be negative", o.LatencyTime)}
	}
	if o.LatencyTime == 0 {
		o.LatencyTime = 4 * time.Second
	}
	if o.Watch <= 0 {
		o.Watch = time.Second
	}
	if o.Progress == nil {
		o.Progress = func(Step) {}
	}
	return o, nil
}

// Run runs all parts one after the other. An error means that something could not be measured, or that an event was
// lost or came twice; a figure that falls short of its target is none.
func Run(ctx context.Context, opt Options) (result Result, err error) {
	opt, err = opt.withDefaults()
	if err != nil {
		return result, err
	}
	elapsed := relay.RealClock{}.Stopwatch()
	b := &bench{Options: opt}
	if b.dir, err = os.MkdirTemp(opt.Dir, "ledgerhook-bench-"); err != nil {
		return result, fmt.Errorf("make a directory for the databases: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if b.receiver, err = startReceiver(ctx, opt.Executable, b.dir); err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, b.receiver.stop()) }()
	b.client = newPoster(opt.Concurrency)
	defer b.client.close()

	steps := b.steps()
	for i, s := range steps {
		opt.Progress(Step{Number: i + 1, Of: len(steps), Name: s.name, Elapsed: elapsed()})
		if err := s.do(ctx); err != nil {
			return b.result, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	b.result.Go, b.result.OS, b.result.Arch = runtime.Version(), runtime.GOOS, runtime.GOARCH
	b.result.Cores, b.result.Durable = runtime.GOMAXPROCS(0), true
	b.result.Concurrency, b.result.Events, b.result.BatchSize = opt.Concurrency, opt.Events, batchSize
	b.result.Mock.Turns, b.result.Mock.Requests = mockTurns, b.turnSize()
	b.conclude()
	b.result.Seconds = round(elapsed().Seconds())
	return b.result, nil
}
