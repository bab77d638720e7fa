package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// storedSecret is a relay.Secret as JSON.
type storedSecret struct {
	Value     string `json:"value"`
	ExpiresAt int64  `json:"expires_at,omitempty"` // Unix nanoseconds; absent: does not expire
}

const selectSubscriptions = `
SELECT id, provider, name, url, urls, events, secrets, own, limits, state, state_since, reason, builtin, declared_as, created_at, updated_at FROM subscriptions ORDER BY seq`

// Subscriptions implements relay.SubscriptionStore, in the order they were made.
func (s *Store) Subscriptions(ctx context.Context) ([]relay.Subscription, error) {
	rows, err := s.db.reader.rows(ctx, selectSubscriptions)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	subscriptions, err := collect(rows, scanSubscription)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	return subscriptions, nil
}

func scanSubscription(r row) (relay.Subscription, error) {
	var s relay.Subscription
	var urls, events, secrets, limits []byte
	err := r.Scan(&s.ID, &s.Provider, &s.Name, &s.URL, &urls, &events, &secrets, &s.Own, &limits, &s.State, stamped{&s.StateSince}, &s.Reason, &s.Builtin, &s.DeclaredAs, stamped{&s.CreatedAt}, stamped{&s.UpdatedAt})
	if err != nil {
		return s, err
	}
	if err := decode(urls, &s.URLs); err != nil {
		return s, fmt.Errorf("URLs of %s: %w", s.ID, err)
	}
	if err := decode(events, &s.Events); err != nil {
		return s, fmt.Errorf("events of %s: %w", s.ID, err)
	}
	if s.Limits, err = decodeLimits(limits); err != nil {
		return s, fmt.Errorf("limits of %s: %w", s.ID, err)
	}
	var stored []storedSecret
	if err := decode(secrets, &stored); err != nil {
		return s, fmt.Errorf("secrets of %s: %w", s.ID, err)
	}
	for _, secret := range stored {
		s.Secrets = append(s.Secrets, relay.Secret{Value: secret.Value})
		if secret.ExpiresAt != 0 {
			s.Secrets[len(s.Secrets)-1].ExpiresAt = time.Unix(0, secret.ExpiresAt).UTC()
		}
	}
	return s, nil
}

const upsertSubscription = `
INSERT INTO subscriptions (id, provider, name, url, urls, events, secrets, own, limits, state, state_since, reason, builtin, declared_as, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, name = excluded.name, url = excluded.url, urls = excluded.urls,
	events = excluded.events, secrets = excluded.secrets, own = excluded.own, limits = excluded.limits, state = excluded.state, state_since = excluded.state_since, reason = excluded.reason,
	builtin = excluded.builtin, declared_as = excluded.declared_as, created_at = excluded.created_at, updated_at = excluded.updated_at`

// PutSubscription implements relay.SubscriptionStore. One that is replaced keeps its place in the order.
func (s *Store) PutSubscription(ctx context.Context, sub *relay.Subscription) error {
	return s.PutSubscriptions(ctx, []*relay.Subscription{sub}, nil)
}

// PutSubscriptions implements relay.SubscriptionStore.
func (s *Store) PutSubscriptions(ctx context.Context, subs []*relay.Subscription, records []relay.Record) error {
	rows := make([][]any, len(subs))
	for i, sub := range subs {
		var err error
		if rows[i], err = subscriptionRow(sub); err != nil {
			return fmt.Errorf("store subscription %s: %w", sub.ID, err)
		}
	}
	err := s.db.writer.do(ctx, func(t *tx) error {
		for _, row := range rows {
			if _, err := t.exec(upsertSubscription, row...); err != nil {
				return err
			}
		}
		return putRecords(t, records)
	})
	if err != nil && len(subs) == 1 {
		return fmt.Errorf("store subscription %s: %w", subs[0].ID, err)
	}
	if err != nil {
		return fmt.Errorf("store %d subscriptions: %w", len(subs), err)
	}
	return nil
}

// subscriptionRow is what upsertSubscription wants.
func subscriptionRow(sub *relay.Subscription) ([]any, error) {
	urls, err := encode(sub.URLs, len(sub.URLs))
	if err != nil {
		return nil, err
	}
	events, err := encode(sub.Events, len(sub.Events))
	if err != nil {
		return nil, err
	}
	stored := make([]storedSecret, len(sub.Secrets))
	for i, secret := range sub.Secrets {
		stored[i].Value = secret.Value
		if !secret.ExpiresAt.IsZero() {
			stored[i].ExpiresAt = secret.ExpiresAt.UnixNano()
		}
	}
	secrets, err := encode(stored, len(stored))
	if err != nil {
		return nil, errors.New("a secret is no valid UTF-8") // the error would show it
	}
	limits, err := encodeLimits(sub.Limits)
	if err != nil {
		return nil, err
	}
	return []any{
		sub.ID, sub.Provider, sub.Name, sub.URL, text(urls), text(events), text(secrets), text(sub.Own), text(limits),
		string(sub.State), stamp(sub.StateSince), sub.Reason, sub.Builtin, sub.DeclaredAs, stamp(sub.CreatedAt), stamp(sub.UpdatedAt),
	}, nil
}

const deleteSubscription = `DELETE FROM subscriptions WHERE id = ?`

// DeleteSubscription implements relay.SubscriptionStore. Deleting one that is not there does nothing.
func (s *Store) DeleteSubscription(ctx context.Context, id string) error {
	err := s.db.writer.do(ctx, func(t *tx) error {
		if _, err := t.exec(deleteSubscription, id); err != nil {
			return err
		}
		_, err := t.exec(deleteAnswer, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete subscription %s: %w", id, err)
	}
	return nil
}

// encode writes JSON; nothing for an empty list or map.
func encode[T any](value T, size int) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	return json.Marshal(value, json.Deterministic(true))
}

func decode[T any](text []byte, value *T) error {
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, value)
}
