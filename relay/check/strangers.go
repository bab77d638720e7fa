package check

import "github.com/ledgerhook/ledgerhook/relay"

// strangers are secrets of the product's shape that the receiver does not know, as many as it should have.
func (s *Session) strangers(purpose string) ([]string, error) {
	if s.Traits.Name == "finpilo" { // which draws no key
		const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
		size := 32
		if len(s.Secrets) > 0 {
			size = max(8, len(s.Secrets[0]))
		}
		return []string{s.Chance.String("check/stranger", s.key(purpose), 0, size, alphabet)}, nil
	}
	other := relay.Subscription{ID: relay.SubscriptionPrefix + s.key(purpose), Provider: s.Traits.Name, URL: s.URL}
	// Of a seed of their own: tokens of an application are drawn alike for all its subscriptions.
	if err := s.Dialect.Prepare(&other, relay.Chance{Seed: s.Chance.Uint64("check/stranger", s.key(purpose), 0)}); err != nil {
		return nil, err
	}
	var secrets []string
	for _, secret := range other.Secrets {
		secrets = append(secrets, secret.Value)
	}
	return secrets, nil
}
