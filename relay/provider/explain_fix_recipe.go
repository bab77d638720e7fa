package provider

import (
	"slices"
	"strings"
)

// term is a piece of a text: a variable, or the text itself.
type term struct {
	of   variable
	text string
}

// variable is what a line of code calls by a name, or computes of it.
type variable int

const (
	literal variable = iota
	idValue
	timeValue
	timeMillis    // the time in milliseconds
	timeISO       // the time as ISO 8601
	nowSeconds    // the present time, in seconds
	nowMillis     // and in milliseconds
	signatureText // as it was computed
	signatureCutShort
	signatureBytes // the digest's bytes taken for text
	apiKey
	apiKeyBase64
	apiKeyUpper
	oldAPIKey
	variableCount
)

func lit(text string) term { return term{literal, text} }
func of(v variable) term   { return term{of: v} }

// keyText is how a key is made of the secret.
type keyText int

const (
	keyWhole   keyText = iota // its text
	keyDecoded                // the base64 behind whsec_
	keyBase64                 // the base64 of all of it
	keyHex                    // the bytes that its hex stands for
	keyCut                    // the text behind its prefix
	keyUTF16
	keyEncoded // its base64
	keyUpper
	keyOld // another secret's text
	keyTextCount
)

// digestText is how a digest is written.
type digestText int

const (
	inHex digestText = iota
	inBase64
	inUpperHex
	inBareBase64 // without padding
	inBase64URL
	inBase64OfHex
	inDashedHex
	inUnpaddedHex
	inPrefixedHex // with 0x before it
	inColonHex
)

// algorithmText is what computes the digest.
type algorithmText int

const (
	hmac256 algorithmText = iota
	hmac1
	hmac512
	hmac384
	hmacOfMD5
	plain256
	swapped256 // key and text changed over
)

// recipe is how a product makes its signature, or how somebody else does.
type recipe struct {
	scheme    *scheme
	bearer    bool // Finpilo's key, and no signature
	algorithm algorithmText
	key       keyText
	lead      []term
	bodyFirst bool // lead stands behind the body
	digest    digestText

	header     string // the signature's
	value      []term // that it has
	timeHeader string // empty: the time is in the signature's header
	idHeader   string
	prefix     string // of the secret, such as whsec_
}

// recipeOf is the right recipe.
func recipeOf(product string) (*recipe, bool) {
	if product == (finpilo{}).Traits().Name {
		return &recipe{bearer: true, header: authorization, value: []term{lit("Bearer "), of(apiKey)}}, true
	}
	s, ok := schemeOf(product)
	if !ok {
		return nil, false
	}
	r := &recipe{scheme: s, header: s.headers[0], value: []term{of(signatureText)}, timeHeader: s.timeHeader, idHeader: s.idHeader, prefix: whsec}
	if s.name == "fintoro" {
		r.prefix = whsecFintoro
	}
	if s.version != "" {
		r.value = []term{lit(s.version), of(signatureText)}
	}
	if s.base64 {
		r.key, r.digest = keyDecoded, inBase64
	}
	switch s.text {
	case timeBody:
		r.lead = []term{of(timeValue), lit(".")}
		r.value = []term{lit("t="), of(timeValue), lit(","), lit(s.version), of(signatureText)}
	case idTimeBody:
		r.lead = []term{of(idValue), lit("."), of(timeValue), lit(".")}
	}
	return r, true
}

// about is the recipe with the header that a sentence begins with, where the product sends it beside the first signature's.
func (r *recipe) about(sentence string) *recipe {
	name, _, _ := strings.Cut(sentence, " ")
	return r.with(func(r *recipe) {
		switch {
		case name == "":
		case name == r.idHeader:
			r.header, r.value = name, []term{of(idValue)}
		case name == r.timeHeader:
			r.header, r.value = name, []term{of(nowSeconds)}
		case slices.Contains(r.scheme.headers, name):
			r.header = name
		}
	})
}

// with is the recipe with a change.
func (r *recipe) with(change func(*recipe)) *recipe {
	other := *r
	change(&other)
	return &other
}

// mapped are the terms with some changed.
func mapped(terms []term, change func(term) term) []term {
	terms = slices.Clone(terms)
	for i := range terms {
		terms[i] = change(terms[i])
	}
	return terms
}
