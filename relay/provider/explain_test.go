package provider_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// signer is a product's scheme as this test knows it, by its own code, with the secrets and bodies of the vectors.
type signer struct {
	name     string
	body     []byte
	id, time string
	secrets  []string
	old      string
	header   string
	key      []byte // of the first header
	text     func(body []byte) []byte
	encode   func(digest []byte) string
	wrap     func(signature string) string // as the header has it
}

func (p *signer) mac(text, key []byte) []byte { return macOf(sha256.New, key, text) }

func macOf(new func() hash.Hash, key, text []byte) []byte {
	m := hmac.New(new, key)
	m.Write(text)
	return m.Sum(nil)
}

// headers are those of a request with this value as its signature.
func (p *signer) headers(value string) []relay.Header {
	h := []relay.Header{{Name: "Content-Type", Value: "application/json"}, {Name: strings.ToUpper(p.header), Value: value}}
	switch p.name {
	case "fintoro", "bookkeeper":
		h = append(h, relay.Header{Name: "webhook-id", Value: p.id}, relay.Header{Name: "webhook-timestamp", Value: p.time})
	case "moneybird":
		h = append(h, relay.Header{Name: "Idempotency-Key", Value: p.id})
	}
	return h
}

func (p *signer) right() string { return p.wrap(p.encode(p.mac(p.text(p.body), p.key))) }

func (p *signer) presented(headers []relay.Header) relay.Presented {
	return relay.Presented{Provider: p.name, Body: p.body, Headers: headers, Secrets: p.secrets, Old: []string{p.old}}
}

func (p *signer) explainHeaders(t testing.TB, headers []relay.Header) relay.Explanation {
	t.Helper()
	return p.explain(t, p.presented(headers))
}

// explainComputed explains a value that a receiver computed for a request that is right.
func (p *signer) explainComputed(t testing.TB, computed string) relay.Explanation {
	t.Helper()
	in := p.presented(p.headers(p.right()))
	in.Computed = computed
	return p.explain(t, in)
}

func (p *signer) explain(t testing.TB, in relay.Presented) relay.Explanation {
	t.Helper()
	e, err := provider.Explainer{}.Explain(in)
	if err != nil {
		t.Fatal(err)
	}
	checkExplanation(t, &in, &e)
	return e
}

// checkExplanation holds every explanation to what all must be: one line, and no secret in it.
func checkExplanation(t testing.TB, in *relay.Presented, e *relay.Explanation) {
	t.Helper()
	text := e.Line() + e.SignedBytes + e.Key + e.Untried
	if e.Mistake != nil {
		if e.Mistake.ID == "" || e.Mistake.Sentence == "" || e.Mistake.Remedy == "" {
			t.Errorf("a mistake without name, sentence or remedy: %+v", e.Mistake)
		}
		text += e.Mistake.ID + e.Mistake.Sentence + e.Mistake.Remedy
	}
	if strings.ContainsAny(text, "\n\r\x1b") {
		t.Errorf("more than a line: %q", text)
	}
	for _, secret := range append(slices.Clone(in.Secrets), in.Old...) {
		bare := strings.TrimPrefix(strings.TrimPrefix(secret, "whsec_fintoro_"), "whsec_")
		if len(bare) > 8 && strings.Contains(text, bare) {
			t.Errorf("a secret is in it: %q", text)
		}
	}
}

func (p *signer) wantsMistake(t testing.TB, e *relay.Explanation, id, words string) {
	t.Helper()
	if e.Verdict == relay.SignatureRight || e.Mistake == nil || e.Mistake.ID != id || !strings.Contains(e.Mistake.Sentence, words) {
		t.Errorf("%s: %s, mistake %+v; want %s, %q", p.name, e.Verdict, e.Mistake, id, words)
	}
}

func signers(t testing.TB) map[string]signer {
	t.Helper()
	all := vectorsOf(t)
	alone := func(body []byte) []byte { return body }
	bare := func(signature string) string { return signature }
	const when = "1777887001"
	fintoro, moneybird, silverfin, bookkeeper := all["fintoro"], all["moneybird"], all["silverfin"], all["bookkeeper"]
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(bookkeeper.Secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]signer{
		"fintoro": {
			name: "fintoro", body: []byte(fintoro.Body), id: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", time: when, secrets: []string{fintoro.Secret}, old: "whsec_fintoro_00112233445566778899aabbccddeeff",
			header: "webhook-signature", key: []byte(fintoro.Secret), text: alone, encode: hex.EncodeToString, wrap: bare,
		},
		"moneybird": {
			name: "moneybird", body: []byte(moneybird.Body), id: "5f0f3d0e-2a8b-4b1e-9a3e-6c1f3f0f9b21", time: when, secrets: []string{moneybird.Secret}, old: moneybird.OldSecret,
			header: "Moneybird-Signature", key: []byte(moneybird.Secret), encode: hex.EncodeToString,
			text: func(body []byte) []byte { return append([]byte(when+"."), body...) },
			wrap: func(signature string) string { return "t=" + when + ",v1=" + signature },
		},
		"silverfin": {
			name: "silverfin", body: []byte(silverfin.Body), secrets: []string{silverfin.Token1, silverfin.Token2}, old: "sf-signing-token-old",
			header: "X-SF-SIGNATURE-1", key: []byte(silverfin.Token1), text: alone, encode: hex.EncodeToString, wrap: bare,
		},
		"bookkeeper": {
			name: "bookkeeper", body: []byte(bookkeeper.Body), id: bookkeeper.ID, time: when, secrets: []string{bookkeeper.Secret}, old: whsec2,
			header: "webhook-signature", key: decoded, encode: base64.StdEncoding.EncodeToString,
			text: func(body []byte) []byte { return append([]byte(bookkeeper.ID+"."+when+"."), body...) },
			wrap: func(signature string) string { return "v1," + signature },
		},
	}
}

func TestExplainVectorsAreRight(t *testing.T) {
	t.Parallel()
	all := vectorsOf(t)
	want := map[string]string{
		"fintoro": all["fintoro"].WebhookSignature, "moneybird": all["moneybird"].Moneybird,
		"silverfin": all["silverfin"].Silverfin1, "bookkeeper": all["bookkeeper"].WebhookSignature,
	}
	for name, p := range signers(t) {
		e := p.explainHeaders(t, p.headers(want[name]))
		if e.Verdict != relay.SignatureRight || e.Mistake != nil || e.SignedBytes == "" || e.Key == "" {
			t.Errorf("%s: %+v", name, e)
		}
		if len(e.Expected) == 0 || e.Expected[0].Value != want[name] {
			t.Errorf("%s: expects %v", name, e.Expected)
		}
	}
	p := signers(t)["moneybird"]
	p.secrets = []string{all["moneybird"].Secret, all["moneybird"].OldSecret}
	for _, value := range []string{all["moneybird"].MoneybirdRotation, all["moneybird"].Moneybird} {
		if e := p.explainHeaders(t, p.headers(value)); e.Verdict != relay.SignatureRight || e.Expected[0].Value != all["moneybird"].MoneybirdRotation {
			t.Errorf("during a rotation: %+v", e)
		}
	}
	s := signers(t)["silverfin"]
	second := []relay.Header{{Name: "x-sf-signature-1", Value: strings.Repeat("0", 64)}, {Name: "x-sf-signature-2", Value: all["silverfin"].Silverfin2}}
	if e := s.explainHeaders(t, second); e.Verdict != relay.SignatureRight || e.Key != "token 2 as text" {
		t.Errorf("silverfin's second: %+v", e)
	}
}

// mistakes are what receivers get wrong, each computed by this test's own code. An empty value: it does not apply.
func mistakes() map[string]struct {
	id  string
	of  func(p *signer) string
	not string // a product to which it does not apply
} {
	type one = struct {
		id  string
		of  func(p *signer) string
		not string
	}
	body := func(id string, change func(body []byte) []byte) one {
		return one{id: id, of: func(p *signer) string { return p.encode(p.mac(p.text(change(p.body)), p.key)) }}
	}
	key := func(id string, change func(secret string) string) one {
		return one{id: id, of: func(p *signer) string { return p.encode(p.mac(p.text(p.body), []byte(change(p.secrets[0])))) }}
	}
	text := func(id string, change func(p *signer) []byte) one {
		return one{id: id, of: func(p *signer) string { return p.encode(p.mac(change(p), p.key)) }}
	}
	digest := func(id string, change func(p *signer) string) one { return one{id: id, of: change} }
	unhex := func(s string) string { b, _ := hex.DecodeString(s); return string(b) }
	all := map[string]one{
		"no body":              body("empty-body", func([]byte) []byte { return nil }),
		"a line feed more":     body("trailing-newline", func(b []byte) []byte { return []byte(string(b) + "\n") }),
		"CR LF more":           body("trailing-newline", func(b []byte) []byte { return []byte(string(b) + "\r\n") }),
		"cut in the middle":    body("truncated-body", func(b []byte) []byte { return b[:len(b)/2] }),
		"the last byte cut":    body("truncated-body", func(b []byte) []byte { return b[:len(b)-1] }),
		"the object as text":   body("object-as-text", func([]byte) []byte { return []byte("[object Object]") }),
		"a gateway's base64":   body("encoded-body", func(b []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(b)) }),
		"a byte order mark":    body("byte-order-mark", func(b []byte) []byte { return []byte("\xef\xbb\xbf" + string(b)) }),
		"a JSON string":        body("quoted-body", func(b []byte) []byte { return []byte(`"` + strings.ReplaceAll(string(b), `"`, `\"`) + `"`) }),
		"secret and line feed": key("secret-blank", func(s string) string { return s + "\n" }),
		"secret and blank":     key("secret-blank", func(s string) string { return s + " " }),
		"secret in quotes":     key("secret-quoted", func(s string) string { return `"` + s + `"` }),
		"secret in base64":     key("secret-encoded", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
		"no secret":            key("secret-unset", func(string) string { return "" }),
		"undefined":            key("secret-unset", func(string) string { return "undefined" }),
		"HMAC-SHA1":            digest("hmac-sha1", func(p *signer) string { return p.encode(macOf(sha1.New, p.key, p.text(p.body))) }),
		"HMAC-SHA512":          digest("hmac-sha512", func(p *signer) string { return p.encode(macOf(sha512.New, p.key, p.text(p.body))) }),
		"plain SHA-256": digest("plain-sha256", func(p *signer) string {
			sum := sha256.Sum256(p.text(p.body))
			return p.encode(sum[:])
		}),
		"SHA-256 of key and text": digest("plain-sha256", func(p *signer) string {
			sum := sha256.Sum256(append(slices.Clone(p.key), p.text(p.body)...))
			return p.encode(sum[:])
		}),
		"key and text changed over": digest("swapped-arguments", func(p *signer) string { return p.encode(p.mac(p.key, p.text(p.body))) }),
		"old secret": digest("old-secret", func(p *signer) string {
			k := []byte(p.old)
			if p.name == "bookkeeper" {
				k, _ = base64.StdEncoding.DecodeString(strings.TrimPrefix(p.old, "whsec_"))
			}
			return p.encode(p.mac(p.text(p.body), k))
		}),
		"base64 of the hex": digest("base64-of-hex", func(p *signer) string {
			return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(p.mac(p.text(p.body), p.key))))
		}),
		"a signature that is cut": digest("signature-cut", func(p *signer) string { return p.encode(p.mac(p.text(p.body), p.key))[:30] }),
		"line feed and base64 or hex": digest("trailing-newline+base64-for-hex", func(p *signer) string {
			return base64.StdEncoding.EncodeToString(p.mac(p.text([]byte(string(p.body)+"\n")), p.key))
		}),
		"hex-decoded": digest("secret-decoded", func(p *signer) string {
			return p.encode(p.mac(p.text(p.body), []byte(unhex(strings.TrimPrefix(p.secrets[0], "whsec_fintoro_")))))
		}),
		"timestamp.body":               text("signed-timestamp", func(p *signer) []byte { return []byte(p.time + "." + string(p.body)) }),
		"id.body":                      text("signed-id", func(p *signer) []byte { return []byte(p.id + "." + string(p.body)) }),
		"id.timestamp.body":            text("signed-id-timestamp", func(p *signer) []byte { return []byte(p.id + "." + p.time + "." + string(p.body)) }),
		"body alone":                   text("signed-body-alone", func(p *signer) []byte { return p.body }),
		"without dots":                 text("signed-without-dots", func(p *signer) []byte { return []byte(p.time + string(p.body)) }),
		"base64 and not hex":           digest("base64-for-hex", func(p *signer) string { return base64.StdEncoding.EncodeToString(p.mac(p.text(p.body), p.key)) }),
		"hex and not base64":           digest("hex-for-base64", func(p *signer) string { return hex.EncodeToString(p.mac(p.text(p.body), p.key)) }),
		"upper case":                   digest("upper-case", func(p *signer) string { return strings.ToUpper(hex.EncodeToString(p.mac(p.text(p.body), p.key))) }),
		"no padding":                   digest("base64-no-padding", func(p *signer) string { return strings.TrimRight(p.right()[len("v1,"):], "=") }),
		"base64 for URLs":              digest("base64-url", func(p *signer) string { return base64.URLEncoding.EncodeToString(p.mac(p.text(p.body), p.key)) }),
		"the whole secret":             key("secret-not-decoded", func(s string) string { return s }),
		"not decoded after the prefix": key("secret-not-decoded", func(s string) string { return strings.TrimPrefix(s, "whsec_") }),
		"whsec_fintoro_ cut":           key("prefix-cut", func(s string) string { return strings.TrimPrefix(s, "whsec_fintoro_") }),
		"whsec_ cut":                   key("prefix-cut", func(s string) string { return strings.TrimPrefix(s, "whsec_") }),
		"decoded as Node does": key("secret-decoded", func(s string) string {
			b, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(s, "whsec_"))
			return string(b)
		}),
		"by Standard Webhooks": digest("other-scheme", func(p *signer) string {
			k, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(p.secrets[0], "whsec_"))
			return base64.StdEncoding.EncodeToString(p.mac([]byte(p.id+"."+p.time+"."+string(p.body)), k))
		}),
		"by Fintoro's scheme":   digest("other-scheme", func(p *signer) string { return hexOf(p.secrets[0], p.body) }),
		"by Moneybird's scheme": digest("other-scheme", func(p *signer) string { return hexOf(p.secrets[0], []byte(p.time+"."+string(p.body))) }),
	}
	return all
}

// applies says which of the mistakes make sense for which product.
func applies(name string, p *signer) bool {
	only := map[string][]string{
		"hex-decoded": {"fintoro", "moneybird"}, "timestamp.body": {"fintoro", "bookkeeper"}, "id.body": {"fintoro", "moneybird", "bookkeeper"},
		"id.timestamp.body": {"fintoro", "moneybird"}, "body alone": {"moneybird", "bookkeeper"}, "without dots": {"fintoro", "moneybird", "bookkeeper"},
		"base64 and not hex": {"fintoro", "moneybird", "silverfin"}, "line feed and base64 or hex": {"fintoro", "moneybird", "silverfin"},
		"upper case": {"fintoro", "moneybird", "silverfin"}, "hex and not base64": {"bookkeeper"}, "no padding": {"bookkeeper"}, "base64 for URLs": {"bookkeeper"},
		"the whole secret": {"bookkeeper"}, "not decoded after the prefix": {"bookkeeper"}, "whsec_fintoro_ cut": {"fintoro"}, "whsec_ cut": {"fintoro"},
		"decoded as Node does": {"fintoro"}, "by Standard Webhooks": {"fintoro"}, "by Fintoro's scheme": {"bookkeeper"}, "by Moneybird's scheme": {"bookkeeper"},
	}
	products, limited := only[name]
	return !limited || slices.Contains(products, p.name)
}

func TestExplainMistakes(t *testing.T) {
	t.Parallel()
	for product, p := range signers(t) {
		for name, mistake := range mistakes() {
			if !applies(name, &p) {
				continue
			}
			t.Run(product+" "+name, func(t *testing.T) {
				t.Parallel()
				value := mistake.of(&p)
				id := mistake.id
				e := p.explainComputed(t, value)
				p.wantsMistake(t, &e, id, "")
				if e.Verdict != relay.SignatureWrong {
					t.Errorf("computed %s: the verdict is %s", value, e.Verdict)
				}
				e = p.explainHeaders(t, p.headers(p.wrap(value)))
				p.wantsMistake(t, &e, id, "")
			})
		}
	}
}

// A body that ends in a line break, and what is made of that.
func TestExplainLineBreakCut(t *testing.T) {
	t.Parallel()
	for product, p := range signers(t) {
		for name, body := range map[string]string{"LF": "{\"a\":1}\n", "CR LF": "{\"a\":1}\r\n"} {
			p.body = []byte(body)
			for _, cut := range []string{"{\"a\":1}", strings.TrimSuffix(body, "\n")} {
				e := p.explainComputed(t, p.encode(p.mac(p.text([]byte(cut)), p.key)))
				if e.Mistake == nil || e.Mistake.ID != "trailing-newline" {
					t.Errorf("%s, %s to %q: %+v", product, name, cut, e.Mistake)
				}
			}
		}
		p.body = []byte("{\"a\":\r\n1}")
		e := p.explainComputed(t, p.encode(p.mac(p.text([]byte("{\"a\":\n1}")), p.key)))
		p.wantsMistake(t, &e, "line-endings", "LF for every CR LF")
		p.body = []byte("{\"a\":\n1}")
		e = p.explainComputed(t, p.encode(p.mac(p.text([]byte("{\"a\":\r\n1}")), p.key)))
		p.wantsMistake(t, &e, "line-endings", "CR LF for every LF")
		p.body = []byte("{\"a\":\"\u00e9\"}")
		e = p.explainComputed(t, p.encode(p.mac(p.text([]byte("{\"a\":\"\u00c3\u00a9\"}")), p.key)))
		p.wantsMistake(t, &e, "wrong-charset", "Latin-1")
		e = p.explainComputed(t, p.encode(p.mac(p.text([]byte(" {\"a\":\"\u00e9\"} ")), p.key)))
		if e.Mistake != nil {
			t.Errorf("%s: a body with blanks that nobody put there: %+v", product, e.Mistake)
		}
	}
}

func TestExplainSwappedTokens(t *testing.T) {
	t.Parallel()
	p := signers(t)["silverfin"]
	one, two := hexOf(p.secrets[0], p.body), hexOf(p.secrets[1], p.body)
	e := p.explainHeaders(t, []relay.Header{{Name: "X-SF-SIGNATURE-1", Value: two}, {Name: "X-SF-SIGNATURE-2", Value: one}})
	p.wantsMistake(t, &e, "swapped-tokens", "other header's token")
	if diff := len(e.Expected); diff != 2 || e.Expected[0].Value != one || e.Expected[1].Value != two {
		t.Errorf("expects %v", e.Expected)
	}
	for _, value := range []string{one, two} {
		if e := p.explainComputed(t, value); e.Verdict != relay.SignatureRight {
			t.Errorf("computed: %+v", e)
		}
	}
}

func TestExplainHeaderForm(t *testing.T) {
	t.Parallel()
	const (
		wrong, malformed, unsigned, right = relay.SignatureWrong, relay.SignatureMalformed, relay.SignatureMissing, relay.SignatureRight
	)
	without := func(name string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header {
			return slices.DeleteFunc(p.headers(p.right()), func(h relay.Header) bool { return strings.EqualFold(h.Name, name) })
		}
	}
	value := func(change func(right string) string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header { return p.headers(change(p.right())) }
	}
	companion := func(name, to string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header {
			headers := p.headers(p.right())
			for i := range headers {
				if headers[i].Name == name {
					headers[i].Value = to
				}
			}
			return headers
		}
	}
	tests := map[string]struct {
		product string
		headers func(p *signer) []relay.Header
		verdict relay.SignatureVerdict
		id      string
	}{
		"fintoro: none":           {"fintoro", without("webhook-signature"), unsigned, "header-missing"},
		"moneybird: none":         {"moneybird", without("Moneybird-Signature"), unsigned, "header-missing"},
		"silverfin: none":         {"silverfin", without("X-SF-SIGNATURE-1"), unsigned, "header-missing"},
		"bookkeeper: none":        {"bookkeeper", without("webhook-signature"), unsigned, "header-missing"},
		"fintoro: no id":          {"fintoro", without("webhook-id"), malformed, "header-missing"},
		"fintoro: no time":        {"fintoro", without("webhook-timestamp"), malformed, "header-missing"},
		"bookkeeper: no time":     {"bookkeeper", without("webhook-timestamp"), malformed, "header-missing"},
		"moneybird: no key":       {"moneybird", without("Idempotency-Key"), right, ""},
		"fintoro: empty":          {"fintoro", value(func(string) string { return "" }), malformed, "header-empty"},
		"moneybird: empty":        {"moneybird", value(func(string) string { return " " }), malformed, "header-empty"},
		"silverfin: empty":        {"silverfin", value(func(string) string { return "" }), malformed, "header-empty"},
		"bookkeeper: empty":       {"bookkeeper", value(func(string) string { return "" }), malformed, "header-empty"},
		"fintoro: nonsense":       {"fintoro", value(func(string) string { return "hello" }), malformed, "no-signature"},
		"fintoro: v1,":            {"fintoro", value(func(r string) string { return "v1," + r }), wrong, "version-prefix"},
		"fintoro: v1=":            {"fintoro", value(func(r string) string { return "v1=" + r }), wrong, "version-prefix"},
		"silverfin: sha256=":      {"silverfin", value(func(r string) string { return "sha256=" + r }), wrong, "version-prefix"},
		"moneybird: no v1=":       {"moneybird", value(func(r string) string { return strings.Replace(r, "v1=", "", 1) }), wrong, "version-missing"},
		"moneybird: v0=":          {"moneybird", value(func(r string) string { return strings.Replace(r, "v1=", "v0=", 1) }), wrong, "version-missing"},
		"bookkeeper: no v1,":      {"bookkeeper", value(func(r string) string { return strings.TrimPrefix(r, "v1,") }), wrong, "version-missing"},
		"bookkeeper: v1=":         {"bookkeeper", value(func(r string) string { return "v1=" + strings.TrimPrefix(r, "v1,") }), wrong, "version-missing"},
		"fintoro: blanks":         {"fintoro", value(func(r string) string { return " " + r }), wrong, "header-blanks"},
		"silverfin: line break":   {"silverfin", value(func(r string) string { return r + "\n" }), wrong, "header-blanks"},
		"fintoro: a list":         {"fintoro", value(func(r string) string { return r + "," + r }), wrong, "header-form"},
		"moneybird: blanks":       {"moneybird", value(func(r string) string { return strings.Replace(r, ",", ", ", 1) }), right, ""},
		"moneybird: no t":         {"moneybird", value(func(r string) string { return r[strings.Index(r, "v1="):] }), malformed, "timestamp-missing"},
		"moneybird: two t":        {"moneybird", value(func(r string) string { return "t=1," + r }), malformed, "timestamp-repeated"},
		"moneybird: t in words":   {"moneybird", value(func(r string) string { return "t=now,v1=" + strings.Repeat("0", 64) }), malformed, "timestamp-no-number"},
		"bookkeeper: other first": {"bookkeeper", value(func(r string) string { return "v1a,abc v1," + strings.Repeat("A", 43) + "= " + r }), right, ""},
		"fintoro: time in words":  {"fintoro", companion("webhook-timestamp", "2026-05-04T09:30:00Z"), malformed, "timestamp-no-number"},
		"fintoro: milliseconds":   {"fintoro", companion("webhook-timestamp", "1777887001000"), malformed, "timestamp-milliseconds"},
		"bookkeeper: dotted id":   {"bookkeeper", companion("webhook-id", "msg.1"), malformed, "dotted-id"},
		"fintoro: twice": {"fintoro", func(p *signer) []relay.Header {
			return append(p.headers(p.right()), relay.Header{Name: "Webhook-Signature", Value: p.right()})
		}, malformed, "header-repeated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := signers(t)[tt.product]
			e := p.explainHeaders(t, tt.headers(&p))
			id := ""
			if e.Mistake != nil {
				id = e.Mistake.ID
			}
			if e.Verdict != tt.verdict || id != tt.id {
				t.Errorf("%s with %q (%+v), want %s with %q", e.Verdict, id, e.Mistake, tt.verdict, tt.id)
			}
		})
	}
}

// A time is held against now only where somebody asks, and 300 s either way are still right.
func TestExplainFreshness(t *testing.T) {
	t.Parallel()
	sent := time.Unix(1777887001, 0)
	for _, name := range []string{"fintoro", "moneybird", "bookkeeper"} {
		p := signers(t)[name]
		for age, want := range map[time.Duration]string{
			0: "", 300 * time.Second: "", -300 * time.Second: "", 301 * time.Second: "stale-timestamp", -301 * time.Second: "future-timestamp",
		} {
			in := p.presented(p.headers(p.right()))
			in.Now = sent.Add(age)
			e := p.explain(t, in)
			got := ""
			if e.Mistake != nil {
				got = e.Mistake.ID
			}
			if got != want || (e.Verdict == relay.SignatureRight) != (want == "") {
				t.Errorf("%s, %v old: %s, %q", name, age, e.Verdict, got)
			}
		}
	}
}

func TestExplainRefusesWhatItCannotHoldAgainst(t *testing.T) {
	t.Parallel()
	for _, in := range []relay.Presented{
		{Provider: "stripe", Secrets: []string{"a"}}, {Provider: "fintoro"}, {Provider: "bookkeeper", Secrets: []string{"not-base64"}},
	} {
		_, err := provider.Explainer{}.Explain(in)
		var input *relay.InputError
		if !errors.As(err, &input) {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// A large body is not explained at any price, and what was left out is told.
func TestExplainLargeBody(t *testing.T) {
	t.Parallel()
	p := signers(t)["fintoro"]
	p.body = []byte(`{"a":"` + strings.Repeat("x", 1<<20-9) + `"}`)
	e := p.explainComputed(t, strings.Repeat("ab", 32))
	if e.Verdict != relay.SignatureWrong || e.Mistake != nil || !strings.Contains(e.Line(), "not tried") {
		t.Errorf("%s", e.Line())
	}
	e = p.explainComputed(t, hexOf(p.secrets[0], append(slices.Clone(p.body), '\n')))
	p.wantsMistake(t, &e, "trailing-newline", "line feed")
}

func TestExplainProperties(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				p := p
				p.body = rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(rt, "body")
				if name != "bookkeeper" {
					p.secrets = []string{rapid.StringN(9, 60, -1).Draw(rt, "secret"), "another-token"}[:len(p.secrets)]
					p.key = []byte(p.secrets[0])
				}
				right := p.headers(p.right())
				if e := p.explainHeaders(t, right); e.Verdict != relay.SignatureRight {
					rt.Fatalf("a right signature is %s: %+v", e.Verdict, e.Mistake)
				}
				if e := p.explainComputed(t, p.encode(p.mac(p.text(p.body), p.key))); e.Verdict != relay.SignatureRight {
					rt.Fatalf("a right computed value is %s: %+v", e.Verdict, e.Mistake)
				}
				flipped := p
				flipped.body = bytes.Clone(p.body)
				bit := rapid.IntRange(0, len(p.body)*8-1).Draw(rt, "bit")
				flipped.body[bit/8] ^= 1 << (bit % 8)
				if e := flipped.explainHeaders(t, right); e.Verdict == relay.SignatureRight {
					rt.Fatalf("right with a bit of the body flipped")
				}
				value := []byte(p.encode(p.mac(p.text(p.body), p.key)))
				bit = rapid.IntRange(0, len(value)*8-1).Draw(rt, "signature's bit")
				value[bit/8] ^= 1 << (bit % 8)
				if e := p.explainHeaders(t, p.headers(p.wrap(string(value)))); e.Verdict == relay.SignatureRight {
					rt.Fatalf("right with a bit of the signature flipped: %q", value)
				}
			})
		})
	}
}

// The official library of Standard Webhooks and the explainer agree on what is right, whatever is done to the headers.
func TestExplainAgreesWithStandardWebhooks(t *testing.T) {
	t.Parallel()
	p := signers(t)["bookkeeper"]
	rapid.Check(t, func(rt *rapid.T) {
		p := p
		p.body = rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(rt, "body")
		right := p.right()
		other := "v1," + base64.StdEncoding.EncodeToString(p.mac(p.text(append(slices.Clone(p.body), 'x')), p.key))
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{right, other, "v1a," + right[3:], right[3:], "v1=" + right[3:], "v2", right + "=", strings.ToUpper(right), ""}), 0, 5).Draw(rt, "parts")
		value := strings.Join(parts, " ")
		headers := p.headers(value)
		sent := map[string]string{}
		for _, h := range headers {
			sent[h.Name] = h.Value
		}
		e := p.explainHeaders(t, headers)
		if want := verifyBookkeeper(sent, p.body, p.secrets[0]); (e.Verdict == relay.SignatureRight) != want {
			rt.Fatalf("%q is %s (%+v), the library says %v", value, e.Verdict, e.Mistake, want)
		}
	})
}

// FuzzExplainSignatureHeader: whatever a header holds, there is an answer of one line, and only the right value is right.
func FuzzExplainSignatureHeader(f *testing.F) {
	for _, p := range signers(f) {
		f.Add(p.right(), p.time, p.id, false)
		f.Add(p.wrap(hexOf("x", p.body)), "x", ".", true)
	}
	f.Add("t=1,t=2,v1=,v1", "99999999999999999999", "", false)
	f.Add("\x00\xff v1,= ==", "-1", "\n", true)
	f.Fuzz(func(t *testing.T, value, timestamp, id string, computed bool) {
		for name, p := range signers(t) {
			in := p.presented(p.headers(value))
			for i := range in.Headers {
				switch in.Headers[i].Name {
				case "webhook-id", "Idempotency-Key":
					in.Headers[i].Value = id
				case "webhook-timestamp":
					in.Headers[i].Value = timestamp
				}
			}
			if computed {
				in.Computed = value
			}
			e, err := provider.Explainer{}.Explain(in)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(e.Line(), "\n\r") {
				t.Errorf("%s: %q is more than a line", name, e.Line())
			}
			if e.Verdict != relay.SignatureRight || computed {
				continue
			}
			if !strings.Contains(value, e.Expected[0].Value[strings.LastIndexAny(e.Expected[0].Value, ",=")+1:]) && name != "bookkeeper" && name != "moneybird" {
				t.Errorf("%s: %q is right", name, value)
			}
		}
	})
}
