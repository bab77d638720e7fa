package receivers_test

import (
	"slices"
	"testing"
)

func TestFinpiloMutants(t *testing.T) {
	t.Parallel()
	tries(t, "finpilo", slices.Concat(comparesBadly(), booksBadly(), speaksBadly(), readsLittle(), []mutant{
		{name: "it looks at no key", bug: looksAtNothing, want: []string{"signature/wrong-secret"}, says: "does not check who sends"},
		{name: "it compares without regard to case", bug: takesAnyCase, want: []string{"signature/case"}, says: "compares without regard to case"},
		{name: "it looks for the key anywhere in the header", bug: takesAnyPlace, want: []string{"signature/other-auth-scheme", "signature/bare-key", "signature/two-keys"},
			says: "looks for the key anywhere in the header"},
		{name: "it takes any scheme", bug: takesAnyAuthorization, want: []string{"signature/bare-key", "signature/other-auth-scheme"}, says: "does not look at the scheme"},
		{name: "it gives a repeat a new reference", bug: freshReference, want: []string{"answer/reference-again"}, says: "to one document that came twice"},
		{name: "it answers an object as reference", bug: objectAsReference, want: []string{"answer/reference"}, says: "a reference that cannot be used as it stands"},
	}))
}
