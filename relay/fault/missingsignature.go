package fault

import (
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// missingSignature leaves out the headers that prove who sends.
type missingSignature struct{}

func (missingSignature) entry() Entry {
	return Entry{
		Name: "missing-signature", Stage: relay.SignedStage, Places: senderOnly(),
		Meaning: "a stranger posts to the URL, or a proxy strips headers: no signature, and no key",
		Expect:  "the receiver answers 400 or 401 and books nothing",
		Example: "faults add missing-signature --first 1",
	}
}

func (missingSignature) check(string) error { return nil }

func (missingSignature) signed(_ string, s *relay.Signed) string {
	kept := slices.DeleteFunc(slices.Clone(s.Headers), func(h relay.Header) bool { return isSignature(s.Traits, h.Name) })
	if len(kept) == len(s.Headers) {
		return "not applied: the request carries no signature"
	}
	s.Headers = kept
	return "sent without its signature"
}
