package check

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// comparisonCases are proofs that are nearly right: what takes them compares a part only.
func comparisonCases() []Case {
	return asCases([]forgery{
		{
			id: "signature/last-digit", title: "refuses a proof whose last character is wrong", level: Must,
			rule:   "a proof is right as a whole or not at all",
			remedy: "compare all of both values in constant time: crypto.timingSafeEqual, hmac.compare_digest, hash_equals, hmac.Equal",
			make: changedAt("a proof whose last character is wrong", "it compares the beginning alone: a prefix",
				func(value string) int { return lastAt(value) }),
		},
		{
			id: "signature/first-digit", title: "refuses a proof whose first character is wrong", level: Must,
			rule:   "a proof is right as a whole or not at all",
			remedy: "compare all of both values in constant time: crypto.timingSafeEqual, hmac.compare_digest, hash_equals, hmac.Equal",
			make: changedAt("a proof whose first character is wrong", "it compares the end alone",
				func(string) int { return 0 }),
		},
		{
			id: "signature/middle-digit", title: "refuses a proof with one wrong character in the middle", level: Must,
			rule:   "a proof is right as a whole or not at all",
			remedy: "compare all of both values in constant time: crypto.timingSafeEqual, hmac.compare_digest, hash_equals, hmac.Equal",
			make: changedAt("a proof with one wrong character in the middle", "it compares the two ends alone, or only how long it is",
				func(value string) int { return len(value) / 2 }),
		},
		{
			id: "signature/cut", title: "refuses a right proof that is cut short", level: Must,
			rule:   "whoever need only guess the first characters can guess them",
			remedy: "compare lengths first: do not compare only as many characters as were sent, and do not ask whether one begins with the other",
			make: func(s *Session, w Webhook) ([]forged, error) {
				var all []forged
				for _, n := range []int{32, 16, 8, 1} {
					request, err := s.dressed(w, Signing{}, func(p proof) string { return p.Value[:min(n, len(p.Value)-1)] })
					if err != nil {
						return nil, err
					}
					all = append(all, forged{
						"a webhook with the first " + relay.Counted(n, "character") + " of its right proof",
						"it compares only a prefix, as many characters as it is given", request,
					})
				}
				return all, nil
			},
		},
		{
			id: "signature/appended", title: "refuses a right proof with something behind it", level: Should,
			rule:   "a proof with something behind it is not what the product sends",
			remedy: "compare all of both values, lengths first, and do not ask whether one begins with the other or holds it",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.dressed(w, Signing{}, func(p proof) string { return p.Value + "00" })
				return []forged{{"a webhook with 00 behind its right proof", "it compares only a prefix, as long as the right one is", request}}, err
			},
		},
		{
			id: "signature/case", title: "refuses a proof in other case where case matters", level: Must,
			skip:   caseMatters,
			rule:   "upper and lower case are different characters here: taking one for the other makes guessing easier",
			remedy: "compare the bytes as they are",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.dressed(w, Signing{}, func(p proof) string { return swappedCase(p.Value) })
				return []forged{{"a webhook whose proof has upper for lower case and the reverse", "it compares without regard to case", request}}, err
			},
		},
	})
}

// changedAt makes a webhook with one character of each proof changed.
func changedAt(what, bug string, at func(value string) int) func(*Session, Webhook) ([]forged, error) {
	return func(s *Session, w Webhook) ([]forged, error) {
		request, err := s.dressed(w, Signing{}, func(p proof) string { return p.otherAt(at(p.Value)) })
		return []forged{{"a webhook with " + what, bug, request}}, err
	}
}

func caseMatters(s *Session) string {
	if s.Traits.Name == "finpilo" && swappedCase(s.Secrets[0]) == s.Secrets[0] {
		return "the key has no letters"
	}
	return onlyOf("hex digits mean the same in either case", "bookkeeper", "finpilo")(s)
}

func swappedCase(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, text)
}
