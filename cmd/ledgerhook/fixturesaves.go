package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay/saves"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// fixtureSaves find out what is to be fired after saves in a folder. Its methods are called by one goroutine.
type fixtureSaves struct {
	dir    string
	files  testFiles
	began  bool
	stamps map[string]string // by path of a scenario: which state of its files was fired, or was there at the start
	told   map[string]bool   // the problems of the last time
}

func newFixtureSaves(dir string) *fixtureSaves {
	f := &fixtureSaves{dir: dir, stamps: map[string]string{}, told: map[string]bool{}}
	f.files = testFiles{load: f.load, known: map[string]*scenario.Scenario{}}
	return f
}

// load finds the scenarios of the folder. That there is none yet is no problem.
func (f *fixtureSaves) load() (files, folders []string, err error) {
	folders = []string{f.dir}
	files, err = scenario.Files(folders)
	var none strictyaml.Mistakes
	if errors.As(err, &none) {
		err = nil
	}
	return files, folders, err
}

// read is what a burst of saves comes to. At the start nothing is to be fired. Where any file may have been saved, those are
// that have been.
func (f *fixtureSaves) read(now saves.Saved) testBatch {
	batch := f.files.read(now)
	saved := batch.run
	batch.run = nil
	for _, s := range saved {
		stamp := stampOf(s)
		if f.began && (!now.All || stamp != f.stamps[s.Path]) {
			batch.run = append(batch.run, s)
		}
		f.stamps[s.Path] = stamp
	}
	f.began = true
	batch.problems = f.news(batch.problems, batch.saved)
	return batch
}

// news leaves out the problems that were told last time, unless their file was saved again.
func (f *fixtureSaves) news(problems []error, saved []string) []error {
	before := f.told
	f.told = map[string]bool{}
	return slices.DeleteFunc(problems, func(problem error) bool {
		f.told[problem.Error()] = true
		var mistakes strictyaml.Mistakes
		again := errors.As(problem, &mistakes) && slices.ContainsFunc(saved, func(name string) bool { return filepath.Base(mistakes[0].At.File) == name })
		return before[problem.Error()] && !again
	})
}

// stampOf tells one state of a scenario's files from another, without reading them.
func stampOf(s *scenario.Scenario) string {
	var b strings.Builder
	for _, path := range madeOf(s) {
		if info, err := os.Stat(path); err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
