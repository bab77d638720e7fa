package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestFind(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows []string
		text string
		want []match
	}{
		"nothing is searched":             {[]string{"a"}, "", nil},
		"in every row, more than once":    {[]string{"abab", "", "xab"}, "ab", []match{{row: 0, from: 0, to: 2}, {row: 0, from: 2, to: 4}, {row: 2, from: 1, to: 3}}},
		"small letters find capitals":     {[]string{"Invoice"}, "invoice", []match{{to: 7}}},
		"capitals find capitals only":     {[]string{"invoice Invoice"}, "Invoice", []match{{from: 8, to: 15}}},
		"of other scripts":                {[]string{"MÜLLER"}, "ül", []match{{from: 1, to: 4}}},
		"where a small letter is longer":  {[]string{"İ x"}, "x", []match{{from: 3, to: 4}}},
		"a letter is found with accent":   {[]string{"caffe\u0301!"}, "fe", []match{{from: 3, to: 7}}},
		"what overlaps is found once":     {[]string{"aaa"}, "aa", []match{{to: 2}}},
		"dots and brackets are no regexp": {[]string{"a.c abc [x]"}, "a.c", []match{{to: 3}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &page{}
			for _, text := range test.rows {
				p.addText(text, plainInk)
			}
			if got, _ := find(p.rows, test.text); !slices.Equal(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	t.Run("no more than it keeps", func(t *testing.T) {
		t.Parallel()
		p := &page{}
		p.addText(strings.Repeat("a", 2*maxFound), plainInk)
		s := &search{text: "a"}
		if s.look(p, 0); len(s.found) != maxFound || s.position() != "1 of more than 10,000" {
			t.Errorf("%d found, %s", len(s.found), s.position())
		}
	})
}

func TestSearchGoesRound(t *testing.T) {
	t.Parallel()
	p := &page{}
	for _, text := range []string{"one a", "none", "two a a", "a"} {
		p.addText(text, plainInk)
	}
	s := &search{text: "a"}
	s.look(p, 1)
	var at []int
	for _, by := range []int{0, 1, 1, 1, 1, -1, -1, 6} {
		s.step(by)
		at = append(at, s.at)
	}
	if want := []int{1, 2, 3, 0, 1, 0, 3, 1}; !slices.Equal(at, want) {
		t.Errorf("stood on %v, want %v", at, want)
	}
	if s.look(p, 9); s.at != 0 {
		t.Errorf("behind the last one it stands on %d", s.at)
	}
	empty := &search{text: "zzz"}
	empty.look(p, 0)
	empty.step(1)
	if empty.current() != nil || empty.position() != "nothing found" {
		t.Errorf("stands on %v: %s", empty.current(), empty.position())
	}
}

func TestHighlightKeepsTheText(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	rapid.Check(t, func(t *rapid.T) {
		text := th.clean(rapid.StringOf(rapid.SampledFrom([]rune("abA \"{:é東e\u0301"))).Draw(t, "text"))
		w := rapid.IntRange(2, 12).Draw(t, "w")
		p := &page{}
		half := len(text) / 2
		for half > 0 && half < len(text) && text[half]&0xc0 == 0x80 {
			half++
		}
		p.rows = append(p.rows, pageRow{text: text, inks: []stretch{{half, okInk}}}, pageRow{text: text, code: true})
		p.add(th.ok.Render(text[:half]) + th.failed.Render(text[half:]))
		s := &search{text: rapid.SampledFrom([]string{"a", "b", "ab", "A", "é", "東", "e", "\""}).Draw(t, "search")}
		s.look(p, 0)
		got, marked := map[int]string{}, 0
		for _, l := range p.lines(nil, w) {
			line := th.drawLine(p, l, w, s)
			got[l.row] += ansi.Strip(line)
			marked += strings.Count(line, "\x1b[1;7;")
		}
		for row := range p.rows {
			if got[row] != text {
				t.Fatalf("row %d is drawn as %q, want %q", row, got[row], text)
			}
		}
		if len(s.found) > 0 && marked == 0 {
			t.Fatalf("%q is found in %q and not marked", s.text, text)
		}
	})
}
