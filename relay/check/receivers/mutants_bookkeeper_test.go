package receivers_test

import (
	"net/http"
	"slices"
	"testing"
)

func TestBookkeeperMutants(t *testing.T) {
	t.Parallel()
	tries(t, "bookkeeper", slices.Concat(comparesBadly(), signsBadly(), timesBadly(timestampHeader), booksBadly(), speaksBadly(), handlesBadly("events/unknown-type"), []mutant{
		{name: "it compares without regard to case", bug: takesAnyCase, want: []string{"signature/case"}, says: "compares without regard to case"},
		{name: "it takes any version", bug: takesAnyVersion, want: []string{"signature/under-other-scheme"}, says: "whatever its scheme is called"},
		{name: "it looks at the first v1", bug: onlyOf(first), want: []string{"signature/second-valid"}, says: "looks at the first signature alone"},
		{name: "it looks at the last v1", bug: onlyOf(last), want: []string{"signature/first-valid"}, says: "keeps the last signature alone"},
		{name: "it compares the header as a whole", bug: comparesList, says: "stumbles over a scheme that it does not know",
			want: []string{"signature/unknown-scheme-beside", "signature/second-valid", "signature/first-valid"}},
		{name: "it takes the secret as text", bug: keyed(keyAsText), want: []string{"delivery/valid"}, says: "the secret's whole text, not decoded"},
		{name: "it cuts the prefix off and does not decode", bug: keyed(keyWithoutPrefix), want: []string{"delivery/valid"}, says: "the text behind whsec_"},
		{name: "it signs the body alone", bug: signing(signsBody), want: []string{"delivery/valid"}, says: "over the raw body alone"},
		{name: "it compares with hex", bug: summing(hexSum), want: []string{"delivery/valid"}, says: "written in hex"},
		{name: "it refuses unknown keys", bug: wantsKeys("type", "timestamp", "data"), want: []string{"events/extra-fields"}, says: "fields that were not there before"},
		{name: "it answers 301", bug: answering(http.StatusMovedPermanently), want: []string{"delivery/valid"}, says: "answered 301 to a right webhook", also: []string{"answer/redirect"}},
	}))
}
