package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxRetired is how many secrets that are no longer in force a subscription keeps, so that a signature made with an old one
// can be told for what it is. Source: our choice.
const maxRetired = 4

// rotating is how a product changes a secret.
type rotating struct {
	traits  relay.Traits
	pick    bool                                 // each secret stands on its own, and which one is said
	overlap time.Duration                        // how long the old one goes on; zero: it ends at once, always
	draw    func(key string, n uint64) string    // nil: the new one must be given
	check   func(secret string) (problem string) // of a given secret; nil takes any that is not empty
}

// rotate puts the new secret in its place. See relay.Dialect.
func (p rotating) rotate(sub *relay.Subscription, r relay.Rotation) error {
	active, retired := split(sub.Secrets, r.Now)
	place, err := p.place(r.Which, len(active))
	if err != nil {
		return err
	}
	if r.Overlap > 0 && p.overlap == 0 {
		return &relay.InputError{Field: "overlap", Problem: p.traits.Title + " ends the old " + p.traits.SecretNames[place] + " at once", Hint: "leave it out"}
	}
	value, err := p.value(sub, active, place, r.Value)
	if err != nil {
		return err
	}
	next := relay.Secret{Value: value}
	switch {
	case len(active) == 0:
		active = []relay.Secret{next}
	case p.pick:
		old := active[place]
		active[place] = next
		retired = slices.Insert(retired, 0, until(old, r.Now))
	default:
		ends := r.Now.Add(p.lasts(r.Overlap))
		for i := range active {
			active[i] = until(active[i], ends)
		}
		active = slices.Insert(active, 0, next)
	}
	retired = slices.DeleteFunc(retired, func(s relay.Secret) bool { return s.Value == value })
	stillActive, ended := split(active, r.Now)
	retired = slices.Insert(retired, 0, ended...)
	sub.Secrets = append(stillActive, retired[:min(len(retired), maxRetired)]...)
	return nil
}

// place is the index of the secret that is changed.
func (p rotating) place(which, active int) (int, error) {
	switch {
	case which == 0 || which == 1:
		return 0, nil
	case !p.pick:
		return 0, &relay.InputError{Field: "which", Problem: p.traits.Title + " has one " + p.traits.SecretNames[0] + " to rotate", Hint: "leave it out"}
	case which < 0 || which > active:
		return 0, &relay.InputError{Field: "which", Problem: fmt.Sprintf("there is no secret %d", which), Hint: "1 or 2"}
	}
	return which - 1, nil
}

// value is the new secret: the one given, or one drawn that the subscription does not have.
func (p rotating) value(sub *relay.Subscription, active []relay.Secret, place int, given string) (string, error) {
	has := func(secrets []relay.Secret, value string) bool {
		return slices.ContainsFunc(secrets, func(s relay.Secret) bool { return s.Value == value })
	}
	name := p.traits.SecretNames[place]
	switch {
	case given != "" && has(active, given):
		return "", &relay.InputError{Field: "secret", Problem: "the " + name + " is in force already", Hint: "give another one"}
	case given != "":
		if p.check != nil {
			if problem := p.check(given); problem != "" {
				return "", &relay.InputError{Field: "secret", Problem: "the " + name + " " + problem}
			}
		}
		return given, nil
	case p.draw == nil:
		return "", &relay.InputError{Field: "secret", Problem: "a new " + name + " is missing: " + p.traits.Title + " makes none", Hint: "give it as secret (on the command line --secret NEW)"}
	}
	key := sub.ID
	if place < len(active) {
		sum := sha256.Sum256([]byte(active[place].Value))
		key += "/" + hex.EncodeToString(sum[:])
	}
	value := p.draw(key, 0)
	for n := uint64(1); has(sub.Secrets, value); n++ {
		value = p.draw(key, n)
	}
	return value, nil
}

// lasts is how long the old secrets go on.
func (p rotating) lasts(wanted time.Duration) time.Duration {
	switch {
	case wanted == 0:
		return p.overlap
	case wanted < 0:
		return 0
	}
	return wanted
}

// split tells the secrets in force from those that were.
func split(secrets []relay.Secret, now time.Time) (active, retired []relay.Secret) {
	for _, secret := range secrets {
		if secret.ActiveAt(now) {
			active = append(active, secret)
		} else {
			retired = append(retired, secret)
		}
	}
	return active, retired
}

// until lets a secret end no later than at a time.
func until(secret relay.Secret, end time.Time) relay.Secret {
	if secret.ExpiresAt.IsZero() || end.Before(secret.ExpiresAt) {
		secret.ExpiresAt = end
	}
	return secret
}

// rotationOverlap is how long an old secret goes on where a product signs with two meanwhile. Source: our choice.
const rotationOverlap = 24 * time.Hour

// Rotate ends the old secret at once. Source: vendor documentation.
func (f fintoro) Rotate(sub *relay.Subscription, r relay.Rotation, chance relay.Chance) error {
	return rotating{traits: f.Traits(), draw: func(key string, n uint64) string { return fintoroSecret(chance, key, n) }}.rotate(sub, r)
}

// Rotate signs with both secrets for a while, the new one first. That there are several v1 is vendor documentation; how
// long is our choice.
func (m moneybird) Rotate(sub *relay.Subscription, r relay.Rotation, chance relay.Chance) error {
	return rotating{
		traits: m.Traits(), overlap: rotationOverlap,
		draw: func(key string, n uint64) string { return moneybirdSecret(chance, key, n) },
	}.rotate(sub, r)
}

// Rotate changes one of the two tokens at once, while the other still matches. Source: product description.
func (s silverfin) Rotate(sub *relay.Subscription, r relay.Rotation, chance relay.Chance) error {
	return rotating{
		traits: s.Traits(), pick: true,
		draw: func(key string, n uint64) string { return silverfinToken(chance, key, n) },
	}.rotate(sub, r)
}

// Rotate replaces the key, which is always given. Source: product description.
func (f finpilo) Rotate(sub *relay.Subscription, r relay.Rotation, _ relay.Chance) error {
	return rotating{traits: f.Traits(), check: finpiloKeyProblem}.rotate(sub, r)
}

// Rotate signs with both secrets for a while, the new one first, as Standard Webhooks has it. Source: our choice.
func (k bookkeeper) Rotate(sub *relay.Subscription, r relay.Rotation, chance relay.Chance) error {
	return rotating{
		traits: k.Traits(), overlap: rotationOverlap, check: bookkeeperSecretProblem,
		draw: func(key string, n uint64) string { return bookkeeperSecret(chance, key, n) },
	}.rotate(sub, r)
}

// fintoroSecret has the shape of the one example that the vendor shows. Source: our choice.
func fintoroSecret(chance relay.Chance, key string, n uint64) string {
	return whsecFintoro + hex.EncodeToString(chance.Bytes("fintoro/secret", key, n, 16))
}

// moneybirdSecret is 64 lower-case hex digits. Source: vendor documentation.
func moneybirdSecret(chance relay.Chance, key string, n uint64) string {
	return hex.EncodeToString(chance.Bytes("moneybird/secret", key, n, 32))
}

// silverfinToken is 64 hex digits. Source: our choice.
func silverfinToken(chance relay.Chance, key string, n uint64) string {
	return hex.EncodeToString(chance.Bytes("silverfin/token", key, n, 32))
}

// bookkeeperSecret is a Standard Webhooks secret. Source: our choice.
func bookkeeperSecret(chance relay.Chance, key string, n uint64) string {
	return whsec + base64.StdEncoding.EncodeToString(chance.Bytes("bookkeeper/secret", key, n, 32))
}

// finpiloKeyProblem says why a key cannot stand in a header; empty when it can.
func finpiloKeyProblem(key string) string {
	if !headerSafe(key) {
		return "holds a control character, which no header can carry"
	}
	return ""
}

// bookkeeperSecretProblem says why a secret is none of Standard Webhooks; empty when it is one.
func bookkeeperSecretProblem(secret string) string {
	if _, err := whsecKey(secret); err != nil {
		return err.Error()
	}
	return ""
}
