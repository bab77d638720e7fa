package control

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// revealable is the input of calls that show one thing, its credentials only on purpose.
type revealable struct {
	ID     string `path:"id" maxLength:"64"`
	Reveal bool   `query:"reveal" doc:"show credentials instead of ***: an Authorization header as the subscription's present secrets make it, since it is never stored"`
}

// secretPaths are where a product's bodies hold credentials; none for an unknown product.
func (s *server) secretPaths(provider string) []string {
	dialect, err := s.Engine.Dialect(provider)
	if err != nil {
		return nil
	}
	return dialect.SecretPaths()
}

// Hide masks the credentials in a message's body, which stand at dotted paths.
func (m *Message) Hide(paths []string) {
	body, hidden := relay.MaskBody(m.Bytes(), paths)
	if hidden {
		m.setBody(body)
		m.BodyMasked = true
	}
}

// hide masks the credentials in the body and in every request.
func (d *Delivery) hide(paths []string) {
	whole := Message{Body: d.Body, BodyBase64: d.BodyBase64}
	whole.Hide(paths)
	d.Body, d.BodyBase64, d.BodyMasked = whole.Body, whole.BodyBase64, whole.BodyMasked
	for i := range d.Attempts {
		d.Attempts[i].Request.Hide(paths)
	}
}

// reveal shows a delivery's target, and in its attempts the URL and the Authorization that were masked before they were
// stored, where the subscription's present URL and secrets still give them: after a rotation they are the new ones.
func (s *server) reveal(shown *Delivery, d *relay.Delivery, attempts []relay.Attempt) error {
	sub, err := s.Engine.Subscription(d.SubscriptionID)
	if err != nil {
		return nil // it is gone, and its secrets with it
	}
	dialect, err := s.Engine.Dialect(d.Provider)
	if err != nil {
		return err
	}
	target := d.URL
	if url := sub.URLFor(d.Type); url != "" && !d.Redirected {
		target = url
	}
	shown.URL = unmasked(shown.URL, target)
	for i := range attempts {
		a, request := &attempts[i], &shown.Attempts[i].Request
		request.URL = unmasked(request.URL, target)
		headers, err := dialect.Headers(relay.SignInput{
			Now: a.StartedAt, Body: a.Request.Body, DialectID: d.DialectID, URL: target, Secrets: sub.ActiveSecrets(a.StartedAt),
		})
		if err != nil {
			continue // no secret is active: the mask stays
		}
		for _, h := range headers {
			if was := request.Headers[h.Name]; len(was) == 1 && was[0] != h.Value && was[0] == relay.MaskHeader(h.Name, h.Value) {
				request.Headers[h.Name] = []string{h.Value}
			}
		}
	}
	return nil
}

// unmasked is the URL that a masked one was made of, if it was.
func unmasked(shown, target string) string {
	if shown == relay.MaskURL(target) {
		return target
	}
	return shown
}

// revealed shows a subscription with its secrets and all that is masked elsewhere.
func (s *server) revealed(sub *relay.Subscription) (Subscription, error) {
	shown, err := s.withSecrets(sub)
	if err != nil {
		return shown, err
	}
	shown.URL, shown.URLs = sub.URL, maps.Clone(sub.URLs)
	if len(sub.Own) > 0 {
		err = json.Unmarshal(sub.Own, &shown.Own)
	}
	return shown, err
}

// hideOwn masks the fields that hold credentials: those that the product's bodies repeat, and whatever is named like one.
func hideOwn(engine *relay.Engine, provider string, own map[string]json.RawMessage) error {
	dialect, err := engine.Dialect(provider)
	if err != nil {
		return err
	}
	paths := dialect.SecretPaths()
	for name := range own {
		inBody := slices.ContainsFunc(paths, func(path string) bool { return path[strings.LastIndexByte(path, '.')+1:] == name })
		if inBody || namesCredential(name) {
			own[name] = json.RawMessage(`"` + relay.Masked + `"`)
		}
	}
	return nil
}

func namesCredential(name string) bool {
	return slices.ContainsFunc([]string{"token", "secret", "password", "api_key"}, func(part string) bool { return strings.Contains(strings.ToLower(name), part) })
}
