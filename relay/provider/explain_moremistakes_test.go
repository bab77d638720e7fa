package provider_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ledgerhook/ledgerhook/relay"
)

// manySigns has what charsets, forms and escapes treat in different ways.
const manySigns = `{"name":"Café & Söhne = ok","share":"21% +3 %41","url":"http://a.b/c","z":1,"a":2}`

// What is made of a body on the way to the HMAC.
func TestExplainChangedBodies(t *testing.T) {
	t.Parallel()
	latin := strings.NewReplacer("é", "\xe9", "ö", "\xf6").Replace(manySigns)
	var wide []byte
	for _, unit := range utf16.Encode([]rune(manySigns)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	sum := sha256.Sum256([]byte(manySigns))
	name, value, _ := strings.Cut(manySigns[:strings.Index(manySigns, "&")], "=")
	tests := map[string]struct{ id, words, body string }{
		"written as Latin-1":   {"wrong-charset", "Latin-1", latin},
		"read as Windows-1252": {"wrong-charset", "", strings.NewReplacer("é", "Ã©", "ö", "Ã¶").Replace(manySigns)},
		"UTF-16":               {"wrong-charset", "UTF-16, little", string(wide)},
		"? for every byte":     {"wrong-charset", "every byte", strings.NewReplacer("é", "??", "ö", "??").Replace(manySigns)},
		"left out":             {"wrong-charset", "without what is not", strings.NewReplacer("é", "", "ö", "").Replace(manySigns)},
		"decoded":              {"url-decoded-body", "%XX decoded", strings.Replace(manySigns, "%41", "A", 1)},
		"decoded with +":       {"url-decoded-body", "blank for every +", strings.NewReplacer("%41", "A", "+", " ").Replace(manySigns)},
		"encoded":              {"url-encoded-body", "query", url.QueryEscape(manySigns)},
		"a form's first name":  {"form-parsed-body", "first name", name + value},
		"keys in order":        {"keys-reordered", "alphabetical", `{"a":2,"name":"Café & Söhne = ok","share":"21% +3 %41","url":"http://a.b/c","z":1}`},
		"slashes escaped":      {"json-escaped", "escaped", strings.ReplaceAll(manySigns, "/", `\/`)},
		"other than ASCII":     {"json-escaped", "escaped", strings.NewReplacer("é", `\u00e9`, "ö", `\u00f6`).Replace(manySigns)},
		"its SHA-256":          {"hashed-body", "in hex", hex.EncodeToString(sum[:])},
		"cut by characters":    {"truncated-body", "its length was counted", manySigns[:len(manySigns)-2]},
	}
	for product, p := range signers(t) {
		p.body = []byte(manySigns)
		for what, tt := range tests {
			t.Run(product+" "+what, func(t *testing.T) {
				t.Parallel()
				e := p.explainComputed(t, p.encode(p.mac(p.text([]byte(tt.body)), p.key)))
				p.wantsMistake(t, &e, tt.id, tt.words)
			})
		}
	}
}

// A receiver that gets a compressed body signs it decompressed; or a proxy compressed what was signed.
func TestExplainCompressedBody(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(manySigns)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, p := range signers(t) {
		value := p.encode(p.mac(p.text([]byte(manySigns)), p.key))
		p.body = zipped.Bytes()
		e := p.explainComputed(t, value)
		p.wantsMistake(t, &e, "decompressed-body", "after it was decompressed")
		e = p.explainHeaders(t, p.headers(p.wrap(value)))
		p.wantsMistake(t, &e, "compressed-body", "on the way")

		p.body = []byte(manySigns) // what was signed is gone
		gone := append(p.headers(p.wrap(p.encode(p.mac(p.text(zipped.Bytes()), p.key)))), relay.Header{Name: "content-encoding", Value: "gzip"})
		e = p.explainHeaders(t, gone)
		if e.Mistake != nil || !strings.Contains(e.Line(), "the body was compressed, and these bytes are not") {
			t.Errorf("%s: %s", p.name, e.Line())
		}
	}
}

// What stands around the body in the text that is signed.
func TestExplainChangedTexts(t *testing.T) {
	t.Parallel()
	lead := func(separator string, parts ...string) string { return strings.Join(parts, separator) + separator }
	for _, name := range []string{"moneybird", "bookkeeper"} {
		p := signers(t)[name]
		parts := func(time string) []string {
			if name == "bookkeeper" {
				return []string{p.id, time}
			}
			return []string{time}
		}
		for text, want := range map[string][2]string{
			lead(":", parts(p.time)...) + string(p.body):                              {"signed-wrong-separator", ":"},
			lead("\n", parts(p.time)...) + string(p.body):                             {"signed-wrong-separator", "<line feed>"},
			lead(".", parts(p.time+"000")...) + string(p.body):                        {"signed-milliseconds", "milliseconds"},
			lead(".", parts("2026-05-04T09:30:01.000Z")...) + string(p.body):          {"timestamp-reformatted", "2026-05-04T09:30:01.000Z"},
			lead(".", parts("2026-05-04T09:30:01.0000000+00:00")...) + string(p.body): {"timestamp-reformatted", "0000000+00:00"}, // C#'s "o"
			lead(".", parts(p.time+".0")...) + string(p.body):                         {"timestamp-reformatted", "floating"},
			lead(".", parts("t="+p.time)...) + string(p.body):                         {"timestamp-reformatted", "with t="},
			string(p.body) + "." + p.time:                                             {"signed-body-first", "behind"},
		} {
			e := p.explainComputed(t, p.encode(p.mac([]byte(text), p.key)))
			p.wantsMistake(t, &e, want[0], want[1])
		}
	}
	p := signers(t)["bookkeeper"]
	e := p.explainComputed(t, p.encode(p.mac([]byte(p.time+"."+p.id+"."+string(p.body)), p.key)))
	p.wantsMistake(t, &e, "signed-timestamp-id", "timestamp.id.body")
}

// How a digest is written by hand.
func TestExplainHexByHand(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		if name == "bookkeeper" {
			continue
		}
		var dashed, bare []string
		for n := 0; !slices.ContainsFunc(bare, func(digits string) bool { return len(digits) == 1 }); n++ { // until a byte is below 16
			p.body = fmt.Appendf(nil, `{"n":%d}`, n)
			dashed, bare = nil, nil
			for _, b := range p.mac(p.text(p.body), p.key) {
				dashed, bare = append(dashed, fmt.Sprintf("%02X", b)), append(bare, fmt.Sprintf("%x", b))
			}
		}
		e := p.explainComputed(t, strings.Join(dashed, "-"))
		p.wantsMistake(t, &e, "hex-with-dashes", "BitConverter")
		e = p.explainComputed(t, strings.Join(bare, ""))
		p.wantsMistake(t, &e, "hex-without-zeros", "zeros")
		e = p.explainComputed(t, p.encode(p.mac(p.text(p.body), []byte(utf16Text(p.secrets[0])))))
		p.wantsMistake(t, &e, "secret-utf16", "UTF-16")
	}
}

// Hex with 0x before it, or with something between its bytes, is read as hex wherever it stands.
func TestExplainHexWithMarks(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		id := map[bool]string{true: "hex-for-base64"}[name == "bookkeeper"]
		for n := 0; p.mac(p.text(p.body), p.key)[0] != 0; n++ { // until a number would lose its zeros
			p.body = fmt.Appendf(nil, `{"n":%d}`, n)
		}
		sum := p.mac(p.text(p.body), p.key)
		for value, want := range map[string][2]string{
			fmt.Sprintf("%#x", sum):                               {"hex-with-0x", "0x before it"},
			fmt.Sprintf("0X%X", sum):                              {"hex-with-0x", "0x before it"},
			fmt.Sprintf("%#x", new(big.Int).SetBytes(sum)):        {"hex-with-0x", "0x before it"},
			fmt.Sprintf("% x", sum):                               {"hex-separated", "between its bytes"},
			strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":"): {"hex-separated", "between its bytes"},
		} {
			want[0] = cmp.Or(id, want[0])
			e := p.explainComputed(t, value)
			p.wantsMistake(t, &e, want[0], want[1])
			e = p.explainHeaders(t, p.headers(p.wrap(value)))
			p.wantsMistake(t, &e, want[0], want[1])
		}
	}
}

func utf16Text(text string) string {
	var wide []byte
	for _, r := range text {
		wide = append(wide, byte(r), byte(r>>8))
	}
	return string(wide)
}

// A large body is tried at the usual limits, which are named.
func TestExplainBodyCutAtALimit(t *testing.T) {
	t.Parallel()
	p := signers(t)["fintoro"]
	p.body = []byte(`{"a":"` + strings.Repeat("x", 110_000) + `"}`)
	for n, words := range map[int]string{100 << 10: "100 kB, the limit of Express"} {
		e := p.explainComputed(t, hexOf(p.secrets[0], p.body[:n]))
		p.wantsMistake(t, &e, "truncated-body", words)
	}
}
