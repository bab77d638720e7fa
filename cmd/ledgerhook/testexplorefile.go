package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario/explore"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// mostNumbered is how many files of one name are kept side by side. Source: our choice.
const mostNumbered = 1000

// writeFinding writes what was found beside the scenario, or where the command runs for one that is shipped. A file that says
// something else is never overwritten: then the name gets a number.
func (e *exploration) writeFinding(found *explore.Exploration) (string, error) {
	folder := filepath.Dir(found.Path)
	if e.flags.shipped {
		folder = "."
	}
	for n := 1; n <= mostNumbered; n++ {
		name := fmt.Sprintf("%s-explored-%d", found.Name, found.Seed)
		if n > 1 {
			name += fmt.Sprintf("-%d", n)
		}
		path := filepath.Join(folder, name+".yaml")
		before, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(before, found.Finding.Text):
			return path, nil
		case err == nil:
			continue
		case !errors.Is(err, fs.ErrNotExist):
			return "", unwritable("what was found", err)
		}
		return path, writeWhole(path, "what was found", modeShared, func(w io.Writer) error {
			_, err := w.Write(found.Finding.Text)
			return err
		})
	}
	return "", unwritable("what was found", fmt.Errorf("there are %d files of its name already", mostNumbered))
}

// alone is the command that runs a file that was written; empty where there is none.
func (e *exploration) alone(file string) string {
	if file == "" {
		return ""
	}
	words := []string{"ledgerhook test", export.ShellWord(file)}
	for _, flag := range e.appFlags() {
		words = append(words, export.ShellWord(flag))
	}
	return strings.Join(words, " ")
}

// exploredRow is a line of --explore --json.
type exploredRow struct {
	Name      string      `json:"name"`
	Path      string      `json:"path"`
	Seed      uint64      `json:"seed"` // of the plans
	Plans     int         `json:"plans"`
	Runs      int         `json:"runs"`
	Unjudged  int         `json:"unjudged"`
	Why       string      `json:"unjudged_why,omitempty"`
	Notes     []string    `json:"notes"`
	Refused   string      `json:"left_out,omitempty"`
	ElapsedMS int64       `json:"elapsed_ms"`
	Finding   *findingRow `json:"finding"`
}

// findingRow is what was found.
type findingRow struct {
	Plan     int    `json:"plan"`
	Kind     string `json:"kind"`
	Differs  string `json:"differs"`
	Drawn    string `json:"drawn"`
	Smallest string `json:"smallest"`
	Runs     int    `json:"shrinking_runs"`
	Bounded  bool   `json:"shrinking_ended_early"`
	Steady   bool   `json:"steady"` // it came again when the plan was run once more
	Fails    bool   `json:"fails"`  // the file was run, and fails
	File     string `json:"file"`
	Again    string `json:"again"`
}

// exploredTotals are the last line.
type exploredTotals struct {
	Scenarios int    `json:"scenarios"`
	Explored  int    `json:"explored"`
	Plans     int    `json:"plans"`
	Runs      int    `json:"runs"`
	Findings  int    `json:"findings"`
	Unjudged  int    `json:"unjudged"`
	Seed      uint64 `json:"seed"`
	ElapsedMS int64  `json:"elapsed_ms"`
}

func exploredRowOf(found *explore.Exploration, file, again string) exploredRow {
	row := exploredRow{
		Name: found.Name, Path: found.Path, Seed: found.Seed, Plans: found.Plans, Runs: found.Runs, Unjudged: found.Unjudged, Why: found.Why,
		Notes: append([]string{}, found.Notes...), Refused: found.Refused, ElapsedMS: found.Elapsed.Milliseconds(),
	}
	if f := found.Finding; f != nil {
		row.Finding = &findingRow{
			Plan: f.Number, Kind: f.Kind, Differs: f.Differs, Drawn: f.First, Smallest: f.Smallest, Runs: f.Runs, Bounded: f.Bounded,
			Steady: !f.Unsteady, Fails: f.Fails, File: file, Again: again,
		}
	}
	return row
}
