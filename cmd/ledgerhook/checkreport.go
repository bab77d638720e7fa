package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/check/report"
)

// do checks the receiver and tells what came of it. failed says that something was broken that --fail-on counts.
func (c *checkRun) do(ctx context.Context) (failed bool, err error) {
	if err := c.reach(ctx); err != nil {
		return false, err
	}
	progress := c.newCheckProgress()
	c.options.Begin, c.options.Done = progress.begin, progress.done
	ran, problem := check.Run(ctx, c.options)
	progress.clear()
	ran.Results = slices.DeleteFunc(ran.Results, func(r check.Result) bool { return !c.applies(r.ID) })
	r := &report.Report{Report: ran, FailOn: check.Level(c.flags.failOn)}
	switch {
	case ctx.Err() != nil:
		r.Unfinished = "interrupted"
	case problem != nil:
		r.Unfinished = problem.Error()
	case c.unread != nil:
		r.Unfinished = "what the app booked could not be read"
		if !r.Broken() { // else that it fails weighs more
			problem = c.unread
		}
	}
	if len(r.Results) == 0 && problem != nil && ctx.Err() == nil {
		return false, problem
	}
	if err := c.tell(r, progress.text); err != nil {
		return false, errors.Join(err, problem)
	}
	return r.Broken(), problem
}

// applies reports whether a case is about receivers of the product at all. One that is not is no case of this check: nothing
// is told of it.
func (c *checkRun) applies(id string) bool {
	return slices.ContainsFunc(c.cases, func(d check.Described) bool { return d.ID == id })
}

// tell prints what came of a check, and writes the reports.
func (c *checkRun) tell(r *report.Report, text *report.Text) error {
	switch {
	case c.json:
		if err := c.printJSON(r.JSON()); err != nil {
			return err
		}
	case !c.quiet:
		text.Summary(r)
	}
	var problems []error
	for _, path := range c.flags.reports {
		switch filepath.Ext(path) {
		case ".json":
			problems = append(problems, writeWhole(path, "the JSON report", modeShared, func(w io.Writer) error { return writeCheckJSON(w, r) }))
		case ".xml":
			problems = append(problems, writeWhole(path, "the JUnit report", modeShared, r.JUnit))
		case ".html":
			problems = append(problems, writeWhole(path, "the HTML report", modeShared, r.HTML))
		}
	}
	if path := c.flags.junit; path != "" {
		problems = append(problems, writeWhole(path, "the JUnit report", modeShared, r.JUnit))
	}
	if path := c.flags.html; path != "" {
		problems = append(problems, writeWhole(path, "the HTML report", modeShared, r.HTML))
	}
	if c.environ("GITHUB_ACTIONS") == "true" {
		problems = append(problems, c.github(r))
	}
	return errors.Join(problems...)
}

func writeCheckJSON(w io.Writer, r *report.Report) error {
	text, err := json.Marshal(r.JSON(), json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
	if err != nil {
		return fmt.Errorf("encode the report: %w", err)
	}
	_, err = w.Write(append(relay.VisibleJSON(text), '\n'))
	return err
}
