package check

import (
	"crypto/sha1" // receivers take it by mistake; nothing is protected with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// digestCases are signatures made with the right secret in a way that is not the product's.
func digestCases() []Case {
	const one = "there is one way to sign; each further way that is taken is one that nobody looks after"
	return asCases([]forgery{
		{
			id: "signature/other-hash", title: "refuses an HMAC with another hash", level: Should, skip: signing,
			rule: one, remedy: "use HMAC-SHA256 alone",
			make: func(s *Session, w Webhook) ([]forged, error) {
				weak, err := s.dressed(w, Signing{}, func(p proof) string { return p.mac(sha1.New, nil, w.Body) })
				if err != nil {
					return nil, err
				}
				long, err := s.dressed(w, Signing{}, func(p proof) string { return p.mac(sha512.New, nil, w.Body) })
				return []forged{
					{"a webhook signed with HMAC-SHA1", "it takes a weaker hash beside the product's", weak},
					{"a webhook signed with HMAC-SHA512", "it takes another hash beside the product's", long},
				}, err
			},
		},
		{
			id: "signature/other-key", title: "refuses what another form of the secret has signed", level: Should, skip: signing,
			rule: one, remedy: "make one key of the secret, as the product does",
			make: otherKeys,
		},
		{
			id: "signature/other-text", title: "refuses a signature over another text", level: Should, skip: signing,
			rule: one, remedy: "sign what the product signs, and nothing else beside it",
			make: otherTexts,
		},
		{
			id: "signature/standard-webhooks", title: "refuses a signature in the way of Standard Webhooks", level: Should,
			skip: onlyOf("only Fintoro looks like Standard Webhooks without being it", "fintoro"),
			rule: "the header names are those of Standard Webhooks and the way to sign is not", remedy: "take the bare hex digits of an HMAC over the body alone",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{})
				if err != nil {
					return nil, err
				}
				lead := valueOf(request.Headers, "webhook-id") + "." + valueOf(request.Headers, "webhook-timestamp") + "."
				request, err = s.dressed(w, Signing{}, func(p proof) string {
					p.Lead, p.provider = lead, "bookkeeper"
					return "v1," + p.mac(sha256.New, []byte(p.Secret), w.Body)
				})
				return []forged{{"a webhook signed in the way of Standard Webhooks", "it verifies by Standard Webhooks", request}}, err
			},
		},
	})
}

// otherKeys sign with what people make of a secret.
func otherKeys(s *Session, w Webhook) ([]forged, error) {
	forms := []struct {
		what, bug string
		of        func(secret string) []byte
	}{
		{"the bytes that the secret's hex stands for", "it takes its secret for hex", func(secret string) []byte {
			key, err := hex.DecodeString(stem(secret))
			if err != nil {
				return nil
			}
			return key
		}},
		{"the bytes that the secret's base64 stands for", "it takes its secret for base64", func(secret string) []byte {
			key, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(stem(secret), "="))
			if err != nil || s.Traits.Name == "bookkeeper" {
				return nil
			}
			return key
		}},
		{"the secret without its prefix", "it cuts the prefix off its secret", func(secret string) []byte {
			if stem(secret) == secret {
				return nil
			}
			return []byte(stem(secret))
		}},
		{"the secret's whole text, not decoded", "it does not decode its secret", func(secret string) []byte {
			if s.Traits.Name != "bookkeeper" {
				return nil
			}
			return []byte(secret)
		}},
	}
	var all []forged
	for _, form := range forms {
		made := false
		request, err := s.dressed(w, Signing{}, func(p proof) string {
			key := form.of(p.Secret)
			if key == nil {
				return p.otherAt(0)
			}
			made = true
			return p.mac(sha256.New, key, w.Body)
		})
		if err != nil {
			return nil, err
		}
		if made {
			all = append(all, forged{"a webhook signed with " + form.what, form.bug, request})
		}
	}
	return all, nil
}

// stem is a secret without its prefix.
func stem(secret string) string {
	return strings.TrimPrefix(strings.TrimPrefix(secret, "whsec_fintoro_"), "whsec_")
}

// otherTexts sign what other products sign.
func otherTexts(s *Session, w Webhook) ([]forged, error) {
	right, err := s.Signed(w, Signing{})
	if err != nil {
		return nil, err
	}
	t := valueOf(right.Headers, "webhook-timestamp")
	if s.Traits.Name == "moneybird" {
		t = strings.TrimSuffix(s.lead(right.Headers), ".")
	}
	if t == "" {
		t = "0" // Silverfin sends no time
	}
	id := w.DialectID
	if id == "" {
		id = "0"
	}
	var all []forged
	for _, text := range []struct{ what, bug, lead string }{
		{"the body alone", "it signs the body alone, so that the time, and what else stands in headers, is not covered", ""},
		{"time.body", "it signs as Moneybird does", t + "."},
		{"id.time.body", "it signs as Standard Webhooks does", id + "." + t + "."},
	} {
		if text.lead == s.lead(right.Headers) {
			continue
		}
		request, err := s.dressed(w, Signing{}, func(p proof) string {
			p.Lead = text.lead
			return p.mac(sha256.New, nil, w.Body)
		})
		if err != nil {
			return nil, err
		}
		all = append(all, forged{"a webhook with the signature of " + text.what, text.bug, request})
	}
	return all, nil
}
