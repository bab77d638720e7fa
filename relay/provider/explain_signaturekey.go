package provider

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// provenByKey tells of Finpilo's key, which is masked in what is stored: there is no signature, and nothing is signed.
func provenByKey(in *relay.SentAttempt) relay.Signature {
	s := relay.Signature{Verdict: relay.SignatureUnknown, Algorithm: "API key in Authorization", SignedBytes: "no bytes at all (Finpilo has no signature)"}
	values := valuesOf(in.Attempt.Request.Headers, authorization)
	forged, body := struckBy(in.Attempt, "bad-signature", "wrong-secret", "missing-signature"), struckBy(in.Attempt, "truncate-body", "corrupt-body")
	header := relay.ProvingHeader{Name: authorization}
	switch {
	case len(in.Attempt.Request.Headers) == 0:
		s.Line = unknown("no request is known of this attempt" + dash(in.Attempt.Error))
		return s
	case len(values) == 0 && forged == nil:
		s.Verdict = relay.SignatureMissing
		s.Line = "unsigned: no API key was set, so none was sent"
		return s
	case len(values) == 0:
		s.Verdict = relay.SignatureMissing
	case forged != nil:
		s.Verdict = relay.SignatureWrong
	default:
		s.Verdict = relay.SignatureRight
	}
	s.Key = "the API key as Bearer token"
	if len(values) > 0 {
		header.Sent, header.Matches = relay.MaskHeader(authorization, values[0]), s.Verdict == relay.SignatureRight
	}
	s.Headers = []relay.ProvingHeader{header}
	switch {
	case forged != nil:
		s.Line = fmt.Sprintf("%s: the fault %s spoiled this request on purpose%s; a receiver that checks is right to refuse it", s.Verdict, specOf(forged), inBrackets(forged.Note))
	case body != nil:
		s.Line = fmt.Sprintf("right: the API key as Authorization: Bearer; the fault %s changed the body%s, which nothing signs", specOf(body), inBrackets(body.Note))
	default:
		s.Line = "right: the API key that was set then as Authorization: Bearer; Finpilo has no signature to check"
	}
	return s
}

// struckBy is the first of some faults that acted on an attempt; nil where none did.
func struckBy(attempt *relay.Attempt, names ...string) *relay.AppliedFault {
	for _, name := range names {
		for i := range attempt.Faults {
			if f := &attempt.Faults[i]; f.Name == name && applied(f) {
				return f
			}
		}
	}
	return nil
}
