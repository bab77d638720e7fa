package sqlite

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

const selectSubscriptions = `
SELECT id, provider, name, events, limits, state, state_since, reason, builtin, declared_as, created_at, updated_at, sealed, hook, resign FROM subscriptions ORDER BY seq`

// Subscriptions implements relay.SubscriptionStore, in the order they were made.
func (s *Store) Subscriptions(ctx context.Context) ([]relay.Subscription, error) {
	rows, err := s.db.reader.rows(ctx, selectSubscriptions)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	subscriptions, err := collect(rows, s.box.scanSubscription)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	return subscriptions, nil
}

func (b *box) scanSubscription(r row) (relay.Subscription, error) {
	var sub relay.Subscription
	var events, limits, sealed []byte
	err := r.Scan(&sub.ID, &sub.Provider, &sub.Name, &events, &limits, &sub.State, stamped{&sub.StateSince}, &sub.Reason, &sub.Builtin, &sub.DeclaredAs,
		stamped{&sub.CreatedAt}, stamped{&sub.UpdatedAt}, &sealed, &sub.Hook, &sub.Resign)
	if err != nil {
		return sub, err
	}
	if err := decode(events, &sub.Events); err != nil {
		return sub, fmt.Errorf("events of %s: %w", sub.ID, err)
	}
	if sub.Limits, err = decodeLimits(limits); err != nil {
		return sub, fmt.Errorf("limits of %s: %w", sub.ID, err)
	}
	return sub, b.openSubscription(&sub, sealed)
}

const upsertSubscription = `
INSERT INTO subscriptions (id, provider, name, url, urls, events, limits, state, state_since, reason, builtin, declared_as, created_at, updated_at, sealed, hook, resign)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET provider = excluded.provider, name = excluded.name, url = excluded.url, urls = excluded.urls,
	events = excluded.events, limits = excluded.limits, state = excluded.state, state_since = excluded.state_since, reason = excluded.reason,
	builtin = excluded.builtin, declared_as = excluded.declared_as, created_at = excluded.created_at, updated_at = excluded.updated_at, sealed = excluded.sealed,
	hook = excluded.hook, resign = excluded.resign`

// PutSubscription implements relay.SubscriptionStore. One that is replaced keeps its place in the order.
func (s *Store) PutSubscription(ctx context.Context, sub *relay.Subscription) error {
	return s.PutSubscriptions(ctx, []*relay.Subscription{sub}, nil)
}

// PutSubscriptions implements relay.SubscriptionStore.
func (s *Store) PutSubscriptions(ctx context.Context, subs []*relay.Subscription, records []relay.Record) error {
	rows := make([][]any, len(subs))
	for i, sub := range subs {
		var err error
		if rows[i], err = s.box.subscriptionRow(sub); err != nil {
			return fmt.Errorf("store subscription %s: %w", sub.ID, err)
		}
	}
	err := s.db.writer.do(ctx, func(t *tx) error {
		for _, row := range rows {
			if _, err := t.exec(upsertSubscription, row...); err != nil {
				return err
			}
		}
		return s.box.putRecords(t, records)
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
func (b *box) subscriptionRow(sub *relay.Subscription) ([]any, error) {
	events, err := encode(sub.Events, len(sub.Events))
	if err != nil {
		return nil, err
	}
	limits, err := encodeLimits(sub.Limits)
	if err != nil {
		return nil, err
	}
	e, err := b.sealSubscription(sub)
	if err != nil {
		return nil, err
	}
	return []any{
		sub.ID, sub.Provider, sub.Name, e.url, text(e.urls), text(events), text(limits),
		string(sub.State), stamp(sub.StateSince), sub.Reason, sub.Builtin, sub.DeclaredAs, stamp(sub.CreatedAt), stamp(sub.UpdatedAt), e.sealed,
		sub.Hook, sub.Resign,
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
