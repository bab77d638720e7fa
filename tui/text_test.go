package tui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		w    int
		want []string
	}{
		"what fits stays":                      {"ledgerhook deliveries export --format har", 41, []string{"ledgerhook deliveries export --format har"}},
		"a flag is not torn at its hyphens":    {"deliveries export --format har", 20, []string{"deliveries export", "--format har"}},
		"nor is a value":                       {"faults add bad-signature", 16, []string{"faults add", "bad-signature"}},
		"blanks inside a line stay":            {"--filter 'a  b' next", 16, []string{"--filter 'a  b'", "next"}},
		"a word that is too wide breaks":       {"id:dlv_1,dlv_2,dlv_3 --json", 10, []string{"id:dlv_1,d", "lv_2,dlv_3", "--json"}},
		"and what follows goes on behind it":   {"abcdefghijkl m", 10, []string{"abcdefghij", "kl m"}},
		"wide letters count as what they take": {"東京 東京", 5, []string{"東京", "東京"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := words(tt.text, tt.w)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			for _, line := range got {
				if width(line) > tt.w {
					t.Errorf("%q is wider than %d", line, tt.w)
				}
			}
		})
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	theme := newTheme(true, false)
	tests := map[string]struct {
		lines []string
		rows  int
		want  []string
	}{
		"what fits stays":                        {[]string{"one", "two"}, 2, []string{"one", "two"}},
		"the last line says that more follows":   {[]string{"one", "two", "three"}, 2, []string{"one", "two …"}},
		"a full line gives way to it":            {[]string{"one", "abcdefgh", "three"}, 2, []string{"one", "abcdefg…"}},
		"an almost full one too":                 {[]string{"abcdefg", "three"}, 1, []string{"abcdefg…"}},
		"there is a line even where no room is":  {[]string{"one", "two"}, 0, []string{"one …"}},
		"wide letters are not cut in the middle": {[]string{"東京東京", "three"}, 1, []string{"東京東…"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := strings.Join(tt.lines, "\n")
			if diff := cmp.Diff(tt.want, theme.head(tt.lines, tt.rows, 8)); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			if strings.Join(tt.lines, "\n") != before {
				t.Error("the lines that it was given were changed")
			}
		})
	}
}
