package check

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// proof is one part of a right request that proves who sends: a signature, or Finpilo's key.
type proof struct {
	Header string
	Value  string // as it stands: hex digits, base64, or the key itself
	Secret string
	Lead   string // what stands before the body in the signed text
	Body   []byte // that is signed

	provider string
}

// dressed makes the request of a webhook with each of its proofs changed. Where there is none, as without a key, nothing is.
func (s *Session) dressed(w Webhook, how Signing, change func(p proof) string) (Request, error) {
	request, err := s.Signed(w, how)
	if err != nil {
		return Request{}, err
	}
	secrets := how.Secrets
	if secrets == nil {
		secrets = s.sub.ActiveSecrets(s.Clock.Now())
	}
	body := w.Body
	if how.Body != nil {
		body = how.Body
	}
	lead := s.lead(request.Headers)
	n := 0
	for i, h := range request.Headers {
		if !s.proves(h.Name) || n >= len(secrets) {
			continue
		}
		request.Headers[i].Value = eachProof(s.Traits.Name, h.Value, func(value string) string {
			p := proof{Header: h.Name, Value: value, Secret: secrets[n], Lead: lead, Body: body, provider: s.Traits.Name}
			n++
			return change(p)
		})
	}
	return request, nil
}

// proves reports whether a header proves who sends.
func (s *Session) proves(name string) bool {
	return slices.ContainsFunc(s.Traits.SignatureHeaders, func(proving string) bool { return strings.EqualFold(name, proving) })
}

// lead is what a product signs before the body, by the headers that it sends.
func (s *Session) lead(headers []relay.Header) string {
	switch s.Traits.Name {
	case "moneybird":
		t, _, _ := strings.Cut(strings.TrimPrefix(valueOf(headers, "Moneybird-Signature"), "t="), ",")
		return t + "."
	case "bookkeeper":
		return valueOf(headers, "webhook-id") + "." + valueOf(headers, "webhook-timestamp") + "."
	}
	return ""
}

func valueOf(headers []relay.Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// eachProof changes the proofs in a header's value, and nothing else of it.
func eachProof(provider, header string, change func(string) string) string {
	within := func(separator, version string) string {
		parts := strings.Split(header, separator)
		for i, part := range parts {
			if value, ok := strings.CutPrefix(part, version); ok {
				parts[i] = version + change(value)
			}
		}
		return strings.Join(parts, separator)
	}
	switch provider {
	case "moneybird":
		return within(",", "v1=")
	case "bookkeeper":
		return within(" ", "v1,")
	case "finpilo":
		return "Bearer " + change(strings.TrimPrefix(header, "Bearer "))
	}
	return change(header)
}

// key is what the product makes of a secret.
func (p *proof) key() []byte {
	if p.provider != "bookkeeper" {
		return []byte(p.Secret)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.Secret, "whsec_"))
	if err != nil {
		return []byte(p.Secret) // Signed has refused it
	}
	return key
}

// mac signs a body in the product's manner but for the hash and the key; a nil key is the right one.
func (p *proof) mac(newHash func() hash.Hash, key, body []byte) string {
	if key == nil {
		key = p.key()
	}
	mac := hmac.New(newHash, key)
	mac.Write([]byte(p.Lead))
	mac.Write(body)
	return p.encode(mac.Sum(nil))
}

// encode writes a digest as the product does.
func (p *proof) encode(digest []byte) string {
	if p.provider == "bookkeeper" {
		return base64.StdEncoding.EncodeToString(digest)
	}
	return hex.EncodeToString(digest)
}

// otherAt is the proof with one character changed for another of its kind, which stands for other bits in hex and in base64.
func (p *proof) otherAt(at int) string {
	changed := []byte(p.Value)
	letters := byte(26)
	if p.provider != "bookkeeper" && p.provider != "finpilo" {
		letters = 6 // of hex
	}
	switch c := changed[at]; {
	case c >= '0' && c <= '9':
		changed[at] = '0' + (c-'0'+5)%10
	case c >= 'a' && c < 'a'+letters:
		changed[at] = 'a' + (c-'a'+letters/2)%letters
	case c >= 'A' && c < 'A'+letters:
		changed[at] = 'A' + (c-'A'+letters/2)%letters
	default:
		changed[at] = 'x'
	}
	return string(changed)
}

// lastAt is where the last character stands that carries anything: padding does not.
func lastAt(text string) int { return max(0, len(strings.TrimRight(text, "="))-1) }

// replacedProofs puts a value in the place of each proving header, whole; these may be empty, other than with Request.With.
func (s *Session) replacedProofs(r Request, value string) Request {
	r.Headers = slices.Clone(r.Headers)
	for i := range r.Headers {
		if s.proves(r.Headers[i].Name) {
			r.Headers[i].Value = value
		}
	}
	return r
}

// withoutProofs leaves the proving headers out.
func (s *Session) withoutProofs(r Request) Request {
	for _, name := range s.Traits.SignatureHeaders {
		r = r.With(name, "")
	}
	return r
}
