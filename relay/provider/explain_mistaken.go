package provider

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Mistaken are a right request's headers as receivers want them that make one classic mistake, the most telling first, equal ones
// once: what takes one of them makes that mistake. in presents the right request. An error is an InputError, as of Explain; a
// product that signs nothing has none.
func (Explainer) Mistaken(in relay.Presented) ([]relay.Mistaken, error) {
	s, ok := schemeOf(in.Provider)
	if !ok {
		return nil, nil
	}
	keys := s.rightKeys(in.Secrets)
	if len(keys) == 0 {
		return nil, &relay.InputError{Field: "secret", Problem: fmt.Sprintf("%s cannot sign with it", s.title)}
	}
	x := &explaining{scheme: s, in: &in, keys: keys}
	headers := x.readHeaders()
	x.id, x.timestamp = headers.id, headers.timestamp
	m := &mistaking{explaining: x, seen: map[string]bool{}}
	m.add(m.right(), nil) // so that nothing equals it
	m.byKeys()
	m.byTexts()
	m.byHashes()
	m.byForms()
	m.byBodies()
	return m.found, nil
}

// mistaking gathers what receivers want.
type mistaking struct {
	*explaining
	seen  map[string]bool
	found []relay.Mistaken
}

// right is the digest that the product makes with a key.
func (m *mistaking) right() func(rightKey) []byte {
	return func(k rightKey) []byte { return k.sign(m.lead(), m.in.Body) }
}

// add notes what comes out with these digests, written as the product does. A nil mistake is none. A digest that is nil cannot
// be made.
func (m *mistaking) add(digest func(k rightKey) []byte, mistake *part) {
	m.write(func(k rightKey) string {
		sum := digest(k)
		if sum == nil {
			return ""
		}
		return m.version + m.encode(sum)
	}, mistake)
}

// write is add with whole signatures; an empty one cannot be made.
func (m *mistaking) write(signature func(k rightKey) string, mistake *part) {
	values := map[string]string{}
	for _, k := range m.keys {
		made := signature(k)
		if made == "" {
			return
		}
		if values[k.header] != "" {
			made = values[k.header] + m.separator() + made
		}
		values[k.header] = made
	}
	headers := slices.Clone(m.in.Headers)
	key := ""
	for i, h := range headers {
		for name, value := range values {
			if !strings.EqualFold(h.Name, name) {
				continue
			}
			if m.name == "moneybird" {
				value = "t=" + m.timestamp + "," + value
			}
			headers[i].Value = value
			key += value + "\n"
		}
	}
	if m.seen[key] {
		return
	}
	m.seen[key] = true
	if mistake != nil {
		m.found = append(m.found, relay.Mistaken{Mistake: *withFixes(m.name, together([]part{*mistake})), Headers: headers})
	}
}

func (s *scheme) separator() string {
	if s.name == "moneybird" {
		return ","
	}
	return " "
}

// waysOfForm is how many keys a form may make of one secret.
const waysOfForm = 12

// byKeys are other schemes as a whole, other forms of the secret, and none.
func (m *mistaking) byKeys() {
	for _, other := range schemes() {
		lead, ok := leadOf(other.text, m.id, m.timestamp)
		if !ok || other.text == m.text && other.base64 == m.base64 {
			continue
		}
		words := part{otherScheme, "by the scheme of " + other.title + ": " + other.encodingShort() + " over " + other.short, "sign " + m.short + ", in " + m.encodingShort() + ", as " + m.title + " does"}
		for i, form := range []func(string) [][]byte{func(secret string) [][]byte { return [][]byte{[]byte(secret)} }, decodedBase64} {
			if other.base64 == m.base64 && m.base64 == (i == 1) {
				continue // only the text differs
			}
			for nth := range waysOfForm {
				m.write(func(k rightKey) string {
					keys := form(k.secret)
					if nth >= len(keys) {
						return ""
					}
					signature := other.encode(hmacSHA256(keys[nth], []byte(lead), m.in.Body))
					if other.base64 {
						return other.version + signature
					}
					return m.version + signature
				}, &words)
			}
		}
	}
	for _, form := range keyForms() {
		for nth := range waysOfForm {
			m.add(func(k rightKey) []byte {
				keys := form.of(k.secret)
				if nth >= len(keys) {
					return nil
				}
				return hmacSHA256(keys[nth], []byte(m.lead()), m.in.Body)
			}, m.keyMistake(&form))
		}
	}
	if len(m.keys) > 1 && len(m.headers) > 1 {
		m.add(func(k rightKey) []byte {
			other := m.keys[0]
			if other.header == k.header {
				other = m.keys[1]
			}
			return other.sign(m.lead(), m.in.Body)
		}, &part{swappedTokens, "with the other header's token", "token 1 belongs to " + m.headers[0] + ", token 2 to " + m.headers[1]})
	}
	for _, old := range m.endedKeys(m.in.Old) {
		m.add(func(rightKey) []byte { return old.sign(m.lead(), m.in.Body) }, &part{oldSecret, "with an old secret", "take the secret of now"})
	}
	for _, unset := range []string{"", "undefined", "null", "None", "nil"} {
		m.add(func(rightKey) []byte { return hmacSHA256([]byte(unset), []byte(m.lead()), m.in.Body) },
			&part{secretUnset, "with no secret at all, as when a setting is not read", "look what the code has as its secret"})
	}
}

// byTexts are other texts around the body.
func (m *mistaking) byTexts() {
	for _, text := range m.texts() {
		if text.mistake != nil {
			m.add(func(k rightKey) []byte { return k.sign(text.lead, m.in.Body) }, text.mistake)
		}
	}
}

// byHashes are other algorithms.
func (m *mistaking) byHashes() {
	for _, h := range hashes() {
		if h.mistake != nil {
			m.add(func(k rightKey) []byte { return h.sum(k.key, m.lead(), m.in.Body) }, h.mistake)
		}
	}
}

// byForms are right digests in another encoding, or with something else before them.
func (m *mistaking) byForms() {
	sum := m.right()
	for _, form := range []struct {
		id    mistakeID
		words string
		write func(k rightKey) string
	}{
		{base64ForHex, "written in base64", func(k rightKey) string { return m.version + base64.StdEncoding.EncodeToString(sum(k)) }},
		{hexForBase64, "written in hex", func(k rightKey) string { return m.version + hex.EncodeToString(sum(k)) }},
		{upperCase, "written in upper case", func(k rightKey) string { return m.version + strings.ToUpper(hex.EncodeToString(sum(k))) }},
		{base64OfHex, "written as base64 of the hex digits", func(k rightKey) string {
			return m.version + base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(sum(k))))
		}},
		{base64NoPadding, "written in base64 without its =", func(k rightKey) string { return m.version + base64.RawStdEncoding.EncodeToString(sum(k)) }},
		{base64ForURLs, "written in base64 for URLs, with - and _", func(k rightKey) string { return m.version + base64.URLEncoding.EncodeToString(sum(k)) }},
		{versionMissing, "without " + m.version + " before it", func(k rightKey) string { return m.encode(sum(k)) }},
		{versionPrefix, "with sha256= before it", func(k rightKey) string { return "sha256=" + m.encode(sum(k)) }},
		{versionPrefix, "with v1= before it", func(k rightKey) string { return "v1=" + m.encode(sum(k)) }},
	} {
		switch { // the explainer calls these by what they stand for
		case !m.base64 && (form.id == base64NoPadding || form.id == base64ForURLs):
			form.id = base64ForHex
		case m.base64 && form.id == upperCase:
			form.id = hexForBase64
		}
		m.write(form.write, &part{form.id, form.words, "expect " + m.shape})
	}
}

// byBodies are other bytes than those that came.
func (m *mistaking) byBodies() {
	bodies, _ := m.bodies()
	for _, b := range bodies {
		if b.mistake != nil {
			m.add(func(k rightKey) []byte { return k.sign(m.lead(), b.body) }, b.mistake)
		}
	}
}
