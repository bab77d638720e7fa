package tui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// FuzzWidth holds width to what it is quicker than.
func FuzzWidth(f *testing.F) {
	for _, text := range []string{
		"", "word", "● delivered", "│ ▸ ● delivered fintoro    invoices.paid │", "\x1b[94m│\x1b[m \x1b[1mfintoro\x1b[m", "世界 wide", "e\u0301 and e\u0301e\u0301", "\u0301",
		"a\u0301\x1b[1m\u0301b", "👩‍👩‍👧 👍🏽x", "1\ufe0f\u20e3", "\u0d4e1", "\u06001", "é1é1é", "\x1b", "\x1b[", "\x1b[1", "\x1b]0;title\x07x", "a\x1bb", "tab\there", "\x7f", "\xff\xfe",
		"\u009b1mx", "\x9b1mx", "x\x9d0;y\x9cz", "🇩🇪🇫🇷x", "क\u094dष", "\u1100\u1161\u11a8", "\x1b[1é", "é\x1b[m", "\x1b[1\x00m",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := width(text), ansi.StringWidth(text); got != want {
			t.Errorf("%q takes %d cells, not %d", text, want, got)
		}
	})
}
