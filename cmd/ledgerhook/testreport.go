package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario/report"
)

// tellSuite runs the scenarios and tells what came of it.
func (t *testRun) tellSuite(ctx context.Context) error {
	e, err := t.suite(ctx, t.scenarios)
	reported := t.report(ctx, e)
	if err != nil { // it says more than that something failed
		return err
	}
	return reported
}

// report tells what came of a run, and fails where something failed. Where ctx has ended it tells of what ran before.
func (t *testRun) report(ctx context.Context, e *ended) error {
	if len(e.results) == 0 {
		return nil
	}
	r := &report.Report{Results: e.results, Elapsed: e.took, Again: t.again}
	totals := r.Totals()
	if t.json {
		if err := t.printJSON(totals); err != nil {
			return err
		}
	} else {
		text := t.text()
		text.Failures(e.results)
		if !t.quiet {
			text.Notes(e.results)
			text.Summary(&totals)
		}
	}
	if err := t.files(r); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case !totals.OK():
		return errFailed
	}
	return nil
}

// files writes the reports that go to files, and to GitHub.
func (t *testRun) files(r *report.Report) error {
	var problems []error
	for _, file := range []struct {
		path, what string
		write      func(io.Writer) error
	}{{t.flags.junit, "the JUnit report", r.JUnit}, {t.flags.html, "the HTML report", r.HTML}} {
		if file.path != "" {
			problems = append(problems, writeWhole(file.path, file.what, modeShared, file.write))
		}
	}
	if t.environ("GITHUB_ACTIONS") == "true" {
		problems = append(problems, t.github(r))
	}
	return errors.Join(problems...)
}

// githubReport is what a run tells GitHub.
type githubReport interface {
	Annotations(w io.Writer) error
	Markdown(w io.Writer) error
}

// github shows failures at their lines, and the summary in the job's. Commands are read from both outputs; standard output may
// be JSON.
func (a *app) github(r githubReport) error {
	if err := r.Annotations(a.stderr); err != nil {
		return err
	}
	path := a.environ("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return unwritable("the job's summary", err)
	}
	return errors.Join(r.Markdown(file), file.Close())
}
