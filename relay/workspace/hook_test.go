package workspace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHooksAreRead(t *testing.T) {
	t.Parallel()
	const text = `relay:
  books:
    provider: fintoro
    secret: ${BOOKS}
    old-secrets: gone
    to: http://127.0.0.1:3000/a
    resign: true
  money:
    provider: moneybird
    secret: s1
    secret2: s2
    webhook-token: tok
    old-secrets: [o1, "${OLD:-o2}"]
    to: [http://127.0.0.1:3000/b, mock]
    retry: [5s, 5m]
    rate: 2.5
    concurrency: 3
    ordered: true
  documents: {provider: finpilo, to: mock, sync: true, forward-unverified: true}
`
	file, err := Decode("l.yaml", []byte(text), variables(map[string]string{"BOOKS": "s3cret"}))
	if err != nil {
		t.Fatal(err)
	}
	plain := func(text string) Text { return Text{text, text} }
	want := []Hook{
		{declared: declared{Name: "books"}, Provider: "fintoro", Secret: Secret{"s3cret"}, OldSecrets: []Secret{{"gone"}}, To: []Text{plain("http://127.0.0.1:3000/a")}, Resign: true},
		{
			declared: declared{Name: "money"}, Provider: "moneybird", Secret: Secret{"s1"}, Secret2: Secret{"s2"}, WebhookToken: Secret{"tok"},
			OldSecrets: []Secret{{"o1"}, {"o2"}}, To: []Text{plain("http://127.0.0.1:3000/b"), plain("mock")},
			Retry: "5s,5m", Rate: 2.5, Concurrency: 3, Ordered: true,
		},
		{declared: declared{Name: "documents"}, Provider: "finpilo", To: []Text{plain("mock")}, Sync: true, ForwardUnverified: true},
	}
	if diff := cmp.Diff(want, file.Hooks, append(sameFile(), cmp.AllowUnexported(Hook{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := fmt.Sprintf("%v %+v %#v", file.Hooks, file.Hooks, file.Hooks); strings.Contains(got, "s3cret") || strings.Contains(got, "gone") {
		t.Errorf("a print shows a secret: %s", got)
	}
	if got := file.Hooks[0].Mistake("to", "it is wrong", "").Error(); got != "l.yaml:6:9: it is wrong" {
		t.Errorf("a mistake is at %q", got)
	}
}

func TestMistakesInHooks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"no provider":   {"relay:\n  a: {to: mock}", "l.yaml:2:3: hook a names no provider (such as provider: fintoro)"},
		"a wrong key":   {"relay:\n  a: {provder: fintoro}", `l.yaml:2:7: hook a knows no "provder" (did you mean provider?)`},
		"underscores":   {"relay:\n  a: {forward_unverified: true}", `l.yaml:2:7: hook a knows no "forward_unverified" (did you mean forward-unverified?)`},
		"an empty list": {"relay:\n  a: {to: []}", "l.yaml:2:11: to is an empty list (leave it out, or name one)"},
		"no variable":   {"relay:\n  a: {secret: '${NOT}'}", "l.yaml:2:15: secret: the variable NOT is not set (export NOT=…, or write ${NOT:-default})"},
		"a bare URL": {
			"relay:\n  a: {to: [http://127.0.0.1:3000/a, mock]}", "l.yaml:2:12: to must be text, not fields (put it in quotes)",
		},
		"fields for a text": {"relay:\n  a: {to: {b: c}}", "l.yaml:2:11: to must be text, not fields"},
		"a number":          {"relay:\n  a: {to: [1]}", "l.yaml:2:12: to must be text, not a number (put it in quotes)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode("l.yaml", []byte(test.text), variables(nil))
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// Hooks that merely stand elsewhere in the file are the same.
func TestSameHooks(t *testing.T) {
	t.Parallel()
	const before = "relay:\n  a: {provider: fintoro, secret: s, to: mock}\n"
	tests := map[string]struct {
		text string
		want bool
	}{
		"as it was":      {before, false},
		"further down":   {"\n# later\n" + before, false},
		"another secret": {strings.Replace(before, "secret: s", "secret: t", 1), true},
		"another target": {strings.Replace(before, "mock", "http://127.0.0.1:1", 1), true},
		"gone":           {"faults: {}", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := func(text string) []Hook {
				file, err := Decode("l.yaml", []byte(text), variables(nil))
				if err != nil {
					t.Fatal(err)
				}
				return file.Hooks
			}
			if got := !sameHooks(read(before), read(test.text)); got != test.want {
				t.Errorf("changed: %v, want %v", got, test.want)
			}
		})
	}
}
