package tui

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestSignatureBlock(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	body := []byte(`{"a":1}`)
	tests := map[string]struct {
		proof *proof
		want  string
	}{
		"it is being read":  {&proof{reading: true}, "Signature  reading…\n\n"},
		"it cannot be read": {&proof{err: &control.Error{Detail: "no such attempt"}}, "Signature  cannot be told: no such attempt\n\n"},
		"right over the body": {&proof{signature: control.Signature{
			Verdict: "right", Algorithm: "HMAC-SHA256, hex", Key: "the secret", SignedBytes: "the raw body", SignedText: string(body),
			Headers: []control.SignatureHeader{{Name: "x-sig", Sent: "abcd", Expected: "abcd", Matches: true}},
		}}, `Signature  ✓ right   HMAC-SHA256, hex
key       the secret
covers    the raw body: the body, whole, 7 bytes
✓ x-sig
  sent    abcd

`},
		"right over a long body": {&proof{signature: control.Signature{Verdict: "unknown", SignedText: `{"a"`, SignedTruncated: 3}}, `Signature  ? unknown
covers    the body, whole, 7 bytes

`},
		"wrong from a character on": {&proof{signature: control.Signature{
			Verdict: "wrong", SignedBytes: "id, time and body", SignedText: `evt_1.1777887001.{"a":1}`,
			Headers: []control.SignatureHeader{{Name: "x-sig", Sent: "abéd", Expected: "abée"}, {Name: "x-key", Sent: ""}},
			Mistake: &control.Mistake{Sentence: "the body was changed", Remedy: "sign what is sent"}, Line: "not shown",
		}}, `Signature  ✕ wrong
covers    id, time and body
          evt_1.1777887001.(7 bytes of body)
✕ x-sig
  sent    abéd
  right   abée
          differs from character 4 on
✕ x-key
  sent    nothing
mistake   the body was changed
remedy    sign what is sent

`},
		"injected": {&proof{signature: control.Signature{Verdict: "wrong", Line: "injected: bad-signature", SignedText: "one\ntwo", SignedTruncated: 9}}, `Signature  ✕ wrong
          one
          two
          9 more bytes are not shown
injected: bad-signature

`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &page{}
			th.addSignature(p, test.proof, body, 60)
			if got := drawnPage(th, p, 60); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	t.Run("bytes that are no text are dumped, and no more than a few", func(t *testing.T) {
		t.Parallel()
		p := &page{}
		th.addSigned(p, &control.Signature{SignedBase64: "AAEC/wAB" + strings.Repeat("AAEC", 400)}, body, 60)
		if len(p.rows) != maxSignedLines || !strings.HasPrefix(p.rows[0].text, "00000000  00 01 02 ff") {
			t.Errorf("%d rows: %q", len(p.rows), p.rows[0].text)
		}
	})
}

func TestSamePrefix(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abd", 2}, {"abc", "ab", 2}, {"ab", "abc", 2}, {"é", "è", 0}, {"aé1", "aé2", 3}, {"x", "y", 0}, {"x", "", 0}} {
		if got := samePrefix(test.a, test.b); got != test.want {
			t.Errorf("%q and %q: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
