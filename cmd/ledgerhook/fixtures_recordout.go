package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

// writeScenarios writes each into its file, or the only one to standard output. Where one file may not be written over, none is
// written.
func (a *app) writeScenarios(f *recordFlags, scenarios []scenarioText) error {
	if f.out == "-" {
		if len(scenarios) > 1 {
			return usage("ledgerhook fixtures record … --together --out -", "--out - takes one scenario, and these are %d", len(scenarios))
		}
		_, err := a.stdout.Write(scenarios[0].text)
		return err
	}
	folder := f.out
	if folder == "" {
		folder = "."
		if info, err := os.Stat(scenarioFolder); err == nil && info.IsDir() {
			folder = scenarioFolder
		}
	}
	paths := make([]string, len(scenarios))
	for i := range scenarios {
		paths[i] = filepath.Join(folder, scenarios[i].name+".yaml")
		if _, err := os.Lstat(paths[i]); err == nil && !f.force {
			return alreadyThere(paths[i])
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return unwritable("the scenario", err)
	}
	for i := range scenarios {
		if err := writeScenario(paths[i], scenarios[i].text, f.force); err != nil {
			return err
		}
		if err := a.tellScenario(paths[i], &scenarios[i]); err != nil {
			return err
		}
	}
	return a.tellHowToRun(paths)
}

// writeScenario writes one whole or not at all.
func writeScenario(path string, text []byte, force bool) error {
	if force {
		return writeWhole(path, "the scenario", modeShared, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, modeShared)
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(path)
	}
	if err != nil {
		return unwritable("the scenario", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return unwritable("the scenario", errors.Join(err, os.Remove(path)))
	}
	return nil
}

func alreadyThere(path string) error {
	return &exitError{code: exitRefused, err: fmt.Errorf("%s is there already; nothing was written", path), try: "--name another, or --force to write over it"}
}

func (a *app) tellScenario(path string, s *scenarioText) error {
	if a.json {
		return a.printJSON(struct {
			Path     string `json:"path"`
			Provider string `json:"provider"`
			Events   int    `json:"events"`
		}{path, s.provider, s.events})
	}
	_, err := fmt.Fprintln(a.stdout, path)
	return err
}

// tellHowToRun prints the command that runs what was written.
func (a *app) tellHowToRun(paths []string) error {
	var quoted []string
	for _, path := range paths {
		quoted = append(quoted, export.ShellWord(path))
	}
	a.say("run it: ledgerhook test %s", strings.Join(quoted, " "))
	return nil
}
