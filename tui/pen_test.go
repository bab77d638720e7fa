package tui

import (
	"testing"

	"charm.land/lipgloss/v2"
)

func TestPenDrawsAsLipGlossDoes(t *testing.T) {
	t.Parallel()
	for name, style := range map[string]lipgloss.Style{
		"no style":       lipgloss.NewStyle(),
		"bold":           lipgloss.NewStyle().Bold(true),
		"colour":         lipgloss.NewStyle().Foreground(lipgloss.Color("12")),
		"colour of 256":  lipgloss.NewStyle().Foreground(lipgloss.Color("245")).Faint(true),
		"bold, reversed": lipgloss.NewStyle().Foreground(lipgloss.Color("9")).Bold(true).Reverse(true),
		"underlined":     lipgloss.NewStyle().Foreground(lipgloss.Color("11")).Underline(true),
	} {
		p := newPen(style)
		for _, text := range []string{" ", "word", "two words", " ✕ wide 世界 ", "two\nlines", "a\ttab", "a\r\nbreak", "\x1b[1mstyled\x1b[m already"} {
			if got, want := p.Render(text), style.Render(text); got != want {
				t.Errorf("%s: %q is drawn as %q, not %q", name, text, got, want)
			}
		}
		if got := p.Render(""); got != "" {
			t.Errorf("%s: nothing is drawn as %q", name, got)
		}
		if got, want := p.Render("one", "two"), style.Render("one", "two"); got != want {
			t.Errorf("%s: two texts are drawn as %q, not %q", name, got, want)
		}
	}
}
