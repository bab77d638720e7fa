package tui

import (
	"os"
	"strings"
	"testing"
)

// The keys that the README names do what it says, in the words of the help.
func TestREADME(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## The terminal UI\n")
	section, _, _ = strings.Cut(section, "\n## ")
	does := map[string]string{}
	keys := newKeyMap(newGlyphs(false))
	for _, where := range []scope{anywhere, inDeliveries} {
		for _, a := range newActions(keys) {
			if a.where == where {
				does[a.key.Help().Key] = a.does
			}
		}
	}
	rows := 0
	for line := range strings.SplitSeq(section, "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 2 || !strings.HasPrefix(line, "| `") {
			continue
		}
		rows++
		key, said := strings.Trim(cells[0], "| `"), strings.TrimSuffix(cells[1], " |")
		if want := does[key]; said != want {
			t.Errorf("of %s it says %q, the help %q", key, said, want)
		}
	}
	if rows < 10 {
		t.Errorf("%d keys are named", rows)
	}
}
