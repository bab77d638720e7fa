package provider_test

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// mistake is what a receiver gets wrong: the id that it must be told by, and the value that comes out.
type mistake struct {
	id string
	of func(p *signer) string
}

// mistakes are computed by this test's own code. Which applies to which product, applies tells.
func mistakes() map[string]mistake {
	body := func(id string, change func(body []byte) []byte) mistake {
		return mistake{id, func(p *signer) string { return p.encode(p.mac(p.text(change(p.body)), p.key)) }}
	}
	key := func(id string, change func(secret string) string) mistake {
		return mistake{id, func(p *signer) string { return p.encode(p.mac(p.text(p.body), []byte(change(p.secrets[0])))) }}
	}
	text := func(id string, change func(p *signer) []byte) mistake {
		return mistake{id, func(p *signer) string { return p.encode(p.mac(change(p), p.key)) }}
	}
	digest := func(id string, change func(p *signer) string) mistake { return mistake{id, change} }
	unhex := func(s string) string { b, _ := hex.DecodeString(s); return string(b) }
	all := map[string]mistake{
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
		"HMAC-MD5":             digest("hmac-md5", func(p *signer) string { return p.encode(macOf(md5.New, p.key, p.text(p.body))) }),
		"HMAC-SHA384":          digest("hmac-sha384", func(p *signer) string { return p.encode(macOf(sha512.New384, p.key, p.text(p.body))) }),
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

// Of Silverfin's two signatures, a mistake in the second is told with the second token, and two that are missing in plural.
func TestExplainSecondToken(t *testing.T) {
	t.Parallel()
	p := signers(t)["silverfin"]
	e := p.explainHeaders(t, []relay.Header{{Name: "X-SF-SIGNATURE-2", Value: strings.ToUpper(hexOf(p.secrets[1], p.body))}})
	p.wantsMistake(t, &e, "upper-case", "")
	if !strings.HasPrefix(e.Key, "token 2") {
		t.Errorf("the key is %s", e.Key)
	}
	e = p.explainHeaders(t, nil)
	p.wantsMistake(t, &e, "header-missing", "X-SF-SIGNATURE-1 and X-SF-SIGNATURE-2 are missing")
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
