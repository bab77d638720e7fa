package tui

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestSanitize(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want, ascii string }{
		"plain text stays":                       {"invoices.paid ~ {}", "invoices.paid ~ {}", "invoices.paid ~ {}"},
		"letters of other scripts stay":          {"Müller 東京", "Müller 東京", `M\u00fcller \u6771\u4eac`},
		"an escape sequence is shown":            {"\x1b[2J\x1b[31mred", "^[[2J^[[31mred", "^[[2J^[[31mred"},
		"a title of the window is shown":         {"\x1b]0;owned\x07", "^[]0;owned^G", "^[]0;owned^G"},
		"a clipboard write is shown":             {"\x1b]52;c;aGk=\x1b\\", `^[]52;c;aGk=^[\`, `^[]52;c;aGk=^[\`},
		"CR, LF, tab, backspace, NUL and DEL":    {"a\r\n\tb\x08\x00\x7f", "a^M^J^Ib^H^@^?", "a^M^J^Ib^H^@^?"},
		"a C1 control in UTF-8":                  {"\u009b31m", `\u009b31m`, `\u009b31m`},
		"a C1 control as a bare byte":            {"\x9b31m", `\x9b31m`, `\x9b31m`},
		"bytes that are no UTF-8":                {"a\xff\xc3(", `a\xff\xc3(`, `a\xff\xc3(`},
		"a lone surrogate's bytes":               {"\xed\xa0\x80", `\xed\xa0\x80`, `\xed\xa0\x80`},
		"bidi overrides and isolates":            {"a\u202egnp.exe\u2066b\u200f", `a\u202egnp.exe\u2066b\u200f`, `a\u202egnp.exe\u2066b\u200f`},
		"zero-width characters and a BOM":        {"a\u200bb\u200d\ufeff", `a\u200bb\u200d\ufeff`, `a\u200bb\u200d\ufeff`},
		"line and paragraph separators":          {"a\u2028b\u2029", `a\u2028b\u2029`, `a\u2028b\u2029`},
		"a soft hyphen and a filler":             {"a\u00adb\u3164", `a\u00adb\u3164`, `a\u00adb\u3164`},
		"tag characters":                         {"a\U000e0041", `a\U000e0041`, `a\U000e0041`},
		"variation selectors":                    {"❤\ufe0f", `❤\ufe0f`, `\u2764\ufe0f`},
		"private use and unassigned":             {"\ue000\U0003fffe", `\ue000\U0003fffe`, `\ue000\U0003fffe`},
		"an accent stays on its letter":          {"e\u0301", "e\u0301", `e\u0301`},
		"accents beyond two are shown":           {"e\u0301\u0302\u0303\u0304", "e\u0301\u0302" + `\u0303\u0304`, `e\u0301\u0302\u0303\u0304`},
		"an accent at the start is shown":        {"\u0301e", `\u0301e`, `\u0301e`},
		"an accent behind a control is shown":    {"\x1b\u0301", `^[\u0301`, `^[\u0301`},
		"the replacement character itself stays": {"\ufffd", "\ufffd", `\ufffd`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := sanitize(test.text, false); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := sanitize(test.text, true); got != test.ascii {
				t.Errorf("with ASCII only: got %q, want %q", got, test.ascii)
			}
		})
	}
}

func FuzzSanitize(f *testing.F) {
	for _, seed := range []string{"\x1b[2J", "\x1b]52;c;x\x07", "\u009b", "\x9b", "\u202e", "e\u0301\u0301\u0301", "\xff", "東京", "\U000e0041", "👩\u200d🚀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := sanitize(text, false)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is no UTF-8", got)
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) {
				t.Fatalf("%q holds %U", got, r)
			}
		}
		if ansi.Strip(got) != got {
			t.Fatalf("%q drives a terminal", got)
		}
		if again := sanitize(got, false); again != got {
			t.Fatalf("%q becomes %q when it is made safe again", got, again)
		}
		for i := range len(sanitize(text, true)) {
			if c := sanitize(text, true)[i]; c < 0x20 || c > 0x7e {
				t.Fatalf("%q is not ASCII", sanitize(text, true))
			}
		}
		theme := newTheme(true, false)
		for _, w := range []int{0, 1, 2, 3, 7, 20} {
			for _, cell := range []string{theme.fit(got, w), theme.fitLeft(got, w), theme.fitRight(got, w)} {
				if width(cell) != w {
					t.Fatalf("%q is %d wide, want %d", cell, width(cell), w)
				}
			}
			for _, line := range slices.Concat(wrap(got, w), prose(got, w), words(got, w)) {
				if w >= 2 && width(line) > w || strings.Contains(line, "\n") {
					t.Fatalf("%q is %d wide, want at most %d", line, width(line), w)
				}
			}
		}
	})
}
