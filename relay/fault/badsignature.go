package fault

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// badSignature changes one character of each signature.
type badSignature struct{}

func (badSignature) entry() Entry {
	return Entry{
		Name: "bad-signature", Stage: relay.SignedStage, Places: senderOnly(),
		Meaning: "a forger guesses: one character of each signature (of the key, where the product sends one) is another",
		Expect:  "the receiver answers 401 and books nothing",
		Example: "faults add bad-signature --first 1",
	}
}

func (badSignature) check(string) error { return nil }

func (badSignature) signed(_ string, s *relay.Signed) string {
	changed := 0
	s.Headers = slices.Clone(s.Headers)
	for i := range s.Headers {
		if h := &s.Headers[i]; isSignature(s.Traits, h.Name) {
			h.Value = falsify(h.Value)
			changed++
		}
	}
	if changed == 0 {
		return "not applied: the request carries no signature"
	}
	return "one character of each signature was changed"
}

func isSignature(traits *relay.Traits, header string) bool {
	return slices.ContainsFunc(traits.SignatureHeaders, func(name string) bool { return strings.EqualFold(name, header) })
}

// digests are what signatures look like, in hex or Base64, however many stand in a header. A timestamp is too short.
var digests = regexp.MustCompile(`[0-9A-Za-z+/]{16,}`)

// falsify changes a character in the middle of each signature; of a key that is shorter, the last one.
func falsify(value string) string {
	if !digests.MatchString(value) {
		return value[:max(len(value)-1, 0)] + neighbour(value[max(len(value)-1, 0):])
	}
	return digests.ReplaceAllStringFunc(value, func(digest string) string {
		middle := len(digest) / 2
		return digest[:middle] + neighbour(digest[middle:middle+1]) + digest[middle+1:]
	})
}

// neighbour is another character that may stand where a hex or Base64 digit does.
func neighbour(digit string) string {
	switch {
	case digit == "0":
		return "1"
	case digit >= "1" && digit <= "9":
		return "a"
	}
	return "0"
}
