package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
)

// load reads the files that are meant.
func (f *testFlags) load() ([]*scenario.Scenario, error) {
	if f.shipped {
		return scenario.Shipped()
	}
	if len(f.paths) == 0 {
		if info, err := os.Stat(scenarioFolder); err != nil || !info.IsDir() {
			return nil, usage("ledgerhook test PATH…, or ledgerhook test --shipped", "there is no folder %s here, and no PATH is given", scenarioFolder)
		}
		f.paths = []string{scenarioFolder}
	}
	return scenario.Load(f.paths)
}

// files are the scenarios that are meant, and the folders that they stand in or that were named, there or not.
func (f *testFlags) files() (files, folders []string, err error) {
	paths := f.paths
	if len(paths) == 0 {
		paths = []string{scenarioFolder}
	}
	var problems []error
	for _, path := range paths {
		found, err := scenario.Files([]string{path})
		problems = append(problems, err)
		if info, err := os.Stat(path); (err == nil && !info.IsDir()) || (err != nil && filepath.Ext(path) == ".yaml") {
			path = filepath.Dir(path)
		}
		folders = append(folders, path)
		for _, file := range found {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	return files, folders, errors.Join(problems...)
}

// namesSome names the first few scenarios, for whoever asked for one that is not there.
func namesSome(scenarios []*scenario.Scenario) string {
	const most = 5
	var names []string
	for _, s := range scenarios[:min(len(scenarios), most)] {
		names = append(names, relay.Visible(s.Name))
	}
	text := strings.Join(names, ", ")
	if n := len(scenarios) - most; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}
