package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

func TestBesideEachOther(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 8)
	blocks := []string{"one\n" + long + "\n", "two\nb\nc\n", "three\n"}
	pad := func(text string, to int) string { return text + strings.Repeat(" ", to-ansi.StringWidth(text)) }
	tests := map[string]struct {
		width int
		want  string
	}{
		"no terminal": {0, "one\n" + long + "\n\ntwo\nb\nc\n\nthree\n"},
		"too narrow":  {111, "one\n" + long + "\n\ntwo\nb\nc\n\nthree\n"},
		"two columns, and one below": {
			112, pad("one", 56) + "two\n" + pad(long[:54], 56) + "b\n" + pad(long[54:], 56) + "c\n\nthree\n",
		},
		"all of them": {
			400, pad("one", 133) + pad("two", 133) + "three\n" + pad(long, 133) + "b\n" + pad("", 133) + "c\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, besideEachOther(blocks, test.width)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
