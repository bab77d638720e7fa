package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const deliveryColumns = `seq, id, event_id, subscription_id, provider, type, url, dialect_id, state, reason, reference, replay_of,
	due_at, created_at, settled_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults, redirected, signed_at`

func scanDelivery(r row) (numbered[relay.Delivery], error) {
	var n numbered[relay.Delivery]
	err := r.Scan(deliveryFields(&n)...)
	return n, err
}

// deliveryFields are where deliveryColumns go.
func deliveryFields(n *numbered[relay.Delivery]) []any {
	d := &n.row
	return []any{
		&n.seq, &d.ID, &d.EventID, &d.SubscriptionID, &d.Provider, &d.Type, &d.URL, &d.DialectID, &d.State, &d.Reason, &d.Reference, &d.ReplayOf,
		stamped{&d.DueAt}, stamped{&d.CreatedAt}, stamped{&d.SettledAt}, &d.AttemptCount, &d.Tries, &d.LastStatus, &d.LastOutcome, &d.LastDuration, &d.LastError, &d.LastFaults,
		&d.Redirected, stamped{&d.SignedAt},
	}
}

const insertDelivery = `
INSERT INTO deliveries (id, event_id, subscription_id, provider, type, url, dialect_id, body_id, state, reason, reference, replay_of,
	due_at, created_at, settled_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults, redirected, signed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func putDelivery(t *tx, d *relay.Delivery, bodies *bodies) error {
	body, err := bodies.put(t, d)
	if err == nil {
		d.Row, err = t.insert(insertDelivery, d.ID, d.EventID, d.SubscriptionID, d.Provider, d.Type, d.URL, d.DialectID, body, string(d.State), d.Reason, d.Reference, d.ReplayOf,
			stamp(d.DueAt), stamp(d.CreatedAt), stamp(d.SettledAt), d.AttemptCount, d.Tries, d.LastStatus, string(d.LastOutcome), int64(d.LastDuration), d.LastError, d.LastFaults,
			d.Redirected, stamp(d.SignedAt))
	}
	if err != nil {
		return fmt.Errorf("store delivery %s of event %s: %w", d.ID, d.EventID, err)
	}
	return nil
}

// Deliveries implements relay.Archive.
func (s *Store) Deliveries(ctx context.Context, query relay.DeliveryQuery) ([]relay.Delivery, string, error) {
	p, err := readPage(query.Cursor, query.Limit)
	if err != nil {
		return nil, "", err
	}
	p.turned = query.OldestFirst
	var w where
	w.and(p.bounds())
	if query.EventID != "" {
		w.and("event_id = ?", query.EventID)
	}
	w.filter(query.Filter, query.Now)
	return readCut(ctx, s.db.reader, "deliveries", deliveryColumns, w, p, scanDelivery)
}

const selectDelivery = `SELECT ` + deliveryColumns + `, (SELECT bytes FROM bodies WHERE bodies.id = body_id) FROM deliveries WHERE id = ?`

// Delivery implements relay.Queue and relay.Archive.
func (s *Store) Delivery(ctx context.Context, id string) (*relay.Delivery, error) {
	var n numbered[relay.Delivery]
	found, err := s.db.reader.row(ctx, selectDelivery, []any{id}, append(deliveryFields(&n), &n.row.Body)...)
	if err != nil {
		return nil, fmt.Errorf("read delivery %s: %w", id, err)
	}
	if !found {
		return nil, fmt.Errorf("delivery %s: %w", id, relay.ErrNotFound)
	}
	return &n.row, nil
}
