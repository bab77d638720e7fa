package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario/report"
	"github.com/ledgerhook/ledgerhook/relay"
)

// progress tells of scenarios as they end: a line each, and on a terminal a line that counts.
type progress struct {
	*testRun
	text  *report.Text
	total int
	ended int
	wrong int
	live  io.Writer // the terminal; nil: none
}

func (t *testRun) newProgress(scenarios []*scenario.Scenario) *progress {
	names := make([]string, len(scenarios))
	for i, s := range scenarios {
		names[i] = s.Name
	}
	t.names = max(t.names, report.NameWidth(names))
	p := &progress{testRun: t, text: t.text(), total: len(scenarios)}
	p.live = t.liveLine()
	p.count()
	return p
}

// liveLine is where a line that counts is drawn; nil where there is no terminal to draw it on.
func (a *app) liveLine() io.Writer {
	_, out := terminal(a.stdout)
	if _, is := terminal(a.stderr); is && out && !a.json && !a.quiet {
		return a.stderr
	}
	return nil
}

// text writes to standard output as its terminal wants it.
func (t *testRun) text() *report.Text {
	text := t.reportText()
	text.Names, text.Again = t.names, t.again
	return text
}

// reportText writes what came of scenarios to standard output as its terminal wants it.
func (a *app) reportText() *report.Text {
	text := &report.Text{W: a.stdout}
	if file, is := terminal(a.stdout); is {
		text.ASCII = !a.utf8()
		text.Colour = a.environ("NO_COLOR") == "" && a.environ("TERM") != "dumb"
		text.Width = widthOf(file)
	}
	return text
}

// widthOf is how wide a terminal is; zero where it does not say.
func widthOf(file *os.File) int {
	width, _, err := term.GetSize(file.Fd())
	if err != nil {
		return 0
	}
	return width
}

// done tells of one scenario. It is called by one at a time.
func (p *progress) done(r scenario.Result) {
	p.ended++
	if r.Verdict == scenario.Failed || r.Verdict == scenario.Errored {
		p.wrong++
	}
	p.clear()
	switch {
	case p.json:
		if err := p.printJSON(report.RowOf(&r, p.again(&r))); err != nil {
			fmt.Fprintln(p.stderr, "ledgerhook: "+err.Error())
		}
	case !p.quiet && r.Verdict != scenario.Skipped: // the summary counts them
		p.text.Line(&r)
	}
	p.count()
}

// count draws the line that counts.
func (p *progress) count() {
	if p.live == nil {
		return
	}
	line := fmt.Sprintf("[%s] %d/%d", strings.Repeat("#", barWidth*p.ended/max(p.total, 1))+strings.Repeat("-", barWidth-barWidth*p.ended/max(p.total, 1)), p.ended, p.total)
	if p.wrong > 0 {
		line += fmt.Sprintf("  %d failed", p.wrong)
	}
	fmt.Fprintf(p.live, "\r%s\x1b[K", line)
}

func (p *progress) clear() {
	if p.live != nil {
		fmt.Fprint(p.live, "\r\x1b[K")
	}
}

// again is the command that runs a scenario alone, as it was run here. It stands in reports, so that credentials in URLs do not.
func (t *testRun) again(r *scenario.Result) string {
	alone := *r
	flags := t.appFlags()
	if t.flags.shipped {
		alone.Path = ""
		flags = append([]string{"--shipped"}, flags...)
	}
	return report.Again(&alone, flags)
}

// appFlags are the flags that name the app, without credentials.
func (t *testRun) appFlags() []string {
	f := t.flags
	var flags []string
	add := func(flag, value string) {
		if value != "" {
			flags = append(flags, flag, value)
		}
	}
	add("--app", relay.MaskURL(f.app))
	add("--app-cmd", f.appCommand)
	if observed := f.observed; strings.HasPrefix(observed, "http://") || strings.HasPrefix(observed, "https://") {
		add("--observed", relay.MaskURL(observed))
	} else {
		add("--observed", observed)
	}
	if f.listen != anyListen {
		add("--listen", f.listen)
	}
	return flags
}
