package provider_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"os"
	"slices"
	"strings"
	"testing"

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
		if want := 6 * (strings.Count(e.Mistake.ID, "+") + 1); len(e.Mistake.Fixes) != want {
			t.Errorf("%s of %s: %d lines to change, want %d", e.Mistake.ID, in.Provider, len(e.Mistake.Fixes), want)
		}
		for _, f := range e.Mistake.Fixes {
			text += f.Wrong + f.Right
		}
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
	f := signers(t)["fintoro"] // whose header holds one signature, and whose old secret ends at once
	f.secrets = []string{f.secrets[0], f.old}
	if e := f.explainHeaders(t, f.headers("00")); e.Expected[0].Value != want["fintoro"] {
		t.Errorf("with a second secret: %+v", e.Expected)
	}
	s := signers(t)["silverfin"]
	second := []relay.Header{{Name: "x-sf-signature-1", Value: strings.Repeat("0", 64)}, {Name: "x-sf-signature-2", Value: all["silverfin"].Silverfin2}}
	if e := s.explainHeaders(t, second); e.Verdict != relay.SignatureRight || e.Key != "token 2 as text" {
		t.Errorf("silverfin's second: %+v", e)
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

// testWhole, set in the environment, has the explainer search for a mistake in every case of a property; else it does in some,
// and Verify, which tells the same verdict, judges the others.
const testWhole = "LEDGERHOOK_TEST_WHOLE"

func TestExplainProperties(t *testing.T) {
	t.Parallel()
	every := 5
	if os.Getenv(testWhole) != "" {
		every = 1
	}
	for name, p := range signers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				p := p
				verdict := func(p *signer, headers []relay.Header) relay.SignatureVerdict {
					if int(p.body[0])%every != 0 { // of what is drawn, so that a failure is found again
						return verified(t, p.presented(headers), "").Verdict
					}
					return p.explainHeaders(t, headers).Verdict
				}
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
				if verdict(&flipped, right) == relay.SignatureRight {
					rt.Fatalf("right with a bit of the body flipped")
				}
				value := []byte(p.encode(p.mac(p.text(p.body), p.key)))
				bit = rapid.IntRange(0, len(value)*8-1).Draw(rt, "signature's bit")
				value[bit/8] ^= 1 << (bit % 8)
				if verdict(&p, p.headers(p.wrap(string(value)))) == relay.SignatureRight {
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
