package check

import (
	"encoding/base64"
	"net/url"
)

// bearerCases are about Finpilo's key, which stands in the place of a signature.
func bearerCases() []Case {
	keys := onlyOf("it has no API key", "finpilo")
	cases := asCases([]forgery{
		{
			id: "signature/other-auth-scheme", title: "refuses the key in another scheme of Authorization", level: Should, skip: keys,
			rule:   "the key is a bearer token, and nothing else",
			remedy: "read Authorization as a scheme and a token, and take Bearer alone",
			make: func(s *Session, w Webhook) ([]forged, error) {
				right, err := s.Signed(w, Signing{})
				basic := base64.StdEncoding.EncodeToString([]byte("finpilo:" + s.Secrets[0]))
				return []forged{
					{"the key as Token", "it looks for the key anywhere in the header", right.With("Authorization", "Token "+s.Secrets[0])},
					{"the key as the password of Basic", "it takes the key as a password too", right.With("Authorization", "Basic "+basic)},
				}, err
			},
		},
		{
			id: "signature/bare-key", title: "refuses the key without a scheme", level: Hint, skip: keys,
			rule:   "the key is sent as Bearer and the key",
			remedy: "read Authorization as a scheme and a token",
			make: func(s *Session, w Webhook) ([]forged, error) {
				right, err := s.Signed(w, Signing{})
				return []forged{{"the key in Authorization without Bearer", "it does not look at the scheme", right.With("Authorization", s.Secrets[0])}}, err
			},
		},
		{
			id: "signature/key-in-query", title: "refuses the key in the URL", level: Should, skip: keys, source: goodPractice,
			rule:   "a key in a URL ends up in logs, histories and referrers",
			remedy: "take the key from Authorization alone",
			make: func(s *Session, w Webhook) ([]forged, error) {
				right, err := s.Signed(w, Signing{})
				if err != nil {
					return nil, err
				}
				var all []forged
				for _, name := range []string{"key", "api_key", "access_token", "token"} {
					request := right.With("Authorization", "")
					request.Query = name + "=" + url.QueryEscape(s.Secrets[0])
					all = append(all, forged{"the key as " + name + " in the URL", "it takes a key from the query", request})
				}
				return all, nil
			},
		},
		{
			id: "signature/key-in-header", title: "refuses the key in X-API-Key", level: Hint, skip: keys,
			rule:   "the key is sent in Authorization; X-API-Key is for calls of Finpilo's own API",
			remedy: "take the key from Authorization alone",
			make: func(s *Session, w Webhook) ([]forged, error) {
				right, err := s.Signed(w, Signing{})
				return []forged{{"the key as X-API-Key", "it takes the key from other headers", right.With("Authorization", "").With("X-API-Key", s.Secrets[0])}}, err
			},
		},
		{
			id: "signature/two-keys", title: "refuses a wrong key with the right one behind it", level: Should, skip: keys,
			rule:   "the key is the whole of what follows Bearer",
			remedy: "compare the whole value, and do not ask whether it holds the key",
			make: func(s *Session, w Webhook) ([]forged, error) {
				right, err := s.Signed(w, Signing{})
				return []forged{{"a wrong key and the right one in one header", "it asks whether the header holds the key", right.With("Authorization", "Bearer x "+s.Secrets[0])}}, err
			},
		},
	})
	return append(cases, taking{
		id: "signature/scheme-case", title: "needs no lower-case bearer", level: Hint, source: goodPractice, skip: keys,
		rule: "the scheme's case makes no difference in HTTP; Finpilo writes Bearer, so that either answer is fine", remedy: "take it or answer 401",
		make: func(s *Session, w Webhook) ([]right, error) {
			request, err := s.Signed(w, Signing{})
			return []right{{what: "a webhook with bearer in lower case", request: request.With("Authorization", "bearer "+s.Secrets[0]), either: true}}, err
		},
	}.asCase())
}
