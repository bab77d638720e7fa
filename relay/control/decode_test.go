package control

import (
	"strings"
	"testing"
)

// What is wrong with a body is told in words of JSON.
func TestDecodeSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"nothing wrong":       {`{"provider":"fintoro","type":"invoices.paid"}`, ""},
		"a wrongly cased key": {`{"Provider":"fintoro"}`, `the key "Provider" is unknown; did you mean provider`},
		"a misspelt key":      {`{"provder":"fintoro"}`, `the key "provder" is unknown; did you mean provider`},
		"an unknown key":      {`{"zzzzzzzz":1}`, `the key "zzzzzzzz" is unknown`},
		"a key twice":         {`{"type":"a","type":"b"}`, `the key "type" is a duplicate`},
		"a byte order mark":   {"\xef\xbb\xbf{}", "the body begins with a byte order mark"},
		"another kind":        {`{"type":1}`, `there is a number where something else belongs at "/type"`},
		"no object":           {`[]`, "there is a list where something else belongs"},
		"invalid UTF-8":       {"{\"type\":\"\xff\"}", `the body is not valid JSON: invalid UTF-8 at "/type", at byte 9`},
		"cut off":             {`{"type"`, `the body is not valid JSON: unexpected EOF at "/type", at byte 7`},
		"something behind it": {`{} {}`, "the body is not valid JSON: invalid character '{' after top-level value, at byte 3"},
		"a time that is none": {`{"occurred_at":"soon"}`, `at "/occurred_at"`},
		"a deep path":         {`{"data":` + strings.Repeat(`[`, 200_000), "the body is not valid JSON: exceeded max depth at \"/data/0/0/"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var request PublishRequest
			got := ""
			if err := decode([]byte(tt.body), &request); err != nil {
				got = err.Error()
			}
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("told %q, want %q", got, tt.want)
			}
			if strings.Contains(got, "Go ") || strings.Contains(got, "control.") || len(got) > 300 {
				t.Errorf("it speaks of our code, or at length: %q", got)
			}
		})
	}
}
