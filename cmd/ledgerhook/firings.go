package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/saves"
)

// fixturesFlag names the folder whose scenarios serve fires as they are saved.
const fixturesFlag = "fixtures"

// checkFixtures refuses what is no folder.
func checkFixtures(dir string) error {
	if dir == "" {
		return nil
	}
	const try = "ledgerhook serve --fixtures DIR, a folder of scenarios; ledgerhook fixtures validate DIR looks at one"
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage(try, "--fixtures %s: there is no such folder", relay.Visible(dir))
	case err != nil:
		return usage(try, "--fixtures: %w", err)
	case !info.IsDir():
		return usage(try, "--fixtures %s: it is no folder", relay.Visible(dir))
	}
	return nil
}

// firings fire scenarios at a running server as their files are saved. Nil ones, where no folder was named, do nothing.
type firings struct {
	*app
	dir    string
	target scenario.Target

	first   testBatch      // what was there at the start
	batches chan testBatch // what was saved since
	ended   chan error     // why saves are not seen any more; nil: ctx has ended
	done    sync.WaitGroup
}

// watchFixtures sees every save in a folder from when it returns, until ctx ends.
func (a *app) watchFixtures(ctx context.Context, dir string, node *local.Node) (*firings, error) {
	if dir == "" {
		return nil, nil
	}
	mock := func(provider string) string { return node.MockURL + "/" + provider }
	f := &firings{
		app: a, dir: dir, target: scenario.Target{Client: node.Client(), URL: mock, Live: true},
		batches: make(chan testBatch), ended: make(chan error, 1),
	}
	files := newFixtureSaves(dir)
	folders := saves.Folders{Clock: relay.RealClock{}, Of: files.files.folders, Counts: files.files.counts}
	f.done.Go(func() {
		f.ended <- folders.Watch(ctx, func(now saves.Saved) {
			select {
			case f.batches <- files.read(now):
			case <-ctx.Done():
			}
		})
	})
	select {
	case f.first = <-f.batches:
		return f, nil
	case err := <-f.ended:
		return nil, errors.Join(err, ctx.Err())
	}
}

// fireSaved fires what is saved until ctx ends, which ends a firing too; wait waits for that.
func (f *firings) fireSaved(ctx context.Context) {
	if f != nil {
		f.tellSaved(&f.first)
		f.tellWatched(len(f.first.all))
		f.done.Go(func() { f.loop(ctx) })
	}
}

func (f *firings) wait() {
	if f != nil {
		f.done.Wait()
	}
}

// loop has one scenario after the other fired.
func (f *firings) loop(ctx context.Context) {
	results := make(chan scenario.Result)
	var queue firingQueue
	for {
		if ctx.Err() == nil {
			if next := queue.next(); next != nil {
				go func() { results <- f.fire(ctx, next) }()
			}
		}
		select {
		case batch := <-f.batches:
			f.tellSaved(&batch)
			queue.keep(batch.all)
			queue.add(batch.run)
		case result := <-results:
			queue.firing = false
			f.tellFiring(&result)
		case err := <-f.ended:
			if queue.firing {
				result := <-results
				f.tellFiring(&result)
			}
			if err != nil && ctx.Err() == nil {
				fmt.Fprintf(f.stderr, "ledgerhook: saves in %s are not seen any more: %s; a new start sees them\n", relay.Visible(f.dir), relay.Visible(err.Error()))
			}
			return
		}
	}
}

// fire fires one scenario.
func (f *firings) fire(ctx context.Context, s *scenario.Scenario) scenario.Result {
	suite := scenario.Suite{
		Scenarios: []*scenario.Scenario{s}, Parallel: 1,
		Open: func(context.Context, *scenario.Scenario) (scenario.Target, func() error, error) {
			return f.target, nil, nil
		},
	}
	return suite.Run(ctx)[0]
}

// tellSaved tells what is wrong with files.
func (f *firings) tellSaved(batch *testBatch) {
	f.printing.Lock()
	defer f.printing.Unlock()
	for _, problem := range batch.problems {
		f.tellProblem(problem)
	}
}

// tellWatched tells what is watched.
func (f *firings) tellWatched(scenarios int) {
	f.printing.Lock()
	defer f.printing.Unlock()
	f.say("watching %s: %s; a save of a file fires it", relay.Visible(f.dir), relay.Counted(scenarios, "scenario"))
	if f.json {
		f.orComplain(f.printJSON(watchedRow{Kind: "fixtures", Folder: f.dir, Scenarios: scenarios}))
	}
}

// orComplain writes an error of writing where somebody may still see it.
func (f *firings) orComplain(err error) {
	if err != nil {
		fmt.Fprintf(f.stderr, "ledgerhook: %v\n", err)
	}
}
