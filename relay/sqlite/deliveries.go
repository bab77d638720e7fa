package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const deliveryColumns = `seq, id, event_id, subscription_id, provider, type, url, dialect_id, state, reason, reference, replay_of,
	due_at, created_at, settled_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults, redirected, signed_at, sealed_url, postponed, incoming_id, edited`

func (b *box) scanDelivery(r row) (numbered[relay.Delivery], error) {
	var n numbered[relay.Delivery]
	err := r.Scan(b.deliveryFields(&n)...)
	return n, err
}

// deliveryFields are where deliveryColumns go.
func (b *box) deliveryFields(n *numbered[relay.Delivery]) []any {
	d := &n.row
	return []any{
		&n.seq, &d.ID, &d.EventID, &d.SubscriptionID, &d.Provider, &d.Type, &d.URL, &d.DialectID, &d.State, &d.Reason, &d.Reference, &d.ReplayOf,
		stamped{&d.DueAt}, stamped{&d.CreatedAt}, stamped{&d.SettledAt}, &d.AttemptCount, &d.Tries, &d.LastStatus, &d.LastOutcome, &d.LastDuration, &d.LastError, &d.LastFaults,
		&d.Redirected, stamped{&d.SignedAt}, unsealedURL{b, d}, storedFaults{&d.Postponed}, &d.IncomingID, &d.Edited,
	}
}

// unsealedURL scans what sealedURL stored, once the delivery's id was scanned.
type unsealedURL struct {
	box *box
	to  *relay.Delivery
}

// Scan implements sql.Scanner.
func (u unsealedURL) Scan(value any) error {
	if value == nil { // the URL's own column is whole, or only the subscription knows the credentials
		return nil
	}
	sealed, ok := value.([]byte)
	if !ok {
		return fmt.Errorf("a sealed URL is stored as %T", value)
	}
	url, err := u.box.open(ofDelivery(u.to.ID), sealed)
	u.to.URL = string(url)
	return err
}

// sealedURL keeps the credentials in a URL that no subscription has; NULL for others.
func (b *box) sealedURL(d *relay.Delivery, masked string) driver.Value {
	if !d.Redirected || masked == d.URL {
		return nil
	}
	return b.seal(ofDelivery(d.ID), []byte(d.URL))
}

const insertDelivery = `
INSERT INTO deliveries (id, event_id, subscription_id, provider, type, url, dialect_id, body_id, state, reason, reference, replay_of,
	due_at, created_at, settled_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults, redirected, signed_at, sealed_url, incoming_id, edited)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (b *box) putDelivery(t *tx, d *relay.Delivery, bodies *bodies) error {
	body, err := bodies.put(t, d)
	if err == nil {
		url := relay.MaskURL(d.URL)
		d.Row, err = t.insert(insertDelivery, d.ID, d.EventID, d.SubscriptionID, d.Provider, d.Type, url, d.DialectID, body, string(d.State), d.Reason, d.Reference, d.ReplayOf,
			stamp(d.DueAt), stamp(d.CreatedAt), stamp(d.SettledAt), d.AttemptCount, d.Tries, d.LastStatus, string(d.LastOutcome), int64(d.LastDuration), d.LastError, d.LastFaults,
			d.Redirected, stamp(d.SignedAt), b.sealedURL(d, url), d.IncomingID, d.Edited)
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
	if query.BodyBytes > 0 {
		found, next, err := s.wholeDeliveries(ctx, query, p)
		if err != nil {
			return nil, "", fmt.Errorf("list deliveries with bodies: %w", err)
		}
		return found, next, nil
	}
	if reach := reachOf(query.Filter); query.Bounded && reach > 0 && query.EventID == "" && fewStates(query) == nil {
		found, next, err := s.boundedDeliveries(ctx, query, p, reach)
		if err != nil {
			return nil, "", fmt.Errorf("list deliveries: %w", err)
		}
		return found, next, nil
	}
	l, err := s.listDeliveries(ctx, query, p)
	if err != nil {
		return nil, "", fmt.Errorf("list deliveries: %w", err)
	}
	return readPart(ctx, s.db.reader, "deliveries", l, p, s.box.scanDelivery)
}

const selectDelivery = `SELECT ` + deliveryColumns + bodyColumn + passedColumn + ` FROM deliveries WHERE id = ?`

// Delivery implements relay.Queue and relay.Archive.
func (s *Store) Delivery(ctx context.Context, id string) (*relay.Delivery, error) {
	var n numbered[relay.Delivery]
	found, err := s.db.reader.row(ctx, selectDelivery, []any{id}, append(s.box.deliveryFields(&n), &n.row.Body, s.box.passed(&n.row))...)
	if err != nil {
		return nil, fmt.Errorf("read delivery %s: %w", id, err)
	}
	if !found {
		return nil, fmt.Errorf("delivery %s: %w", id, relay.ErrNotFound)
	}
	return &n.row, nil
}
