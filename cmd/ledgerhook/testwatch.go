package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/saves"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// watch runs the scenarios, and again what a saved file touches, until somebody ends it.
func (t *testRun) watch(ctx context.Context) error {
	keys, restore := t.keys(ctx)
	defer restore()
	ctx, end := context.WithCancel(ctx)
	defer end()
	files := &testFiles{load: t.flags.files, known: map[string]*scenario.Scenario{}}
	batches := make(chan testBatch)
	folders := saves.Folders{Clock: relay.RealClock{}, Of: files.folders, Counts: files.counts}
	ended := make(chan error, 1)
	go func() {
		ended <- folders.Watch(ctx, func(now saves.Saved) {
			select {
			case batches <- files.read(now):
			case <-ctx.Done():
			}
		})
	}()
	w := &watchedRuns{testRun: t, results: make(chan watchedResult)}
	for {
		select {
		case batch := <-batches:
			w.take(ctx, batch)
		case result := <-w.results:
			w.tell(ctx, result)
		case key := <-keys:
			switch key {
			case 'q', 'Q':
				w.cancel()
				end()
				return <-ended
			case '\n', '\r', 'a':
				w.again(ctx)
			}
		case err := <-ended:
			w.cancel()
			return errors.Join(err, ctx.Err())
		}
	}
}

// testBatch is what came of a burst of saves.
type testBatch struct {
	saved    []string // the files, for people; none at first and where it cannot be told
	run      []*scenario.Scenario
	all      []*scenario.Scenario // that are there
	problems []error
}

// testFiles are the files of scenarios, and what is known of them. Its methods are called by one goroutine.
type testFiles struct {
	load  func() (files, folders []string, err error)
	known map[string]*scenario.Scenario // by path; those whose files have no mistake

	dirs    []string        // that were named
	parts   map[string]bool // all files that scenarios are made of, absolute
	further map[string]bool // their folders
}

// folders are those that are watched.
func (f *testFiles) folders() []string {
	if f.dirs == nil {
		_, f.dirs, _ = f.load() // an error is told when they are read
	}
	all := maps.Clone(f.further)
	if all == nil {
		all = map[string]bool{}
	}
	for _, dir := range f.dirs {
		all[absolute(dir)] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// counts says which files matter: any that could be a scenario, and all that one is made of.
func (f *testFiles) counts(path string) bool {
	return (strings.HasSuffix(path, ".yaml") && !strings.HasPrefix(filepath.Base(path), ".")) || f.parts[path]
}

// read finds out what a burst of saves touched, and reads that.
func (f *testFiles) read(now saves.Saved) testBatch {
	var batch testBatch
	for path := range now.Files {
		batch.saved = append(batch.saved, filepath.Base(path))
	}
	slices.Sort(batch.saved)
	files, dirs, err := f.load()
	f.dirs = dirs
	if err != nil {
		batch.problems = append(batch.problems, err)
	}
	there := map[string]bool{}
	var touched []string
	for _, path := range files {
		there[path] = true
		if s := f.known[path]; s == nil || now.All || touches(now.Files, s) {
			touched = append(touched, path)
		}
	}
	maps.DeleteFunc(f.known, func(path string, _ *scenario.Scenario) bool { return !there[path] })
	for _, path := range touched {
		delete(f.known, path)
	}
	loaded, problems := loadEach(touched)
	batch.problems = append(batch.problems, problems...)
	batch.run = loaded
	for _, s := range loaded {
		f.known[s.Path] = s
	}
	for _, path := range files {
		if s := f.known[path]; s != nil {
			batch.all = append(batch.all, s)
		}
	}
	f.remember()
	return batch
}

// loadEach reads files, all at once where none has a mistake.
func loadEach(files []string) (loaded []*scenario.Scenario, problems []error) {
	if len(files) == 0 {
		return nil, nil
	}
	loaded, err := scenario.Load(files)
	switch {
	case err == nil:
		return loaded, nil
	case len(files) == 1:
		return nil, []error{err}
	}
	for _, file := range files {
		one, wrong := loadEach([]string{file})
		loaded, problems = append(loaded, one...), append(problems, wrong...)
	}
	if len(problems) == 0 { // what is wrong is wrong with all together, such as a name that is there twice
		return loaded, []error{err}
	}
	return loaded, problems
}

// remember notes which files matter, with where links lead to.
func (f *testFiles) remember() {
	f.parts, f.further = map[string]bool{}, map[string]bool{}
	for _, s := range f.known {
		for _, path := range madeOf(s) {
			f.parts[path], f.further[filepath.Dir(path)] = true, true
		}
	}
}

// madeOf are all files that a scenario is made of, absolute, and where links lead to.
func madeOf(s *scenario.Scenario) []string {
	var all []string
	for _, path := range append([]string{s.Path}, s.Includes...) {
		path = absolute(path)
		all = append(all, path)
		if target, err := filepath.EvalSymlinks(path); err == nil && target != path {
			all = append(all, target)
		}
	}
	return all
}

func touches(saved map[string]bool, s *scenario.Scenario) bool {
	return slices.ContainsFunc(madeOf(s), func(path string) bool { return saved[path] })
}

// absolute is a path from the root; a working directory that is gone leaves it as it is.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// tellProblem writes a mistake in files, or why they cannot be read.
func (a *app) tellProblem(err error) {
	var mistakes strictyaml.Mistakes
	if errors.As(err, &mistakes) {
		for _, mistake := range mistakes {
			fmt.Fprintln(a.stderr, mistake)
		}
		return
	}
	fmt.Fprintln(a.stderr, "ledgerhook: "+relay.Visible(err.Error()))
}
