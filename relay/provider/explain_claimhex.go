package provider

import (
	"encoding/hex"
	"strings"
)

// minSeparated is how many bytes stand apart at least where that is taken for hex: as many as the smallest digest has.
const minSeparated = 16

// readPrefixed reads hex with 0x before it. Where a number was written so, zeros at its beginning are lost.
func readPrefixed(text string) (c claim, ok bool) {
	digits, found := strings.CutPrefix(strings.ToLower(text), "0x")
	if !found {
		return c, false
	}
	if lost := 64 - len(digits); lost > 0 && lost < 6 {
		digits = strings.Repeat("0", lost) + digits
	}
	digest, err := hex.DecodeString(digits)
	return claim{text: text, digest: digest, encoding: prefixedHex}, err == nil && isDigestSize(len(digest))
}

// separatedIn finds hex whose bytes stand apart, as in 0a:1b or 0a 1b, which everything else here takes for many texts.
func separatedIn(text string) []claim {
	var claims []claim
	for i := 0; i < len(text) && len(claims) < maxClaims; i++ {
		if i > 0 && text[i-1] != '=' && !apart(rune(text[i-1])) {
			continue
		}
		end := separatedEnd(text, i)
		if end-i < 3*minSeparated-1 {
			i = max(i, end-1)
			continue
		}
		digest, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(text[i:end]))
		if err == nil && isDigestSize(len(digest)) && (end == len(text) || apart(rune(text[end]))) {
			claims = append(claims, claim{text: text[i:end], prefix: prefixAt(text[:i]), digest: digest, encoding: separatedHex})
		}
		i = end - 1
	}
	return claims
}

// prefixAt is what stands right before a claim.
func prefixAt(before string) string {
	if strings.HasSuffix(before, "v1,") {
		return "v1,"
	}
	return before[1+strings.LastIndexFunc(before, apart):]
}

// separatedEnd is where a row of bytes ends that stand apart by the same character; the place itself where there is none.
func separatedEnd(text string, start int) int {
	end := start
	for at := start; digitAt(text, at) >= 0 && digitAt(text, at+1) >= 0; at += 3 {
		end = at + 2
		if end == len(text) || text[end] != ':' && text[end] != ' ' || text[end] != text[start+2] {
			break
		}
	}
	return end
}
