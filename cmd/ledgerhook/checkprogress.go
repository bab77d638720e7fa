package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/check/report"
)

// checkProgress tells of cases as they end, and on a terminal of the one that runs.
type checkProgress struct {
	*checkRun
	text  *report.Text
	ended int
	live  io.Writer // the terminal; nil: none
}

func (c *checkRun) newCheckProgress() *checkProgress {
	p := &checkProgress{checkRun: c, text: c.checkText(), live: c.liveLine()}
	if !c.json && !c.quiet {
		traits := c.options.Dialect.Traits()
		p.text.Head(&check.Report{URL: relay.MaskURL(c.options.URL), Title: traits.Title, Seed: c.options.Seed, RunID: c.options.RunID})
	}
	return p
}

// checkText writes to standard output as its terminal wants it.
func (c *checkRun) checkText() *report.Text {
	text := &report.Text{W: c.stdout}
	for i := range c.cases {
		text.IDs = max(text.IDs, len(c.cases[i].ID))
	}
	if file, is := terminal(c.stdout); is {
		text.ASCII = !c.utf8()
		text.Colour = c.environ("NO_COLOR") == "" && c.environ("TERM") != "dumb"
		text.Width = widthOf(file)
	}
	return text
}

// begin draws the line of the case that runs.
func (p *checkProgress) begin(id string) {
	if p.live == nil || !p.applies(id) {
		return
	}
	full := barWidth * p.ended / len(p.cases)
	fmt.Fprintf(p.live, "\r[%s%s] %d/%d  %s\x1b[K", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), p.ended, len(p.cases), id)
}

// done tells of a case: with --quiet only where a rule was broken.
func (p *checkProgress) done(r check.Result) {
	if !p.applies(r.ID) {
		return
	}
	p.ended++
	p.clear()
	broken := r.Verdict == check.Fail || r.Verdict == check.Warn
	if !p.json && (!p.quiet || broken) {
		p.text.Case(&r)
	}
}

func (p *checkProgress) clear() {
	if p.live != nil {
		fmt.Fprint(p.live, "\r\x1b[K")
	}
}
