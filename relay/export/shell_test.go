package export_test

import (
	"os/exec"
	"testing"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

func TestShellWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"http://127.0.0.1:3000/a": "http://127.0.0.1:3000/a",
		"":                        "''",
		"it's $HOME `id`":         `'it'\''s $HOME ` + "`id`'",
		"née €":                   "'née €'",
		"\x1b]0;title\a":          `$'\033]0;title\007'`,
		"a\nb\\'\x00":             `$'a\012b\\\''`,
		"\u202eevil":              `$'\342\200\256evil'`,
		"\xff":                    `$'\377'`,
	} {
		if got := export.ShellWord(word); got != want {
			t.Errorf("%q is %s, want %s", word, got, want)
		}
	}
}

// A shell reads every word back as it was.
func TestAShellReadsTheWord(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash, which alone is sure to know $'…'")
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOf(rapid.SampledFrom([]rune("ab'\"\\$`!*? \n\t\r\x1b\x7f\u202e€é7"))).Draw(t, "word")
		out, err := exec.Command(bash, "-c", "printf %s "+export.ShellWord(word)).Output()
		if err != nil || string(out) != word {
			t.Fatalf("%q became %q (%v)", word, out, err)
		}
	})
}
