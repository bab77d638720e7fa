package receivers_test

import (
	"slices"
	"testing"
)

func TestSilverfinMutants(t *testing.T) {
	t.Parallel()
	tries(t, "silverfin", slices.Concat(comparesBadly(), signsBadly(), booksBadly(), speaksBadly(), readsLittle(), handlesBadly("events/unknown-type-expires"), []mutant{
		{name: "it looks at the first header only", bug: knowing(0), want: []string{"signature/second-token-alone"}, says: "only the second signature is right: .* looks at the other one alone"},
		{name: "it looks at the second header only", bug: knowing(1), want: []string{"signature/first-token-alone"}, says: "only the first signature is right: .* looks at the other one alone"},
		{name: "it wants both signatures", bug: wantsBoth, want: []string{"signature/first-token-alone", "signature/second-token-alone"}, says: "wants both signatures right"},
		{name: "it takes either token in either header", bug: takesEitherHeader, want: []string{"signature/swapped-tokens"}, says: "compares each header with every token"},
		{name: "it signs with an empty second token", bug: secondUnset, want: []string{"signature/unset-secret"}, says: "one of its secrets is not set"},
	}))
}
