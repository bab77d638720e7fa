package provider_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func verified(t testing.TB, in relay.Presented, token string) provider.Verification {
	t.Helper()
	v, err := provider.Verify(in, token)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append(in.Secrets, token) {
		if len(secret) > 8 && strings.Contains(v.Line, secret) {
			t.Errorf("a secret is in the line: %q", v.Line)
		}
	}
	if !strings.HasPrefix(v.Line, string(v.Verdict)+": ") || strings.ContainsAny(v.Line, "\r\n") {
		t.Errorf("the line %q of the verdict %s", v.Line, v.Verdict)
	}
	return v
}

// The vectors come from an independent implementation. A flipped bit of the body, and a time beyond the tolerance, break
// each.
func TestVerifyTakesTheVectors(t *testing.T) {
	t.Parallel()
	all := vectorsOf(t)
	right := map[string]string{
		"fintoro": all["fintoro"].WebhookSignature, "moneybird": all["moneybird"].Moneybird,
		"silverfin": all["silverfin"].Silverfin1, "bookkeeper": all["bookkeeper"].WebhookSignature,
	}
	for name, p := range signers(t) {
		in := p.presented(p.headers(right[name]))
		in.Now = time.Unix(1777887001, 0)
		if v := verified(t, in, ""); !v.OK || v.Verdict != relay.SignatureRight {
			t.Errorf("%s: %+v", name, v)
		}
		flipped := in
		flipped.Body = append([]byte{}, in.Body...)
		flipped.Body[len(flipped.Body)/2] ^= 1
		if v := verified(t, flipped, ""); v.OK || v.Verdict != relay.SignatureWrong {
			t.Errorf("%s with a flipped bit: %+v", name, v)
		}
		dialect, _ := provider.ByName(name)
		for age, near := range map[time.Duration]bool{300 * time.Second: true, 301 * time.Second: false, -300 * time.Second: true, -301 * time.Second: false} {
			in.Now = time.Unix(1777887001, 0).Add(age)
			if v := verified(t, in, ""); v.OK != (near || !dialect.Traits().SignsTime) {
				t.Errorf("%s, %v old: %+v", name, age, v)
			}
		}
	}
	p := signers(t)["silverfin"]
	for _, headers := range [][]relay.Header{
		{{Name: "X-SF-SIGNATURE-1", Value: "no"}, {Name: "X-SF-SIGNATURE-2", Value: all["silverfin"].Silverfin2}},
		{{Name: "X-SF-SIGNATURE-1", Value: all["silverfin"].Silverfin1}, {Name: "X-SF-SIGNATURE-2", Value: ""}},
		{{Name: "x-sf-signature-2", Value: all["silverfin"].Silverfin2}},
	} {
		if v := verified(t, p.presented(headers), ""); !v.OK {
			t.Errorf("one of Silverfin's is enough: %v: %+v", headers, v)
		}
	}
	swapped := []relay.Header{{Name: "X-SF-SIGNATURE-1", Value: all["silverfin"].Silverfin2}, {Name: "X-SF-SIGNATURE-2", Value: all["silverfin"].Silverfin1}}
	if v := verified(t, p.presented(swapped), ""); v.OK {
		t.Errorf("Silverfin's belong to a header each: %+v", v)
	}
}

// Verify and Explain tell the same verdict, whatever is presented.
func TestVerifyAgreesWithExplain(t *testing.T) {
	t.Parallel()
	const cases = 3000
	searches := 40 // what is wrong without a known reason takes the explainer long
	if os.Getenv(testWhole) != "" {
		searches = cases
	}
	seed := uint64(20260504)
	random := rand.New(rand.NewPCG(seed, 0))
	all, seen := vectorsOf(t), map[string]int{}
	for n := range cases {
		in := presentedAtRandom(t, random, all)
		v, quickErr := provider.Verify(in, "")
		if strings.HasSuffix(v.Line, "nobody looked why") {
			if seen["searched"]++; seen["searched"] > searches {
				continue
			}
		}
		e, err := provider.Explainer{}.Explain(in)
		if fmt.Sprint(err) != fmt.Sprint(quickErr) {
			t.Fatalf("seed %d, case %d: %v, the explainer says %v", seed, n, quickErr, err)
		}
		if v.Verdict != e.Verdict {
			t.Fatalf("seed %d, case %d: %+v: %s, the explainer says %s (%s)", seed, n, in, v.Line, e.Verdict, e.Line())
		}
		keyless := in.Provider == "finpilo" && len(in.Secrets) == 0 && e.Verdict == relay.SignatureMissing
		if err == nil && v.OK != (e.Verdict == relay.SignatureRight || keyless) {
			t.Fatalf("seed %d, case %d: %+v: OK is %v, the explainer says %s", seed, n, in, v.OK, e.Line())
		}
		seen[in.Provider+" "+string(v.Verdict)]++
	}
	for _, name := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
		for _, verdict := range []relay.SignatureVerdict{relay.SignatureRight, relay.SignatureWrong, relay.SignatureMissing, relay.SignatureMalformed} {
			if seen[name+" "+string(verdict)] == 0 {
				t.Errorf("no case of %s was %s: %v", name, verdict, seen)
			}
		}
	}
}

// presentedAtRandom is a request that is right, or has up to three things changed.
func presentedAtRandom(t *testing.T, random *rand.Rand, all map[string]vector) relay.Presented {
	dialects := provider.All()
	dialect := dialects[random.IntN(len(dialects))]
	secrets := map[string][]string{
		"finpilo": {"fp_0123456789"}, "fintoro": {all["fintoro"].Secret}, "moneybird": {all["moneybird"].Secret, all["moneybird"].OldSecret},
		"silverfin": {all["silverfin"].Token1, all["silverfin"].Token2}, "bookkeeper": {whsec1, whsec2},
	}[dialect.Traits().Name]
	now := time.Unix(1777887001, 0)
	in := relay.Presented{Provider: dialect.Traits().Name, Body: []byte(`{"a":1}`), Secrets: secrets, Now: now}
	if random.IntN(10) == 0 {
		in.Now = time.Time{}
	}
	signed := now.Add(time.Duration(random.IntN(5)-2) * 299 * time.Second / 2 * time.Duration(1+random.IntN(2)))
	var err error
	if in.Headers, err = dialect.Headers(relay.SignInput{Now: signed, Body: in.Body, DialectID: "id-1", URL: "http://localhost:9000/hooks", Secrets: secrets}); err != nil {
		t.Fatal(err)
	}
	for range random.IntN(4) {
		change(random, &in)
	}
	return in
}

// change changes one thing.
func change(random *rand.Rand, in *relay.Presented) {
	pick := func() *relay.Header { return &in.Headers[random.IntN(len(in.Headers))] }
	if len(in.Headers) == 0 {
		return
	}
	switch random.IntN(12) {
	case 0:
		at := random.IntN(len(in.Headers))
		in.Headers = append(in.Headers[:at:at], in.Headers[at+1:]...)
	case 1:
		in.Headers = append(in.Headers, *pick())
	case 2:
		pick().Value = ""
	case 3:
		h := pick()
		h.Name = strings.ToUpper(h.Name)
	case 4:
		h := pick()
		h.Value = strings.ToUpper(h.Value)
	case 5:
		h := pick()
		h.Value = h.Value[:len(h.Value)*random.IntN(10)/10]
	case 6:
		h := pick()
		h.Value = []string{"***", "Bearer x", "Basic eDp5", "v1,", "t=,v1=", "t=1,t=2", " ", "no signature at all", "1777887001000", strconv.Itoa(random.IntN(1e9))}[random.IntN(10)]
	case 7:
		h := pick()
		h.Value = base64.StdEncoding.EncodeToString([]byte(h.Value))
	case 8:
		in.Body = append(in.Body, ' ')
	case 9:
		in.Secrets = in.Secrets[:len(in.Secrets)-min(1, len(in.Secrets))]
	case 10:
		in.Body = []byte(`{"b":2}`)
	case 11:
		in.Headers = in.Headers[:1]
	}
}

func TestVerifyLooksForMoneybirdsToken(t *testing.T) {
	t.Parallel()
	p := signers(t)["moneybird"]
	signed := p.presented(p.headers(p.right()))
	unsigned := relay.Presented{Provider: "moneybird", Body: p.body}
	with := func(body string) relay.Presented { return relay.Presented{Provider: "moneybird", Body: []byte(body)} }
	broken := signed
	broken.Headers = p.headers(p.wrap(strings.Repeat("ab", 32)))
	const token = "Qm7tZk2pXr9sVb4nLc6wHd3y"
	tests := map[string]struct {
		in    relay.Presented
		token string
		ok    bool
		line  string
	}{
		"signature and token":                {signed, token, true, "right: the body's webhook_token"},
		"signature and another token":        {signed, token + "x", false, "wrong: the body's webhook_token is another one"},
		"a wrong signature with the token":   {broken, token, false, "wrong: it fits no secret that counts; nobody looked why"},
		"no secret, the token":               {unsigned, token, true, "right: the body's webhook_token"},
		"no secret, another token":           {unsigned, "x", false, "wrong: the body's webhook_token is another one"},
		"no token in the body":               {with(`{"webhook_id":"1"}`), token, false, "unsigned: the body has no webhook_token"},
		"deeper than the top":                {with(`{"entity":{"webhook_token":"` + token + `"}}`), token, false, "unsigned: the body has no webhook_token"},
		"twice, the right one first":         {with(`{"webhook_token":"` + token + `","webhook_token":"x"}`), token, false, "malformed: the body has more than one webhook_token"},
		"twice, the second with an escape":   {with(`{"webhook_token":"x","webhook\u005ftoken":"` + token + `"}`), token, false, "malformed: the body has more than one webhook_token"},
		"no text":                            {with(`{"webhook_token":["` + token + `"]}`), token, false, "wrong: the body's webhook_token is another one"},
		"text of another charset beside it":  {with("{\"a\":\"caf\xe9\",\"webhook_token\":\"" + token + "\"}"), token, true, "right: the body's webhook_token"},
		"broken off behind it":               {with(`{"webhook_token":"` + token + `"`), token, false, "malformed: the body cannot be read for its webhook_token: it is not valid JSON, at byte 43"},
		"no JSON":                            {with("webhook_token=" + token), token, false, "malformed: the body cannot be read for its webhook_token: it is not valid JSON, at byte 0"},
		"empty":                              {with(""), token, false, "malformed: the body cannot be read for its webhook_token: it is empty"},
		"a list":                             {with("[]"), token, false, "malformed: the body cannot be read for its webhook_token: it is an array, not a JSON object"},
		"signed, and no token is looked for": {signed, "", true, "right: over t, a dot and the raw body, key: the whole secret as text"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if v := verified(t, tt.in, tt.token); v.OK != tt.ok || v.Line != tt.line {
				t.Errorf("%v, %s; want %v, %s", v.OK, v.Line, tt.ok, tt.line)
			}
		})
	}
}

func TestVerifyRefusesWhatItCannotHoldAgainst(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in           relay.Presented
		token, field string
	}{
		"no such product":                    {relay.Presented{Provider: "stripe", Secrets: []string{"a"}}, "", "provider"},
		"no secret":                          {relay.Presented{Provider: "moneybird"}, "", "secret"},
		"an empty one":                       {relay.Presented{Provider: "moneybird", Secrets: []string{""}}, "token", "secret"},
		"one that cannot be decoded":         {relay.Presented{Provider: "bookkeeper", Secrets: []string{"not-base64"}}, "", "secret"},
		"a token of a product that has none": {relay.Presented{Provider: "finpilo"}, "token", "token"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := provider.Verify(tt.in, tt.token)
			var input *relay.InputError
			if !errors.As(err, &input) || input.Field != tt.field || v.OK {
				t.Errorf("%+v, %v; want an error about %s", v, err, tt.field)
			}
		})
	}
}

// The names are those that the dialect sends, and no others but Content-Type.
func TestProofHeadersAreThoseOfTheDialect(t *testing.T) {
	t.Parallel()
	secrets := map[string][]string{"finpilo": {"key"}, "fintoro": {"a"}, "moneybird": {"a"}, "silverfin": {"a", "b"}, "bookkeeper": {whsec1}}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		names := provider.ProofHeaders(name)
		sent := signed(t, dialect, []byte("{}"), secrets[name]...)
		if len(names) != len(sent)-1 {
			t.Errorf("%s: %v, it sends %v", name, names, sent)
		}
		for _, header := range names {
			if sent[header] == "" {
				t.Errorf("%s sends no %s, but %v", name, header, sent)
			}
		}
	}
	if names := provider.ProofHeaders("stripe"); names != nil {
		t.Errorf("of no product: %v", names)
	}
}

// What somebody computed proves nothing of the request.
func TestVerifyLooksAtTheRequestAlone(t *testing.T) {
	t.Parallel()
	in := relay.Presented{Provider: "finpilo", Secrets: []string{"key"}, Computed: "key"}
	if v := verified(t, in, ""); v.OK || v.Verdict != relay.SignatureMissing {
		t.Errorf("%+v", v)
	}
}
