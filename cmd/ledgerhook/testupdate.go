package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// update runs the scenarios, writes what came into the files of those that failed, shows what it changed, and runs them again.
func (t *testRun) update(ctx context.Context) error {
	first, err := t.suite(ctx, t.scenarios)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return t.report(ctx, first)
	}
	changed := 0
	for i := range first.results {
		did, err := t.updateFile(t.scenarios[i], &first.results[i])
		if err != nil {
			return err
		}
		if did {
			changed++
		}
	}
	if changed == 0 {
		return t.report(ctx, first)
	}
	t.say("%s changed; all are run again", relay.Counted(changed, "file"))
	all, err := t.flags.load()
	if err != nil {
		return t.scenarioMistakes(err)
	}
	t.scenarios = t.wanted(all)
	return t.tellSuite(ctx)
}

// updateFile writes one file, if there is something to write, and shows what it changed.
func (t *testRun) updateFile(s *scenario.Scenario, r *scenario.Result) (bool, error) {
	if r.Verdict != scenario.Failed {
		return false, nil
	}
	before, err := os.ReadFile(s.Path)
	if err != nil {
		return false, err
	}
	after, err := scenario.Updated(s, r)
	var mistakes strictyaml.Mistakes
	switch {
	case errors.As(err, &mistakes): // it fails again in the second run
		t.tellProblem(mistakes)
		return false, nil
	case err != nil:
		return false, fmt.Errorf("update %s: %w", s.Path, err)
	}
	if bytes.Equal(before, after) {
		return false, nil
	}
	err = writeWhole(s.Path, s.Path, modeShared, func(w io.Writer) error {
		_, err := w.Write(after)
		return err
	})
	if err != nil {
		return false, err
	}
	if !t.json && !t.quiet {
		name := strings.TrimRight(visibleLines(s.Path), "\n")
		fmt.Fprint(t.stdout, udiff.Unified(name, name, visibleLines(string(before)), visibleLines(string(after))))
	}
	return true, nil
}
