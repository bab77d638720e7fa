package relay_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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

func TestVisibleJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a":"Paper Co, 12 €, 日本"}`:                 `{"a":"Paper Co, 12 €, 日本"}`,
		"{\n  \"a\": \"\\u001b\"\n}\n":               "{\n  \"a\": \"\\u001b\"\n}\n",
		"{\"a\":\"\u009b31m\x7f\u202e\U000e0001€\"}": `{"a":"\u009b31m\u007f\u202e\udb40\udc01€"}`,
	} {
		if got := string(relay.VisibleJSON([]byte(text))); got != want {
			t.Errorf("VisibleJSON(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzVisibleJSON(f *testing.F) {
	f.Add("\u009b31m\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := json.Marshal(text, jsontext.AllowInvalidUTF8(true))
		if err != nil {
			t.Fatal(err)
		}
		shown := relay.VisibleJSON(quoted)
		for _, r := range string(shown) {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q came through as %q", text, shown)
			}
		}
		var back string
		if err := json.Unmarshal(shown, &back); err != nil || back != strings.ToValidUTF8(text, "\uFFFD") && !strings.Contains(text, "\uFFFD") && utf8.ValidString(text) {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
	})
}
