package provider

import (
	"strings"
	"unicode"
)

const quotes = "\"'`“”‘’„«»"

// unspoiled is a secret as it is given, without the blanks, quotes and invisible characters that came along when it was copied; id
// is the mistake that they are. ok is false where there are none, or nothing else.
func unspoiled(secret string) (bare string, id mistakeID, ok bool) {
	beside := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc) || strings.ContainsRune(quotes, r)
	}
	bare = strings.TrimFunc(secret, beside)
	if bare == "" || bare == secret {
		return "", 0, false
	}
	if bare == strings.Trim(secret, quotes) {
		return bare, secretQuoted, true
	}
	return bare, secretBlank, true
}

// unspoiledKeys are the keys of those secrets that something stands beside, as they are given.
func (x *explaining) unspoiledKeys() []keyed {
	var keys []keyed
	for _, secret := range x.in.Secrets {
		bare, id, ok := unspoiled(secret)
		if !ok {
			continue
		}
		for _, k := range x.rightKeys([]string{bare}) {
			keys = append(keys, keyed{key: k.key, mistake: &part{
				id, "with the secret without the blanks, quotes or invisible characters that stand beside it as it is given here", "take it without them",
			}})
		}
	}
	return keys
}

// invisible are characters that come along with what is copied from a page or a document, and that nobody sees: a zero-width
// space, a byte order mark, a no-break space.
func invisible() []string { return []string{"\u200b", "\ufeff", "\u00a0"} }

// besides is a secret with something on either side.
func besides(secret string, marks []string) []string {
	var texts []string
	for _, mark := range marks {
		texts = append(texts, secret+mark, mark+secret)
	}
	return texts
}
