package receivers_test

import (
	"net/http"
	"strings"
)

// These bugs are about how a receiver reads the headers of its product.

// takesAnyScheme looks at what stands behind the equals signs, whatever stands before.
func takesAnyScheme(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string {
		var values []string
		for part := range strings.SplitSeq(h.Get("Moneybird-Signature"), ",") {
			_, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			values = append(values, value)
		}
		return values
	}
}

// wantsOnlyV1 gives up where there is anything else beside t and v1.
func wantsOnlyV1(rc *receiver) {
	given := rc.proof.given
	rc.proof.given = func(h http.Header, i int) []string {
		for part := range strings.SplitSeq(h.Get("Moneybird-Signature"), ",") {
			if !strings.HasPrefix(part, "t=") && !strings.HasPrefix(part, "v1=") {
				return nil
			}
		}
		return given(h, i)
	}
}

// takesAnyVersion looks at what stands behind the commas.
func takesAnyVersion(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string {
		var values []string
		for part := range strings.FieldsSeq(h.Get("webhook-signature")) {
			_, value, _ := strings.Cut(part, ",")
			values = append(values, value)
		}
		return values
	}
}

// comparesList knows of no list.
func comparesList(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string {
		return []string{strings.TrimPrefix(h.Get("webhook-signature"), "v1,")}
	}
}

// wantsBoth refuses what only one of two tokens has signed.
func wantsBoth(rc *receiver) {
	tokens := rc.secrets
	rc.secrets = []string{"both"}
	rc.proof.given = func(h http.Header, _ int) []string {
		return []string{h.Get("X-SF-SIGNATURE-1") + " " + h.Get("X-SF-SIGNATURE-2")}
	}
	rc.proof.sum = func(_, body []byte) string {
		return hexSum([]byte(tokens[0]), body) + " " + hexSum([]byte(tokens[1]), body)
	}
}

// takesEitherHeader holds each token against both headers.
func takesEitherHeader(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string {
		return []string{h.Get("X-SF-SIGNATURE-1"), h.Get("X-SF-SIGNATURE-2")}
	}
}

// takesAnyPlace looks whether the key is in Authorization.
func takesAnyPlace(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string { return []string{h.Get("Authorization")} }
	rc.proof.equal = func(given, want string) bool { return strings.Contains(given, want) }
}

// takesAnyAuthorization looks at the last word.
func takesAnyAuthorization(rc *receiver) {
	rc.proof.given = func(h http.Header, _ int) []string {
		value := h.Get("Authorization")
		return []string{value[strings.LastIndexByte(value, ' ')+1:]}
	}
}
