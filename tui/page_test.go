package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// drawn is a page at some width as plain text.
func drawn(t *theme, p *page, folds folding, w int) []string {
	var lines []string
	for _, l := range p.lines(folds, w) {
		lines = append(lines, ansi.Strip(t.drawLine(p, l, w, &search{})))
	}
	return lines
}

func TestPageLines(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	tests := map[string]struct {
		text string
		hang int
		w    int
		want []string
	}{
		"what fits stays whole":                   {"abc", 0, 3, []string{"abc"}},
		"what does not fit goes on below":         {"abcdefgh", 0, 3, []string{"abc", "def", "gh"}},
		"a hanging indent":                        {"name: abcdefghijklmnop", 6, 14, []string{"name: abcdefgh", "      ijklmnop"}},
		"an indent that leaves no room gives way": {"abcdefghijklmnopqrst", 9, 10, []string{"abcdefghij", "  klmnopqr", "  st"}},
		"wide characters are not cut":             {"東京東京", 0, 5, []string{"東京", "東京"}},
		"an accent stays on its letter":           {"abe\u0301cd", 0, 3, []string{"abe\u0301", "cd"}},
		"a character wider than the line":         {"東京", 0, 1, []string{"東", "京"}},
		"nothing":                                 {"", 0, 5, []string{""}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &page{rows: []pageRow{{text: test.text, hang: test.hang}}}
			if got := drawn(th, p, nil, test.w); strings.Join(got, "|") != strings.Join(test.want, "|") {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPageLinesKeepEverything(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	rapid.Check(t, func(t *rapid.T) {
		text := th.clean(rapid.String().Draw(t, "text"))
		w := rapid.IntRange(2, 40).Draw(t, "w")
		r := pageRow{text: text, hang: rapid.IntRange(0, 50).Draw(t, "hang")}
		whole, at := "", 0
		for _, l := range r.lines(nil, 0, w) {
			if l.from != at {
				t.Fatalf("a line begins at %d, the one before ended at %d", l.from, at)
			}
			at = l.to
			whole += text[l.from:l.to]
			if cells := width(r.indent(l, w) + text[l.from:l.to]); cells > w {
				t.Fatalf("%q is %d wide, want at most %d", text[l.from:l.to], cells, w)
			}
		}
		if whole != text {
			t.Fatalf("got %q, want %q", whole, text)
		}
	})
}

func TestCodeInks(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // each ink's letter below the text
		`  "name": "value",`:    `  kkkkkkddvvvvvvvd`,
		`  "na\"me": 12`:        `  kkkkkkkkddvv`,
		`    "text: no name"`:   `    vvvvvvvvvvvvvvv`,
		`  "list": [`:           `  kkkkkkddd`,
		`  },`:                  `  dd`,
		`"":é`:                  `vvvvv`,
		`  true,`:               `  vvvvd`,
		`"`:                     `v`,
		``:                      ``,
		`{`:                     `d`,
		`  "empty": {},`:        `  kkkkkkkddddd`,
		`  "half": "not closed`: `  kkkkkkddvvvvvvvvvvv`,
	}
	for text, want := range tests {
		got, at := "", 0
		for _, s := range codeInks(text) {
			got += strings.Repeat(map[ink]string{plainInk: "v", keyInk: "k", dimInk: "d"}[s.ink], max(s.end-at, 0))
			at = max(at, s.end)
		}
		indent := len(text) - len(strings.TrimLeft(text, " "))
		if got = strings.Repeat(" ", indent) + got[min(indent, len(got)):]; got != want {
			t.Errorf("%s\n%s, want\n%s", text, got, want)
		}
	}
}
