// Package github writes what GitHub Actions reads of a run: annotations, and the summary of a job. It knows nothing of what is
// reported, and imports only the standard library.
package github

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// Annotation is a workflow command that shows a text beside a run, or at a line of a file. What is in it must be visible text.
// Source: vendor documentation, workflow commands.
type Annotation struct {
	Level   string // error or warning
	At      *Place // nil: beside the run
	Title   string
	Message string // may have several lines
}

// Place is a place in a file.
type Place struct {
	File         string
	Line, Column int // from 1; zero: not known
}

// String is the command, with its line end.
func (a Annotation) String() string {
	return fmt.Sprintf("::%s %stitle=%s::%s\n", a.Level, a.At.properties(), property(a.Title), message(a.Message))
}

func (p *Place) properties() string {
	switch {
	case p == nil:
		return ""
	case p.Line == 0:
		return "file=" + property(p.File) + ","
	}
	return fmt.Sprintf("file=%s,line=%d,col=%d,", property(p.File), p.Line, p.Column)
}

// message escapes what a command says: line ends begin another command, and % the escapes themselves.
func message(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes a value of a command's properties.
func property(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}

// maxSummary bounds the job's summary: GitHub takes 1 MiB a step. Source: vendor documentation.
const maxSummary = 1000 << 10

// Summary is a job's summary as it grows. The zero Summary is empty. It is for one goroutine.
type Summary struct {
	b    strings.Builder
	left int // sections that did not fit
}

// Heading adds one. It must hold nothing from outside.
func (s *Summary) Heading(text string) { fmt.Fprintf(&s.b, "### %s\n", text) }

// Section is a part that can be folded. All but Lead may come from outside, as visible text: it is escaped.
type Section struct {
	Open             bool
	Lead, Name, Line string // of the line that stays: lead, the name in bold, a colon, the rest
	Text             string // shown as it is
}

// Add adds a section, or counts it where it would not fit.
func (s *Summary) Add(section Section) {
	open := ""
	if section.Open {
		open = " open"
	}
	// A blank line around <pre> lets it be a block of its own: in that of <details>, Markdown would begin at the first blank line.
	text := fmt.Sprintf("\n<details%s><summary>%s <b>%s</b>: %s</summary>\n\n<pre>%s</pre>\n\n</details>\n",
		open, section.Lead, html.EscapeString(section.Name), html.EscapeString(section.Line), html.EscapeString(section.Text))
	if s.b.Len()+len(text) > maxSummary {
		s.left++
		return
	}
	s.b.WriteString(text)
}

// Write writes the summary as Markdown, and how many sections were left out, by what one and several of them are called.
func (s *Summary) Write(w io.Writer, one, many string) error {
	text := s.b.String()
	switch s.left {
	case 0:
	case 1:
		text += fmt.Sprintf("\n1 %s not shown here.\n", one)
	default:
		text += fmt.Sprintf("\n%d %s not shown here.\n", s.left, many)
	}
	_, err := io.WriteString(w, text)
	return err
}
