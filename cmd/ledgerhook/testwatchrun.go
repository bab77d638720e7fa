package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
)

// watchedRuns run scenarios one batch after the other. A save while one runs ends it, and what it had not done is done with what
// was saved.
type watchedRuns struct {
	*testRun
	all     []*scenario.Scenario // that are there
	running []*scenario.Scenario
	stop    context.CancelFunc // of what runs; nil: nothing does
	results chan watchedResult
}

// watchedResult is how a batch ended.
type watchedResult struct {
	ended *ended
	err   error
}

// take runs what a save touched.
func (w *watchedRuns) take(ctx context.Context, batch testBatch) {
	left := w.cancel()
	if len(batch.saved) > 0 && !w.json && !w.quiet {
		fmt.Fprintf(w.stdout, "\nsaved %s\n", relay.Visible(strings.Join(batch.saved, ", ")))
	}
	for _, problem := range batch.problems {
		w.tellProblem(problem)
	}
	w.all = w.wanted(batch.all)
	run := w.wanted(batch.run)
	for _, s := range w.all { // those that are left are read again, or are as they were
		fresh := slices.ContainsFunc(run, func(other *scenario.Scenario) bool { return other.Path == s.Path })
		if !fresh && slices.Contains(left, s.Path) {
			run = append(run, s)
		}
	}
	w.start(ctx, run)
}

// again runs all that are there.
func (w *watchedRuns) again(ctx context.Context) {
	w.cancel()
	w.start(ctx, w.all)
}

func (w *watchedRuns) start(ctx context.Context, run []*scenario.Scenario) {
	if len(run) == 0 {
		w.prompt()
		return
	}
	ctx, stop := context.WithCancel(ctx)
	w.running, w.stop = run, stop
	go func() {
		e, err := w.suite(ctx, run)
		w.results <- watchedResult{e, err}
	}()
}

// cancel ends what runs, waits for it, and returns the paths of what had not passed yet.
func (w *watchedRuns) cancel() (left []string) {
	if w.stop == nil {
		return nil
	}
	w.stop()
	result := <-w.results
	w.stop = nil
	passed := map[string]bool{}
	for i := range result.ended.results {
		r := &result.ended.results[i]
		passed[r.Path] = r.Verdict == scenario.Passed
	}
	for _, s := range w.running {
		if !passed[s.Path] {
			left = append(left, s.Path)
		}
	}
	return left
}

// tell tells how a batch ended.
func (w *watchedRuns) tell(ctx context.Context, result watchedResult) {
	w.stop()
	w.stop = nil
	if result.err != nil {
		w.explain(ctx, result.err)
	}
	if err := w.report(ctx, result.ended); err != nil && !errors.Is(err, errFailed) {
		w.explain(ctx, err)
	}
	w.prompt()
}

// prompt says on a terminal what can be done now.
func (w *watchedRuns) prompt() {
	if _, is := terminal(w.stdout); !is || w.json || w.quiet {
		return
	}
	fmt.Fprintf(w.stdout, "watching %s; enter runs all, q ends\n", relay.Counted(len(w.all), "scenario"))
}
