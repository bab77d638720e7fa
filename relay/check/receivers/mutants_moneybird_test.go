package receivers_test

import (
	"net/http"
	"slices"
	"testing"
)

func TestMoneybirdMutants(t *testing.T) {
	t.Parallel()
	tries(t, "moneybird", slices.Concat(comparesBadly(), signsBadly(), timesBadly(moneybirdTime), booksBadly(), speaksBadly(), readsLittle(), handlesBadly("events/unknown-type"), []mutant{
		{name: "it takes any scheme", bug: takesAnyScheme, want: []string{"signature/under-other-scheme"}, says: "whatever its scheme is called"},
		{name: "it looks at the first v1", bug: onlyOf(first), want: []string{"signature/second-valid"}, says: "looks at the first signature alone"},
		{name: "it looks at the last v1", bug: onlyOf(last), want: []string{"signature/first-valid"}, says: "keeps the last signature alone"},
		{name: "it knows no scheme but v1", bug: wantsOnlyV1, want: []string{"signature/unknown-scheme-beside"}, says: "stumbles over a scheme that it does not know"},
		{name: "it decodes the secret as hex", bug: keyed(keyAsHex), want: []string{"delivery/valid"}, says: "the bytes that the secret's hex stands for"},
		{name: "it signs the body alone", bug: signing(signsBody), want: []string{"delivery/valid"}, says: "over the raw body alone"},
		{name: "it answers 204", bug: answering(http.StatusNoContent), want: []string{"delivery/valid"}, says: "answered 204 .* counts 200 and nothing else"},
		{name: "it answers 202", bug: answering(http.StatusAccepted), want: []string{"delivery/valid"}, says: "answered 202 .* counts 200 and nothing else"},
		{name: "it dies of an event without entity", bug: failsOnEmpty, want: []string{"events/deleted"}, says: "answered 500 .* sales_invoice_destroyed"},
		{name: "it refuses the probe", bug: refusesProbe, want: []string{"http/probe", "http/probe-empty"}, says: "cannot be registered"},
	}))
}
