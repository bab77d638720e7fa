package provider

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// What is looked at of a text from outside.
const (
	maxClaimText = 16 << 10
	maxClaims    = 16
	maxPrefixes  = 4 // before one value, such as v1=sha256=
)

// encoding is how a digest is written.
type encoding int

const (
	hexLower encoding = iota
	hexUpper
	base64Padded
	base64Bare      // without padding
	base64URL       // in the alphabet for URLs
	base64OfHexText // base64 of the hex digits' text
	dashedHex       // 0A-1B, in either case
	separatedHex    // 0a:1b, or 0a 1b
	prefixedHex     // 0x0a1b
)

// claim is a value with the shape of a signature.
type claim struct {
	text     string // as it stands, without prefix
	prefix   string // such as "v1=" or "sha256="; empty when nothing stands before it
	digest   []byte
	encoding encoding
}

// claimsIn finds what has the shape of a signature: hex or base64 of as many bytes as MD5, SHA-1, SHA-256, SHA-384 or
// SHA-512 give.
func claimsIn(text string) []claim {
	text = text[:min(len(text), maxClaimText)]
	claims := separatedIn(text)
	for token := range strings.FieldsFuncSeq(text, apart) {
		prefix, rest := "", token
		for range maxPrefixes {
			if c, ok := readClaim(rest); ok {
				c.prefix = prefix
				claims = append(claims, c)
				break
			}
			name, after, found := strings.Cut(rest, "=")
			if !found || after == "" {
				break
			}
			prefix, rest = prefix+name+"=", after
		}
		if len(claims) >= maxClaims {
			break
		}
	}
	markVersions(text, claims)
	return claims
}

// markVersions notes where "v1," stands before a claim, since the comma takes texts apart.
func markVersions(text string, claims []claim) {
	for i := range claims {
		if claims[i].prefix == "" && strings.Contains(text, "v1,"+claims[i].text) {
			claims[i].prefix = "v1,"
		}
	}
}

// apart reports whether a character can stand neither in a signature nor in what leads to it.
func apart(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '/' || r == '=' || r == '-' || r == '_')
}

func isDigestSize(n int) bool { return n == 16 || n == 20 || n == 32 || n == 48 || n == 64 }

// readClaim reads a digest; ok is false when the text is none.
func readClaim(text string) (c claim, ok bool) {
	c.text = text
	if len(text) < 24 || len(text) > 191 {
		return c, false
	}
	var err error
	if plain := strings.ReplaceAll(text, "-", ""); len(text) == len(plain)/2*3-1 && dashed(text) {
		c.encoding = dashedHex
		c.digest, err = hex.DecodeString(plain)
		return c, err == nil && isDigestSize(len(c.digest))
	}
	if c, ok := readPrefixed(text); ok {
		return c, true
	}
	if c.digest, err = hex.DecodeString(text); err == nil && isDigestSize(len(c.digest)) {
		if strings.ToLower(text) != text {
			c.encoding = hexUpper
		}
		return c, true
	}
	for _, form := range []struct {
		encoding encoding
		codec    *base64.Encoding
	}{
		{base64Padded, base64.StdEncoding}, {base64Bare, base64.RawStdEncoding}, {base64URL, base64.URLEncoding}, {base64URL, base64.RawURLEncoding},
	} {
		decoded, err := form.codec.Strict().DecodeString(text)
		if err != nil {
			continue
		}
		c.digest, c.encoding = decoded, form.encoding
		if inner, err := hex.DecodeString(string(decoded)); err == nil && isDigestSize(len(inner)) {
			c.digest, c.encoding = inner, base64OfHexText
			return c, true
		}
		return c, isDigestSize(len(decoded)) && (c.encoding == base64Padded || len(decoded) > md5.Size) // without =, many a word looks like MD5's
	}
	return c, false
}

// dashed reports whether dashes stand where .NET's BitConverter puts them.
func dashed(text string) bool {
	for i := range len(text) {
		if (text[i] == '-') != (i%3 == 2) {
			return false
		}
	}
	return true
}
