package provider

import "slices"

// computed is a mistake in how the signature is computed.
func computed(change func(*recipe)) fix {
	return func(l *language, r *recipe) lines { return lines{l.sign(r.with(change)), l.sign(r)} }
}

// textFixes are for what stands around the body in the text that is signed.
func textFixes() map[mistakeID]fix {
	lead := func(terms ...term) fix { return computed(func(r *recipe) { r.lead = terms }) }
	dot := lit(".")
	changed := func(change func(term) term) fix { return computed(func(r *recipe) { r.lead = mapped(r.lead, change) }) }
	instead := func(from variable, to term) func(term) term {
		return func(t term) term {
			if t.of == from {
				return to
			}
			return t
		}
	}
	return map[mistakeID]fix{
		signedBodyAlone:   lead(),
		signedTimestamp:   lead(of(timeValue), dot),
		signedIDTimestamp: lead(of(idValue), dot, of(timeValue), dot),
		signedID:          lead(of(idValue), dot),
		signedTimestampID: lead(of(timeValue), dot, of(idValue), dot),
		signedWithoutDots: computed(func(r *recipe) {
			if r.lead = slices.DeleteFunc(slices.Clone(r.lead), func(t term) bool { return t.of == literal }); len(r.lead) == 0 {
				r.lead = []term{of(idValue)}
			}
		}),
		signedSeparator:    changed(instead(literal, lit(":"))),
		signedMilliseconds: changed(instead(timeValue, of(timeMillis))),
		signedOtherTime:    changed(instead(timeValue, of(timeISO))),
		signedNow:          changed(instead(timeValue, of(nowSeconds))),
		signedBodyFirst:    computed(func(r *recipe) { r.lead, r.bodyFirst = []term{dot, of(timeValue)}, true }),
		otherScheme: computed(func(r *recipe) {
			if r.scheme.base64 { // Fintoro's
				r.lead, r.key, r.digest = nil, keyWhole, inHex
				return
			}
			r.lead, r.key, r.digest = []term{of(idValue), dot, of(timeValue), dot}, keyBase64, inBase64 // Standard Webhooks'
			if r.scheme.name == "fintoro" {
				r.key = keyDecoded
			}
		}),
	}
}

// hashFixes are for what computes the digest.
func hashFixes() map[mistakeID]fix {
	by := func(a algorithmText) fix { return computed(func(r *recipe) { r.algorithm = a }) }
	return map[mistakeID]fix{hmacSHA1: by(hmac1), hmacSHA512: by(hmac512), hmacSHA384: by(hmac384), hmacMD5: by(hmacOfMD5), plainSHA256: by(plain256), swappedArguments: by(swapped256)}
}

// encodingFixes are for how the digest is written.
func encodingFixes() map[mistakeID]fix {
	in := func(d digestText) fix { return computed(func(r *recipe) { r.digest = d }) }
	return map[mistakeID]fix{
		base64ForHex: in(inBase64), hexForBase64: in(inHex), upperCase: in(inUpperHex), base64NoPadding: in(inBareBase64), base64ForURLs: in(inBase64URL),
		base64OfHex: in(inBase64OfHex), hexDashed: in(inDashedHex), hexUnpadded: in(inUnpaddedHex), hexPrefixed: in(inPrefixedHex), hexSeparated: in(inColonHex),
	}
}
