package provider

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Verification says whether a request proves who sent it.
type Verification struct {
	// OK is the product's rule: the signature fits a secret and its time is near, one of Silverfin's two does, or Finpilo's key
	// is the one that is set, if any.
	OK bool
	// Verdict is the one of Explainer.Explain, and SignatureWrong, SignatureMissing or SignatureMalformed of a token.
	Verdict relay.SignatureVerdict
	// Line is the verdict in one line, without a secret. What led to a wrong signature is not in it: that takes a search.
	Line string
}

// Verify tells what Explainer.Explain does, but for what led to a wrong signature: it costs one HMAC a secret, however
// wrong the request is, and compares in constant time. A token, which only Moneybird has, must stand in the body as well;
// where there are no secrets, it is all that must. An error is an InputError: there is no such product, or nothing to hold
// the request against.
func Verify(in relay.Presented, token string) (Verification, error) {
	in.Computed = ""
	signed := verifySignature
	switch {
	case in.Provider == "finpilo":
		signed = verifyBearer
	case token != "" && len(in.Secrets) == 0:
		signed = nil
	}
	if token != "" && in.Provider != "moneybird" {
		return Verification{}, &relay.InputError{Field: "token", Problem: "only Moneybird sends one"}
	}
	if signed != nil {
		v, err := signed(&in)
		if err != nil || !v.OK || token == "" {
			return v, err
		}
	}
	return verifyToken(in.Body, token), nil
}

func verifySignature(in *relay.Presented) (Verification, error) {
	s, ok := schemeOf(in.Provider)
	if !ok {
		return Verification{}, &relay.InputError{Field: "provider", Problem: fmt.Sprintf("there is no product %.40q", in.Provider)}
	}
	keys := s.rightKeys(in.Secrets)
	switch {
	case len(keys) == 0 && len(in.Secrets) > 0 && s.base64:
		return Verification{}, &relay.InputError{Field: "secret", Problem: s.title + "'s must be whsec_ and base64"}
	case len(keys) == 0:
		return Verification{}, &relay.InputError{Field: "secret", Problem: "it is missing"}
	}
	x := &explaining{scheme: s, in: in, keys: keys}
	return x.verify(), nil
}

func (x *explaining) verify() Verification {
	headers := x.readHeaders()
	x.id, x.timestamp = headers.id, headers.timestamp
	if headers.mistake != nil {
		return refuted(headers.verdict, headers.mistake.Sentence)
	}
	readable := false
	for _, value := range headers.signatures {
		if key, ok := x.fits(value); ok {
			if mistake := x.freshness(); mistake != nil {
				return refuted(relay.SignatureWrong, mistake.Sentence)
			}
			return proven("over " + x.signedBytes + ", key: " + key.words)
		}
		readable = readable || len(claimsIn(value.text)) > 0 || x.cutShort(value) != nil
	}
	if !readable {
		return refuted(relay.SignatureMalformed, "the value has the shape of no signature")
	}
	return refuted(relay.SignatureWrong, "it fits no secret that counts; nobody looked why")
}

func verifyBearer(in *relay.Presented) (Verification, error) {
	verdict, mistake := bearerVerdict(in)
	switch {
	case mistake != nil:
		return refuted(verdict, mistake.Sentence), nil
	case verdict == relay.SignatureMissing:
		return Verification{OK: true, Verdict: verdict, Line: string(verdict) + ": no API key is set, so none is sent"}, nil
	}
	return proven("the API key as Bearer token"), nil
}

const tokenKey = "webhook_token"

// verifyToken looks for Moneybird's token in the body. Source: vendor documentation. That it must be the only one where it
// stands twice, as parsers read now the first and now the last, is our choice.
func verifyToken(body []byte, token string) Verification {
	sent, err := tokensIn(body)
	switch {
	case err != nil:
		return refuted(relay.SignatureMalformed, "the body cannot be read for its "+tokenKey+": "+err.Error())
	case len(sent) == 0:
		return refuted(relay.SignatureMissing, "the body has no "+tokenKey)
	case len(sent) > 1:
		return refuted(relay.SignatureMalformed, "the body has more than one "+tokenKey)
	case !same(sent[0], token):
		return refuted(relay.SignatureWrong, "the body's "+tokenKey+" is another one")
	}
	return proven("the body's " + tokenKey)
}

// tokensIn are the tokens in an object, which may hold anything else: text of another charset, too.
func tokensIn(body []byte) ([]string, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if kind := dec.PeekKind(); kind != jsontext.KindBeginObject {
		if _, err := dec.ReadToken(); err != nil {
			return nil, syntaxError(err)
		}
		return nil, fmt.Errorf("it is %s, not a JSON object", kindName(kind))
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, syntaxError(err)
	}
	var tokens []string
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, syntaxError(err)
		}
		wanted := name.String() == tokenKey
		value, err := dec.ReadValue()
		switch {
		case err != nil:
			return nil, syntaxError(err)
		case wanted && value.Kind() == jsontext.KindString:
			tokens = append(tokens, unquote(value))
		case wanted:
			tokens = append(tokens, "")
		}
	}
	_, err := dec.ReadToken()
	if err != nil {
		return nil, syntaxError(err)
	}
	return tokens, nil
}

// ProofHeaders are the names of the headers that a product sends as proof of who sends, with its id and its time beside
// them, in the product's casing; nil where there is no such product.
func ProofHeaders(provider string) []string {
	if provider == "finpilo" {
		return []string{authorization}
	}
	s, ok := schemeOf(provider)
	if !ok {
		return nil
	}
	names := append([]string{}, s.headers...)
	for _, name := range []string{s.idHeader, s.timeHeader} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func proven(by string) Verification {
	return Verification{OK: true, Verdict: relay.SignatureRight, Line: string(relay.SignatureRight) + ": " + by}
}

func refuted(verdict relay.SignatureVerdict, why string) Verification {
	return Verification{Verdict: verdict, Line: string(verdict) + ": " + why}
}
