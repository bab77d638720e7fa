package report

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Text writes a check for people, case by case as they end. Not safe for concurrent use.
type Text struct {
	W      io.Writer
	Colour bool
	ASCII  bool
	Width  int // of the terminal, in columns. Zero: 100. Less than 40 counts as 40
	IDs    int // how wide the column of ids is; zero: as wide as each

	group   string // that was written last
	why     string // of the skipped case that was written last; empty where another came behind it
	further int    // how many were skipped for the same reason since, and not written
	broken  []check.Result
}

// Head writes what is checked.
func (t *Text) Head(r *check.Report) {
	t.line(fmt.Sprintf("checking %s as %s · seed %d, run %s", relay.Visible(r.URL), r.Title, r.Seed, relay.Visible(r.RunID)))
}

// Case writes what came of a case: in a line where all is well, else with what was seen, whose rule it is, what to do, and
// the exchanges. Before the first of a group it writes the group's name. Of cases that are skipped for one reason it counts
// all but the first.
func (t *Text) Case(r *check.Result) {
	if r.Verdict == check.Skip && r.Detail == t.why && r.Detail != "" {
		t.further++
		return
	}
	t.flush()
	if g := group(r.ID); g != t.group {
		t.group = g
		fmt.Fprintf(t.W, "\n%s\n", t.paint(bold, relay.Visible(g)))
	}
	line := fmt.Sprintf("%s%s  %s", relay.Visible(r.ID), blanks(t.IDs-ansi.StringWidth(r.ID)), relay.Visible(r.Title))
	switch r.Verdict {
	case check.Pass:
		if r.Elapsed >= worthTelling {
			line += "  " + t.paint(dim, realText(r.Elapsed))
		}
	case check.Skip:
		line += " (skipped: " + relay.Visible(r.Detail) + ")"
		t.why = r.Detail
	case check.Fail, check.Warn:
		t.broken = append(t.broken, *r)
	}
	t.wrapped("  "+t.glyph(r.Verdict)+" ", "    "+blanks(t.IDs+2), line)
	if r.Verdict == check.Fail || r.Verdict == check.Warn {
		t.story(r)
	}
}

// worthTelling is how long a case that passed must have taken for that to be told. Source: our choice.
const worthTelling = 100 * time.Millisecond

// flush tells how many cases were skipped for the reason that was written last.
func (t *Text) flush() {
	if t.further > 0 {
		fmt.Fprintf(t.W, "    %s\n", t.paint(dim, "and "+relay.Counted(t.further, "more case")+" for the same reason"))
	}
	t.why, t.further = "", 0
}

// story writes what is to be known of a rule that was broken.
func (t *Text) story(r *check.Result) {
	code := red
	if r.Verdict == check.Warn {
		code = yellow
	}
	const margin, further = "      ", "        "
	t.wrapped(margin+t.paint(code, string(r.Verdict)+" ("+string(r.Level)+")")+": ", further, relay.Visible(r.Detail))
	t.wrapped(margin+t.paint(bold, "rule")+" ("+sourceText(r.Source)+"): ", further, relay.Visible(r.Rule))
	if r.Remedy != "" {
		t.wrapped(margin+t.paint(bold, "remedy")+": ", further, relay.Visible(r.Remedy))
	}
	limits := textBounds()
	for i := range r.Exchanges {
		if i == limits.exchanges {
			fmt.Fprintf(t.W, "%s%s more; --report FILE.json tells of them\n", margin, relay.Counted(len(r.Exchanges)-i, "exchange"))
			break
		}
		x := &r.Exchanges[i]
		t.wrapped(margin+t.paint(bold, "sent")+": ", further, relay.Visible(x.What))
		t.command(further, curl(&x.Sent, limits.sent))
		t.wrapped(margin+t.paint(bold, "came back")+": ", further, cameBack(x))
		for _, line := range answer(x.Response, limits) {
			fmt.Fprintln(t.W, strings.TrimRight(further+t.paint(dim, line), " "))
		}
	}
}

// command writes a command so that it can be copied: behind a margin, unless it goes over lines in which that would be part
// of what is sent.
func (t *Text) command(margin, command string) {
	lines := strings.Split(command, "\n")
	for _, line := range lines[:len(lines)-1] {
		if !strings.HasPrefix(line, "# ") && !strings.HasSuffix(line, ` \`) {
			margin = ""
		}
	}
	for _, line := range lines {
		fmt.Fprintf(t.W, "%s%s\n", margin, t.paint(dim, line))
	}
}

// Summary writes the last lines: where several rules were broken also which, since their stories are long.
func (t *Text) Summary(r *Report) {
	t.flush()
	if len(t.broken) > 1 {
		fmt.Fprintln(t.W)
	}
	for i := range t.broken {
		if of := &t.broken[i]; len(t.broken) > 1 {
			t.wrapped(t.glyph(of.Verdict)+" ", "    ", relay.Visible(of.ID)+": "+relay.Visible(of.Detail))
		}
	}
	code := green
	switch {
	case r.Broken():
		code = red
	case r.Count(check.Warn) > 0, r.Unfinished != "":
		code = yellow
	}
	fmt.Fprintln(t.W)
	t.line(t.paint(code, relay.Visible(r.Summary())))
	t.line(t.paint(dim, "to send the same again, to a receiver that has forgotten it: "+r.Repeat()))
}

// line writes a line of the whole, which goes over several on a terminal that is too narrow alone.
func (t *Text) line(text string) {
	if t.ASCII {
		text = strings.ReplaceAll(text, "·", "-")
	}
	if t.Width == 0 {
		fmt.Fprintln(t.W, text)
		return
	}
	t.wrapped("", "  ", text)
}

// wrapped writes a text behind its first words, and further lines of it behind a margin.
func (t *Text) wrapped(first, further, text string) {
	room := max(cmp.Or(t.Width, 100), 40)
	whole := first + tied(text)
	line, _, _ := strings.Cut(ansi.Wrap(whole, room, ""), "\n")
	fmt.Fprintln(t.W, untied(strings.TrimRight(line, " ")))
	rest := strings.TrimLeft(whole[len(line):], " ")
	if rest == "" {
		return
	}
	if ansi.StringWidth(further) > room/2 {
		further = "        "
	}
	for line := range strings.SplitSeq(ansi.Wrap(rest, room-ansi.StringWidth(further), ""), "\n") {
		fmt.Fprintln(t.W, further+untied(strings.TrimRight(line, " ")))
	}
}

// tie stands for a hyphen at which no line ends. It is no character, so that no text holds it that is safe to be shown.
const tie = "\ufdd0"

// tied keeps flags whole, which are there to be typed.
func tied(text string) string {
	return regexp.MustCompile(`--[a-z][a-z0-9-]*`).ReplaceAllStringFunc(text, func(flag string) string { return strings.ReplaceAll(flag, "-", tie) })
}

func untied(text string) string { return strings.ReplaceAll(text, tie, "-") }

// sourceText is who demands something, in words.
func sourceText(s check.Source) string {
	switch s {
	case check.Documented:
		return "the product's documentation"
	case check.ThirdParty:
		return "seen in others' code only"
	case check.Chosen:
		return "our choice where the product says nothing"
	case check.GoodPractice:
		return "good practice"
	}
	return relay.Visible(string(s))
}

// glyph tells a verdict, in its colour.
func (t *Text) glyph(v check.Verdict) string {
	shapes := map[check.Verdict][3]string{check.Pass: {"✓", "+", green}, check.Fail: {"✕", "x", red}, check.Warn: {"!", "!", yellow}, check.Skip: {"·", "-", dim}}
	of := shapes[v]
	if t.ASCII {
		return t.paint(of[2], of[1])
	}
	return t.paint(of[2], of[0])
}

// The colours of a terminal's own palette.
const (
	green  = "32"
	red    = "31"
	yellow = "33"
	dim    = "2"
	bold   = "1"
)

func (t *Text) paint(code, text string) string {
	if !t.Colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }
