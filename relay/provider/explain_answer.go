package provider

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	maxReason     = 80  // characters of a receiver's own words
	maxReasonBody = 512 // bytes of an answer that is taken for words as a whole
)

// claimsOf finds what has the shape of a signature in an answer: its headers, its body, and the strings in it where it is
// JSON, since those may be escaped.
func claimsOf(answer *relay.Response) []claim {
	if answer == nil {
		return nil
	}
	var claims []claim
	seen := map[string]bool{}
	look := func(text string) {
		for _, c := range claimsIn(text) {
			if !seen[c.text] && len(claims) < maxClaims {
				seen[c.text] = true
				claims = append(claims, c)
			}
		}
	}
	body, _ := answer.Plain()
	look(string(body[:min(len(body), maxClaimText)]))
	for _, text := range jsonStrings(body) {
		look(text)
	}
	for _, h := range answer.Headers {
		look(h.Value)
	}
	return claims
}

// jsonStrings are the strings of a JSON answer, names aside, as far as it can be read.
func jsonStrings(body []byte) []string {
	const most = 64
	dec := jsontext.NewDecoder(bytes.NewReader(body[:min(len(body), maxClaimText)]), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var texts []string
	for len(texts) < most {
		token, err := dec.ReadToken()
		if err != nil {
			return texts
		}
		if token.Kind() == jsontext.KindString {
			texts = append(texts, token.String())
		}
	}
	return texts
}

// reasonOf is what an answer says for people: the usual fields of a JSON answer, or a short text that is no page.
func reasonOf(answer *relay.Response) string {
	if answer == nil || answer.Truncated > 0 {
		return ""
	}
	body, _ := answer.Plain()
	body = bytes.TrimSpace(body)
	if o, err := readObject(body); err == nil {
		for _, name := range []string{"error", "message", "detail", "reason", "title"} {
			if text := o.text(name); text != nil {
				return unquote(text)
			}
		}
		return ""
	}
	if len(body) == 0 || len(body) > maxReasonBody || body[0] == '<' || body[0] == '{' || body[0] == '[' || !utf8.Valid(body) {
		return ""
	}
	return string(body)
}

// shortened is a text in one line of at most maxReason characters.
func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= maxReason {
		return text
	}
	return string([]rune(text)[:maxReason-1]) + "…"
}
