package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
)

// rightKey is a key that the product signs with.
type rightKey struct {
	header string // that its signature stands in
	secret string
	key    []byte
	words  string // which it is; never the secret
}

func (k *rightKey) sign(lead string, body []byte) []byte {
	return hmacSHA256(k.key, []byte(lead), body)
}

// rightKeys are the keys that the product makes of secrets; those that it cannot use are left out.
func (s *scheme) rightKeys(secrets []string) []rightKey {
	var keys []rightKey
	for i, secret := range secrets {
		if secret == "" || len(s.headers) > 1 && i >= len(s.headers) {
			continue
		}
		key := rightKey{header: s.headers[0], secret: secret, key: []byte(secret), words: s.keyWords(secret)}
		if s.base64 {
			decoded, err := whsecKey(secret)
			if err != nil {
				continue
			}
			key.key = decoded
		}
		switch {
		case len(s.headers) > 1:
			key.header, key.words = s.headers[i], "token "+strconv.Itoa(i+1)+" as text"
		case i > 0:
			key.words += " (the previous one)"
		}
		keys = append(keys, key)
	}
	return keys
}

// endedKeys are the keys that the product made of secrets that have ended, of whichever header.
func (s *scheme) endedKeys(secrets []string) []rightKey {
	var keys []rightKey
	for _, secret := range secrets {
		keys = append(keys, s.rightKeys([]string{secret})...)
	}
	return keys
}

func (s *scheme) keyWords(secret string) string {
	switch {
	case s.base64:
		return "the base64-decoded bytes behind whsec_"
	case strings.HasPrefix(secret, whsecFintoro):
		return "the whole secret as text, whsec_fintoro_ included"
	}
	return "the whole secret as text"
}

// keyed is a key to try. mistake is nil for a right one.
type keyed struct {
	key     []byte
	mistake *part
	mac     hash.Hash // HMAC-SHA256 with it
	alone   bool      // not tried together with another mistake
}

// keysFor are the keys to try for a header; an empty one stands for any. The right ones come first.
func (x *explaining) keysFor(header string) []keyed {
	var keys []keyed
	seen := map[string]bool{}
	add := func(key []byte, mistake *part) {
		if !seen[string(key)] {
			seen[string(key)] = true
			keys = append(keys, keyed{key: key, mistake: mistake, mac: hmac.New(sha256.New, key)})
		}
	}
	for _, k := range x.keys {
		if header == "" || k.header == header {
			add(k.key, nil)
		}
	}
	for _, k := range x.keys { // only Silverfin's have a header each
		add(k.key, &part{swappedTokens, "with the other header's token", "token 1 belongs to " + x.headers[0] + ", token 2 to " + x.headers[len(x.headers)-1]})
	}
	for _, k := range x.endedKeys(x.in.Old) {
		add(k.key, &part{oldSecret, "with an old secret", "take the secret of now"})
	}
	for _, k := range x.unspoiledKeys() {
		add(k.key, k.mistake)
	}
	for _, secret := range x.in.Secrets {
		if secret == "" {
			continue
		}
		for _, form := range keyForms() {
			for _, key := range form.of(secret) {
				add(key, x.keyMistake(&form))
			}
		}
	}
	add(nil, &part{secretUnset, "with no secret at all, as when a setting is not read, or what is no hex is decoded as hex", "look what the code has as its secret"})
	for _, unset := range []string{"undefined", "null", "None", "nil"} {
		add([]byte(unset), &part{secretUnset, "with no secret at all, as when a setting is not read", "look what the code has as its secret"})
	}
	usual := len(keys)
	for _, secret := range x.in.Secrets {
		for _, form := range urlKeyForms() {
			for _, key := range form.of(secret) {
				add(key, x.keyMistake(&form))
			}
		}
		for _, key := range besides(secret, invisible()) {
			add([]byte(key), x.keyMistake(&keyForm{id: secretBlank, words: "a character that nobody sees beside the secret, such as a zero-width space"}))
		}
	}
	for i := range keys[usual:] {
		keys[usual+i].alone = true
	}
	return keys
}

func (x *explaining) keyMistake(form *keyForm) *part {
	remedy := "take " + x.keys[0].words
	if x.base64 && form.id == prefixCut {
		return &part{secretNotDecoded, "with " + form.words, remedy}
	}
	return &part{form.id, "with " + form.words, remedy}
}

// keyForm is what people make of a secret. of returns the keys that come out; none where it cannot be done.
type keyForm struct {
	id    mistakeID
	words string
	of    func(secret string) [][]byte
}

func keyForms() []keyForm {
	text := func(change func(string) []string) func(string) [][]byte {
		return func(secret string) [][]byte {
			var keys [][]byte
			for _, changed := range change(secret) {
				keys = append(keys, []byte(changed))
			}
			return keys
		}
	}
	return []keyForm{
		{secretNotDecoded, "the secret's whole text, not decoded", text(func(s string) []string { return []string{s} })},
		{prefixCut, "the text behind " + whsecFintoro, text(func(s string) []string { return cut(s, whsecFintoro) })},
		{prefixCut, "the text behind " + whsec, text(func(s string) []string { return cut(s, whsec) })},
		{secretDecoded, "the bytes that the secret's hex stands for", decodedHex},
		{secretDecoded, "the bytes that the secret's base64 stands for", decodedBase64},
		{secretBlank, "a line break or blank beside the secret", text(func(s string) []string {
			return []string{s + "\n", s + "\r\n", s + " ", " " + s, s + "\r", s + "\t", "\n" + s, " " + s + " "}
		})},
		{secretQuoted, "the quotes around the secret, as in a settings file", text(func(s string) []string { return []string{`"` + s + `"`, "'" + s + "'", "“" + s + "”"} })},
		{secretEncoded, "the secret encoded once more, as in a Kubernetes manifest", text(func(s string) []string {
			return []string{base64.StdEncoding.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte(s + "\n")), hex.EncodeToString([]byte(s))}
		})},
		{secretUTF16, "the secret as UTF-16", func(secret string) [][]byte {
			return [][]byte{asUTF16([]byte(secret), binary.LittleEndian), asUTF16([]byte(secret), binary.BigEndian)}
		}},
		{secretCase, "the secret in other case", text(func(s string) []string { return []string{strings.ToUpper(s), strings.ToLower(s)} })},
	}
}

func cut(secret, prefix string) []string {
	if rest, ok := strings.CutPrefix(secret, prefix); ok {
		return []string{rest}
	}
	return nil
}

// stems are the parts of a secret that people decode.
func stems(secret string) []string {
	return append(append([]string{secret}, cut(secret, whsecFintoro)...), cut(secret, whsec)...)
}

func decodedHex(secret string) [][]byte {
	var keys [][]byte
	for _, stem := range stems(secret) {
		if key, err := hex.DecodeString(stem); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// decodedBase64 decodes strictly, as Node's Buffer does (either alphabet, everything else passed over), as Python's
// b64decode does (one alphabet, everything else passed over) and as Go does for who ignores the error (what stands
// before the first character that is none).
func decodedBase64(secret string) [][]byte {
	var keys [][]byte
	for _, stem := range stems(secret) {
		node := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(stem, "="))
		for _, text := range []string{strings.TrimRight(stem, "="), kept(node), kept(stem)} {
			for len(text)%4 == 1 { // a last digit alone makes no byte
				text = text[:len(text)-1]
			}
			if key, err := base64.RawStdEncoding.DecodeString(text); err == nil && len(key) > 0 {
				keys = append(keys, key)
			}
		}
		if key, err := base64.StdEncoding.DecodeString(stem); err != nil && len(key) > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// kept are the characters of base64's first alphabet.
func kept(text string) string {
	return strings.Map(func(r rune) rune {
		if apart(r) || r == '-' || r == '_' || r == '=' {
			return -1
		}
		return r
	}, text)
}
