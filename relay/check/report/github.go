package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/github"
)

// Annotations writes a command of GitHub Actions for each rule that was broken: an error for what fails the check, else a
// warning. That it was not finished is an error, too.
func (r *Report) Annotations(w io.Writer) error {
	var b strings.Builder
	for i := range r.Results {
		of := &r.Results[i]
		level := "warning"
		switch {
		case r.failed(of):
			level = "error"
		case of.Verdict != check.Warn:
			continue
		}
		lines := relay.Visible(of.Detail)
		if of.Remedy != "" {
			lines += "\n" + relay.Visible(of.Remedy)
		}
		b.WriteString(github.Annotation{Level: level, Title: relay.Visible(r.Provider + " " + of.ID), Message: lines}.String())
	}
	if r.Unfinished != "" {
		b.WriteString(github.Annotation{Level: "error", Title: relay.Visible("check " + r.Provider), Message: "not finished: " + relay.Visible(r.Unfinished)}.String())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Markdown writes the summary of a job for GitHub: the counts, and each rule that was broken. What would not fit is counted.
func (r *Report) Markdown(w io.Writer) error {
	var s github.Summary
	s.Heading(fmt.Sprintf("ledgerhook check %s: %s", r.Provider, r.Summary()))
	for i := range r.Results {
		of := &r.Results[i]
		if of.Verdict != check.Fail && of.Verdict != check.Warn {
			continue
		}
		s.Add(github.Section{
			Open: r.failed(of), Lead: fmt.Sprintf("%s (%s)", of.Verdict, of.Level), Name: relay.Visible(of.ID), Line: relay.Visible(of.Detail), Text: plain(of),
		})
	}
	return s.Write(w, "further case", "further cases")
}
