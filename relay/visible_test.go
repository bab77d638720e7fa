package relay_test

import (
	"testing"
	"unicode"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"plain text stays":        {"Paper Co, 12 €, 日本", "Paper Co, 12 €, 日本"},
		"an escape sequence":      {"\x1b[2J\x07", `\x1b[2J\x07`},
		"line ends and tabs":      {"a\r\n\tb", `a\r\n\tb`},
		"C1 controls":             {"\u009b31m", `\u009b31m`},
		"direction marks":         {"a\u202eb", `a\u202eb`},
		"invalid UTF-8":           {"a\xffb", `a\xffb`},
		"a real replacement sign": {"\uFFFD", "\uFFFD"},
		"beyond the first plane":  {"\U000e0001", `\ue0001`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := relay.Visible(tt.text); got != tt.want {
				t.Errorf("Visible = %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("\x1b]0;x\x07")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range relay.Visible(text) {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q came through as %q", r, relay.Visible(text))
			}
		}
	})
}
