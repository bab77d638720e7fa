package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// pen draws text in one style. What Lip Gloss writes before and behind it is worked out once: doing so for each of the hundreds of
// pieces of a frame took a third of the UI's CPU.
type pen struct {
	lipgloss.Style
	before, after string
	whole         bool // any line of text is drawn by putting it between the two
}

func newPen(style lipgloss.Style) pen {
	const sample = "x x"
	p := pen{Style: style}
	p.before, p.after, p.whole = strings.Cut(style.Render(sample), sample)
	return p
}

// Render draws a text. It is lipgloss.Style's, and quicker on a single line.
func (p pen) Render(texts ...string) string {
	if len(texts) != 1 || !p.whole || strings.ContainsAny(texts[0], "\n\r\t") {
		return p.Style.Render(texts...)
	}
	if texts[0] == "" || p.before == "" {
		return texts[0]
	}
	return p.before + texts[0] + p.after
}
