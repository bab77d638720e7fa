package check

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// leastConcealed is how long a secret must be to be looked for in all that came and went: one that is shorter would blot out
// words. Source: our choice.
const leastConcealed = 6

// tokenPath is where Moneybird's token stands in a body.
const tokenPath = "webhook_token"

// conceal hides what is the user's own in what is told of a case: the secrets that were given, wherever they stand, such as
// in the answer of a receiver that repeats what it was sent, and what the product itself puts into bodies.
func (s *Session) conceal(r *Result) {
	paths := s.secretPaths()
	r.Exchanges = slices.Clone(r.Exchanges)
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		x.Sent.URL = s.concealed(x.Sent.URL)
		x.Sent.Headers = s.concealedHeaders(x.Sent.Headers)
		body, _ := relay.MaskBody(x.Sent.Body, paths)
		x.Sent.Body = s.concealedBytes(body)
		x.Error = s.concealed(x.Error)
		if x.Response != nil {
			shown := *x.Response
			shown.Headers, shown.Body = s.concealedHeaders(shown.Headers), s.concealedBytes(shown.Body)
			x.Response = &shown
		}
	}
	r.Detail = s.concealed(r.Detail)
}

// secretPaths are where a body holds credentials that were given. A token that was drawn opens nothing, and a request that
// is shown with it can be sent again.
func (s *Session) secretPaths() []string {
	paths := slices.Clone(s.Dialect.SecretPaths())
	if s.Token == "" {
		paths = slices.DeleteFunc(paths, func(path string) bool { return path == tokenPath })
	}
	return paths
}

// ownSecrets are what was given and must not be shown.
func (s *Session) ownSecrets() []string {
	all := append([]string{s.Next, s.Old, s.Token}, s.Secrets...)
	if user := s.target.User; user != nil {
		password, _ := user.Password()
		all = append(all, user.Username(), password, url.QueryEscape(password))
	}
	for _, values := range s.target.Query() {
		for _, value := range values {
			all = append(all, value, url.QueryEscape(value))
		}
	}
	all = slices.DeleteFunc(all, func(secret string) bool { return len(secret) < leastConcealed })
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) }) // one may begin another
	return all
}

func (s *Session) concealed(text string) string {
	for _, secret := range s.ownSecrets() {
		text = strings.ReplaceAll(text, secret, relay.Masked)
	}
	return text
}

func (s *Session) concealedBytes(body []byte) []byte {
	for _, secret := range s.ownSecrets() {
		body = bytes.ReplaceAll(body, []byte(secret), []byte(relay.Masked))
	}
	return body
}

func (s *Session) concealedHeaders(headers []relay.Header) []relay.Header {
	shown := slices.Clone(headers)
	for i, h := range shown {
		shown[i] = relay.Header{Name: s.concealed(h.Name), Value: s.concealed(relay.MaskHeader(h.Name, h.Value))}
	}
	return shown
}
