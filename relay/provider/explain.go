package provider

import (
	"crypto/subtle"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Explainer says what is right or wrong about a signature, and why. It is pure, has no state, and is safe for
// concurrent use.
type Explainer struct{}

// Explain holds what a request presents, or what a receiver computed for it, against what the product sends. An error is
// an InputError: there is no such product, or no secret to hold it against.
func (Explainer) Explain(in relay.Presented) (relay.Explanation, error) {
	e, err := explained(&in)
	e.Mistake = withFixes(in.Provider, e.Mistake)
	return e, err
}

func explained(in *relay.Presented) (relay.Explanation, error) {
	if in.Provider == (finpilo{}).Traits().Name {
		return explainBearer(in), nil
	}
	s, ok := schemeOf(in.Provider)
	if !ok {
		return relay.Explanation{}, &relay.InputError{Field: "provider", Problem: fmt.Sprintf("there is no product %q", in.Provider)}
	}
	keys := s.rightKeys(in.Secrets)
	if len(keys) == 0 {
		problem, hint := "it is missing", ""
		if len(in.Secrets) > 0 {
			problem, hint = s.title+"'s must be whsec_ and base64", "give it as the product shows it, whsec_ included"
			if bare, _, ok := unspoiled(in.Secrets[0]); ok && len(s.rightKeys([]string{bare})) > 0 {
				problem += ", and there are blanks, quotes or invisible characters beside it"
			}
		}
		return relay.Explanation{}, &relay.InputError{Field: "secret", Problem: problem, Hint: hint}
	}
	x := &explaining{scheme: s, in: in, keys: keys}
	return x.explain(), nil
}

// explaining is one explanation on its way.
type explaining struct {
	*scheme
	in        *relay.Presented
	keys      []rightKey
	id        string
	timestamp string
}

func (x *explaining) explain() relay.Explanation {
	headers := x.readHeaders()
	x.id, x.timestamp = headers.id, headers.timestamp
	if x.in.Computed != "" {
		return x.explainComputed(headers)
	}
	if headers.mistake != nil {
		return x.verdict(headers.verdict, headers.mistake)
	}
	for _, value := range headers.signatures {
		if key, ok := x.fits(value); ok {
			if mistake := x.freshness(); mistake != nil {
				return x.verdict(relay.SignatureWrong, mistake)
			}
			return x.right(key)
		}
	}
	return x.wrong(headers.signatures)
}

// explainComputed explains what a receiver made of the request; the request's own signature does not matter.
func (x *explaining) explainComputed(headers headers) relay.Explanation {
	computed := presentedValue{header: x.headers[0], text: x.in.Computed, bare: append(x.bare(x.in.Computed), x.in.Computed)}
	switch {
	case len(x.headers) > 1: // a receiver need not say for which header it computed
		computed.header = ""
	case x.needsTime() && x.timestamp == "", x.needsID() && x.id == "":
		if headers.mistake == nil || headers.mistake.ID == headerMissing.String() {
			return x.verdict(relay.SignatureMalformed, x.withoutCompanion())
		}
		return x.verdict(headers.verdict, headers.mistake)
	}
	if key, ok := x.fits(computed); ok {
		return x.right(key)
	}
	return x.wrong([]presentedValue{computed})
}

// fits compares a value with what each key makes, in constant time.
func (x *explaining) fits(value presentedValue) (key rightKey, ok bool) {
	for _, k := range x.keys {
		if value.header != "" && k.header != value.header {
			continue
		}
		want := x.encode(k.sign(x.lead(), x.in.Body))
		for _, bare := range value.bare {
			if subtle.ConstantTimeCompare([]byte(bare), []byte(want)) == 1 {
				key, ok = k, true
			}
		}
	}
	return key, ok
}

func (x *explaining) right(key rightKey) relay.Explanation {
	e := x.verdict(relay.SignatureRight, nil)
	e.Key = key.words
	return e
}

// wrong looks for the mistake that gives a value.
func (x *explaining) wrong(values []presentedValue) relay.Explanation {
	readable := false
	for _, value := range values {
		claims := claimsIn(value.text)
		readable = readable || len(claims) > 0
		found, untried := x.search(claims, value)
		if found != nil {
			return x.blamed(value, found.mistake)
		}
		if mistake := x.cutShort(value); mistake != nil {
			return x.blamed(value, mistake)
		}
		if mistake := x.unpadded(value); mistake != nil {
			return x.blamed(value, mistake)
		}
		if untried == "" {
			untried = x.notCompressed()
		}
		if untried != "" {
			e := x.verdict(relay.SignatureWrong, nil)
			e.Untried = untried
			return e
		}
	}
	if !readable {
		return x.verdict(relay.SignatureMalformed, mistakeOf(noSignature, "the value has the shape of no signature", "send "+x.shape))
	}
	return x.verdict(relay.SignatureWrong, nil)
}

// blamed is a mistake that gives a value, with the key that would have given the right one.
func (x *explaining) blamed(value presentedValue, mistake *relay.Mistake) relay.Explanation {
	e := x.verdict(relay.SignatureWrong, mistake)
	for _, k := range x.keys {
		if k.header == value.header {
			e.Key = k.words
			break
		}
	}
	return e
}

func (x *explaining) verdict(verdict relay.SignatureVerdict, mistake *relay.Mistake) relay.Explanation {
	e := relay.Explanation{
		Verdict: verdict, SignedBytes: x.signedBytes, Key: x.keys[0].words, Expected: x.expected(), Mistake: mistake,
	}
	if lead := x.lead(); e.Expected != nil {
		e.Lead = &lead
	}
	return e
}
