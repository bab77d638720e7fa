package sqlite

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// sealedSubscription is what of a subscription is sealed, as JSON: the secrets, and what may hold credentials.
type sealedSubscription struct {
	URL     string            `json:"url"`
	URLs    map[string]string `json:"urls,omitempty"`
	Secrets []storedSecret    `json:"secrets,omitempty"`
	Own     string            `json:"own,omitempty"` // the text of a JSON object, kept byte for byte
}

// storedSecret is a relay.Secret as JSON.
type storedSecret struct {
	Value     string `json:"value"`
	ExpiresAt int64  `json:"expires_at,omitempty"` // Unix nanoseconds; absent: does not expire
}

// encodedSubscription is what stands in the row instead: URLs for people, credentials masked, and what is sealed.
type encodedSubscription struct {
	url          string
	urls, sealed []byte
}

func (b *box) sealSubscription(sub *relay.Subscription) (encodedSubscription, error) {
	e := encodedSubscription{url: relay.MaskURL(sub.URL)}
	inside := sealedSubscription{URL: sub.URL, URLs: sub.URLs, Own: string(sub.Own)}
	for _, secret := range sub.Secrets {
		stored := storedSecret{Value: secret.Value}
		if !secret.ExpiresAt.IsZero() {
			stored.ExpiresAt = secret.ExpiresAt.UnixNano()
		}
		inside.Secrets = append(inside.Secrets, stored)
	}
	plain, err := json.Marshal(inside, json.Deterministic(true))
	if err != nil {
		return e, errors.New("a secret or a URL is no valid UTF-8") // the error would show it
	}
	e.sealed = b.seal(ofSubscription(sub.ID), plain)
	masked := make(map[string]string, len(sub.URLs))
	for eventType, url := range sub.URLs {
		masked[eventType] = relay.MaskURL(url)
	}
	e.urls, err = encode(masked, len(masked))
	return e, err
}

func (b *box) openSubscription(sub *relay.Subscription, sealed []byte) error {
	plain, err := b.open(ofSubscription(sub.ID), sealed)
	if err != nil {
		return err
	}
	var inside sealedSubscription
	if err := json.Unmarshal(plain, &inside); err != nil {
		return fmt.Errorf("what is sealed for %s is no JSON", ofSubscription(sub.ID)) // the error may show it
	}
	sub.URL, sub.URLs = inside.URL, inside.URLs
	if inside.Own != "" {
		sub.Own = []byte(inside.Own)
	}
	sub.Secrets = secretsOf(inside.Secrets)
	return nil
}

// decodeSecrets reads the columns in which a schema before 0004 had URLs and secrets in the clear.
func decodeSecrets(sub *relay.Subscription, urls, secrets []byte) error {
	var stored []storedSecret
	if decode(urls, &sub.URLs) != nil || decode(secrets, &stored) != nil {
		return fmt.Errorf("the URLs or secrets of subscription %s are no JSON", sub.ID)
	}
	sub.Secrets = secretsOf(stored)
	return nil
}

func secretsOf(stored []storedSecret) []relay.Secret {
	var secrets []relay.Secret
	for _, s := range stored {
		secret := relay.Secret{Value: s.Value}
		if s.ExpiresAt != 0 {
			secret.ExpiresAt = time.Unix(0, s.ExpiresAt).UTC()
		}
		secrets = append(secrets, secret)
	}
	return secrets
}
