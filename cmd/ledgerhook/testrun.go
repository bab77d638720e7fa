package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
)

// testRun is one `ledgerhook test`.
type testRun struct {
	*app
	flags  *testFlags
	only   *regexp.Regexp // nil: all
	seed   uint64         // of --seed
	seeded bool           // it was given
	drawn  uint64         // what the order, and an app's fresh events, come from
	names  int            // how wide the widest name is

	scenarios []*scenario.Scenario
	engines   *testEngines
}

// newTestRun reads flags and files. Mistakes in the files have been told.
func (a *app) newTestRun(cmd *cobra.Command, f *testFlags) (*testRun, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	t := &testRun{app: a, flags: f}
	var err error
	if f.run != "" {
		if t.only, err = regexp.Compile(f.run); err != nil {
			return nil, usage("ledgerhook test --run '^name$'", "--run: %w", err)
		}
	}
	if t.seeded = f.seed != ""; t.seeded {
		if t.seed, err = strconv.ParseUint(f.seed, 10, 64); err != nil {
			return nil, usage("ledgerhook test --seed 42", "--seed %q is no whole number", f.seed)
		}
	}
	if t.drawn = t.seed; !t.seeded {
		t.drawn = drawSeed()
	}
	if t.engines, err = t.newEngines(cmd.Context()); err != nil {
		return nil, err
	}
	all, err := f.load()
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		return nil, err
	case err != nil && f.watch: // it is told there, and mended while it is watched
		return t, nil
	case err != nil:
		return nil, a.scenarioMistakes(err)
	}
	if t.scenarios = t.wanted(all); len(t.scenarios) == 0 && !f.watch {
		return nil, usage("ledgerhook test --list", "--run %s matches no scenario; there are %s", f.run, namesSome(all))
	}
	return t, nil
}

// drawSeed draws a seed that a person can type.
func drawSeed() uint64 {
	var raw [4]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return uint64(binary.BigEndian.Uint32(raw[:]))
}

// wanted are the scenarios that --run takes, with their seeds and in their order.
func (t *testRun) wanted(all []*scenario.Scenario) []*scenario.Scenario {
	var wanted []*scenario.Scenario
	for _, s := range all {
		if t.only == nil || t.only.MatchString(s.Name) {
			wanted = append(wanted, t.prepared(s))
		}
	}
	if t.flags.shuffle {
		chance := relay.Chance{Seed: t.drawn}
		place := func(s *scenario.Scenario) uint64 { return chance.Uint64("order of scenarios", s.Name, 0) }
		slices.SortFunc(wanted, func(a, b *scenario.Scenario) int { return cmp.Compare(place(a), place(b)) })
	}
	return wanted
}

// prepared is a scenario as it is run: with another seed, and for an app.
func (t *testRun) prepared(s *scenario.Scenario) *scenario.Scenario {
	changed := *s
	switch {
	case t.seeded && t.flags.explore == 0: // there it is what plans are drawn from
		changed.Seed = t.seed
	case t.engines.app != nil && s.Seed == scenario.DefaultSeed:
		// An app keeps what it has seen: events of the same seed would be repeats to it.
		changed.Seed = relay.Chance{Seed: t.drawn}.Uint64("seed of a scenario", s.Name, 0) >> 32
	}
	if t.engines.app != nil {
		forApp(&changed)
	}
	return &changed
}

// suite runs scenarios and tells each as it ends. The results are in their order. An error is of what they were run with, and
// leaves what ran before.
func (t *testRun) suite(ctx context.Context, scenarios []*scenario.Scenario) (*ended, error) {
	elapsed := relay.RealClock{}.Stopwatch()
	ctx, stop, err := t.engines.start(ctx)
	if err != nil {
		return &ended{}, err
	}
	if t.flags.shuffle {
		t.say("in the order of seed %d; --shuffle --seed %d repeats it", t.drawn, t.drawn)
	}
	progress := t.newProgress(scenarios)
	parallel := t.flags.parallel
	if t.engines.app != nil {
		parallel = 1
	}
	suite := scenario.Suite{Scenarios: scenarios, Open: t.engines.open, Parallel: parallel, FailFast: t.flags.failFast, Done: progress.done}
	results := suite.Run(ctx)
	progress.clear()
	return &ended{results: results, took: elapsed()}, stop(results)
}

// ended is what came of a run.
type ended struct {
	results []scenario.Result
	took    time.Duration
}
