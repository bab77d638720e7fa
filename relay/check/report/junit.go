package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/junit"
)

// JUnit writes a check as JUnit XML: a suite a group of cases. JUnit knows no warnings: one is a test that passed, with its
// story beside it. All text in it is safe for a terminal.
func (r *Report) JUnit(w io.Writer) error {
	all := junit.Report{Name: "ledgerhook check " + r.Provider, Elapsed: r.Elapsed}
	for i := range r.Results {
		of := &r.Results[i]
		all.Add(relay.Visible(group(of.ID)), r.junitCase(of))
	}
	if r.Unfinished != "" { // else what did not run would look as if it had passed
		all.Add("check", junit.Case{
			Name: "check: all cases were tried", Classname: "check." + r.Provider, Error: &junit.Problem{Message: "not finished: " + relay.Visible(r.Unfinished), Type: "unfinished"},
		})
	}
	return all.Write(w)
}

func (r *Report) junitCase(of *check.Result) junit.Case {
	c := junit.Case{
		Name: relay.Visible(of.ID + ": " + of.Title), Classname: "check." + r.Provider, Elapsed: of.Elapsed,
		Properties: []junit.Property{
			{Name: "level", Value: string(of.Level)}, {Name: "source", Value: relay.Visible(string(of.Source))}, {Name: "verdict", Value: string(of.Verdict)},
			{Name: "seed", Value: strconv.FormatUint(r.Seed, 10)}, {Name: "run_id", Value: relay.Visible(r.RunID)},
		},
	}
	switch {
	case r.failed(of):
		c.Failure = &junit.Problem{Message: relay.Visible(of.Detail), Type: string(of.Level), Text: plain(of)}
	case of.Verdict == check.Warn:
		c.Out = plain(of)
	case of.Verdict == check.Skip:
		c.Skipped = &junit.Problem{Message: relay.Visible(of.Detail)}
	}
	return c
}

// plain is what came of a case as text without colour.
func plain(of *check.Result) string {
	var b strings.Builder
	text := Text{W: &b, group: group(of.ID)}
	text.Case(of)
	return b.String()
}
