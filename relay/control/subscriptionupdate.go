package control

import (
	"context"
	"crypto/subtle"
	"maps"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// update changes a subscription, or only tells what that would be, and names the fields that are otherwise afterwards.
func (s *server) update(ctx context.Context, id string, wanted *UpdateSubscription) (Subscription, error) {
	put := s.Engine.Update
	if wanted.DryRun {
		put = s.Engine.CheckUpdate
	}
	var before relay.Subscription
	now := s.Engine.Clock.Now()
	after, err := put(ctx, id, func(sub *relay.Subscription) error {
		before = *sub
		if err := wanted.replaceSecrets(sub, now); err != nil {
			return err
		}
		return wanted.apply(sub)
	})
	if err != nil {
		return Subscription{}, err
	}
	shown, err := SubscriptionOf(s.Engine, &after)
	shown.Changed = changedFields(&before, &after, now)
	return shown, err
}

// replaceSecrets puts the secrets that were given in place of those in force. A secret that is changed ends all overlaps.
func (u *UpdateSubscription) replaceSecrets(sub *relay.Subscription, now time.Time) error {
	var active, retired []relay.Secret
	for _, secret := range sub.Secrets {
		if secret.ActiveAt(now) {
			active = append(active, secret)
		} else {
			retired = append(retired, secret)
		}
	}
	var replaced []relay.Secret
	for i, given := range []*string{u.Secret, u.Secret2} {
		switch {
		case given == nil, i < len(active) && same(active[i].Value, *given) && active[i].ExpiresAt.IsZero():
			continue
		case i > len(active):
			return &relay.InputError{Field: "secret2", Problem: "it stands beside a secret, which is missing"}
		}
		if i == len(active) {
			active = append(active, relay.Secret{})
		} else {
			replaced = append(replaced, active[i])
		}
		active[i] = relay.Secret{Value: *given}
	}
	if len(replaced) == 0 && len(active)+len(retired) == len(sub.Secrets) {
		return nil
	}
	sub.Secrets = nil
	for _, secret := range active {
		if secret.ExpiresAt.IsZero() {
			sub.Secrets = append(sub.Secrets, secret)
		} else {
			replaced = append(replaced, secret)
		}
	}
	for _, secret := range replaced { // kept, so that what was signed with it can be told
		sub.Secrets = append(sub.Secrets, relay.Secret{Value: secret.Value, ExpiresAt: now})
	}
	sub.Secrets = append(sub.Secrets, retired...)
	return nil
}

// same compares secrets in a time that tells nothing about them but their length.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// changedFields are the JSON names of what is otherwise in after.
func changedFields(before, after *relay.Subscription, now time.Time) []string {
	firstBefore, secondBefore := secretsOf(before, now)
	firstAfter, secondAfter := secretsOf(after, now)
	var changed []string
	for _, field := range []struct {
		name string
		same bool
	}{
		{"name", before.Name == after.Name},
		{"url", before.URL == after.URL},
		{"urls", maps.Equal(before.URLs, after.URLs)},
		{"events", slices.Equal(before.Events, after.Events)},
		{"secret", same(firstBefore, firstAfter)},
		{"secret2", same(secondBefore, secondAfter)},
		{"retry", sameRetry(before, after)},
		{"concurrency", before.Limits.Concurrency == after.Limits.Concurrency},
		{"rate", before.Limits.Rate == after.Limits.Rate},
		{"ordered", before.Limits.Ordered == after.Limits.Ordered},
		{"at_most_once", before.Limits.AtMostOnce == after.Limits.AtMostOnce},
	} {
		if !field.same {
			changed = append(changed, field.name)
		}
	}
	return changed
}

func sameRetry(before, after *relay.Subscription) bool {
	a, b := before.Limits.Retry, after.Limits.Retry
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.Gaps(), b.Gaps())
}
