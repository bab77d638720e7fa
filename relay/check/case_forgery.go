package check

import (
	"crypto/sha256"
	"slices"
)

// forgeryCases are what somebody can send who knows no secret.
func forgeryCases() []Case {
	return append([]Case{stranger()}, asCases([]forgery{
		{
			id: "signature/missing", title: "refuses a webhook without proof", level: Must,
			rule:   "a webhook that proves nothing may come from anybody",
			remedy: "refuse a request whose header is missing; do not take it for one that need not be checked",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{})
				return []forged{{"a webhook without " + headersOf(s), "it checks only what brings a signature along, so that leaving it out is enough", s.withoutProofs(request)}}, err
			},
		},
		{
			id: "signature/empty", title: "refuses a webhook whose proof is empty", level: Must,
			rule:   "an empty value, or a word for nothing, proves nothing",
			remedy: "compare with the whole expected value whatever was sent; a setting that is missing must never equal a header that is empty",
			make:   emptyProofs,
		},
		{
			id: "signature/unset-secret", title: "refuses what an empty secret has proven", level: Must,
			rule:   "with an empty key, or with the word undefined, anybody can sign",
			remedy: "refuse to start without a secret, and leave a secret that is not set out of the list of those that count",
			make: func(s *Session, w Webhook) ([]forged, error) {
				var all []forged
				for _, unset := range []string{"", "undefined", "null", "None"} {
					request, err := s.dressed(w, Signing{}, func(p proof) string {
						if p.provider == "finpilo" {
							return unset
						}
						return p.mac(sha256.New, []byte(unset), w.Body)
					})
					if err != nil {
						return nil, err
					}
					what := `a webhook proven with the secret "` + unset + `"`
					all = append(all, forged{what, "one of its secrets is not set, and it takes that for a secret", request})
				}
				return all, nil
			},
		},
		{
			id: "signature/plain-hash", title: "refuses a hash without a key", level: Must, skip: signing,
			rule:   "a hash that needs no secret can be computed by anybody",
			remedy: "use an HMAC with the secret as its key",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.dressed(w, Signing{}, func(p proof) string {
					sum := sha256.Sum256(slices.Concat([]byte(p.Lead), w.Body))
					return p.encode(sum[:])
				})
				return []forged{{"a webhook with the plain SHA-256 of its signed text", "it takes a hash that needs no secret", request}}, err
			},
		},
	})...)
}

// emptyProofs are values of the proving headers that hold nothing.
func emptyProofs(s *Session, w Webhook) ([]forged, error) {
	right, err := s.Signed(w, Signing{})
	if err != nil {
		return nil, err
	}
	values := []string{"", "undefined", "null", "none"}
	switch s.Traits.Name {
	case "moneybird":
		values = append(values, "t="+s.lead(right.Headers)[:len(s.lead(right.Headers))-1]+",v1=")
	case "bookkeeper":
		values = append(values, "v1,")
	case "finpilo":
		values = append(values, "Bearer", "Bearer undefined")
	}
	var all []forged
	for _, value := range values {
		what := `a webhook with "` + value + `" as ` + headersOf(s)
		all = append(all, forged{what, "it compares an empty or missing value with one of its own that is as empty", s.replacedProofs(right, value)})
	}
	return all, nil
}

// headersOf names the proving headers.
func headersOf(s *Session) string {
	if len(s.Traits.SignatureHeaders) > 1 {
		return s.Traits.SignatureHeaders[0] + " and " + s.Traits.SignatureHeaders[1]
	}
	return s.Traits.SignatureHeaders[0]
}
