package workspace

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// Whatever the bytes: no panic, a mistake that names its file and holds no byte that drives a terminal, and what is taken is
// within bounds.
func FuzzDecode(f *testing.F) {
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, seed := range []string{
		"", "{", "[[[[", "a: &a [*a]", "a: b\na: c", "? a\n: b", "- - - -", "serve: {a: [1, 2]}", "--- \n---\n", "%YAML 1.2\n---\n", "a: !!x y",
		"subscriptions: {a: {provider: x, url: ${X:-y}, events: [a], retry: [1s]}}", "faults: {a: {fault: x=y, chance: 1e3}}", "a: |\n  b\n", "\"\\x1b\": \u202e", "a: >-\n\n\n b",
		"serve: {<<: *x}", "&a &b c", "*a", "serve:\n - a\n -", "a: 'b", "\r\r\n:", "#", "subscriptions:\n  a: &b\n  c: *b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Decode("l.yaml", text, func(name string) string { return strings.Repeat("v", len(name)%3) })
		if err != nil {
			shown := err.Error()
			if !strings.HasPrefix(shown, "l.yaml") || !utf8.ValidString(shown) || len(shown) > 2000 {
				t.Errorf("the error is %q", shown)
			}
			if strings.ContainsFunc(shown, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("the error %q is not safe to print", shown)
			}
			return
		}
		if n := len(file.Settings) + len(file.Subscriptions) + len(file.Faults); n > strictyaml.MaxValues {
			t.Errorf("%d entries", n)
		}
		for i := range file.Subscriptions {
			_, _ = file.Subscriptions[i].creation(), file.Subscriptions[i].update()
			_ = file.Subscriptions[i].target()
		}
	})
}
