package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Publish implements relay.Queue.
func (s *Store) Publish(ctx context.Context, batch relay.Batch) (eventIDs []string, repeated bool, err error) {
	var stored idempotent
	err = s.db.writer.doLarge(ctx, sizeOf(&batch), func(t *tx) error {
		if err := s.refuseWhenFull(t); err != nil {
			return err
		}
		var err error
		stored, err = s.box.publish(t, batch)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("publish: %w", err)
	}
	return stored.eventIDs, stored.repeated, nil
}

// Published implements relay.Queue.
func (s *Store) Published(ctx context.Context, key string, fingerprint []byte) (eventIDs []string, found bool, err error) {
	var stored idempotent
	err = s.db.writer.do(ctx, func(t *tx) (err error) {
		stored, err = findIdempotent(t, key, fingerprint)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("look an idempotency key up: %w", err)
	}
	return stored.eventIDs, stored.repeated, nil
}

// sizeOf is how many of a transaction's places a batch takes: a publish of one event takes one.
func sizeOf(batch *relay.Batch) int {
	size := 0
	for i := range batch.Publications {
		size += max(1, len(batch.Publications[i].Deliveries))
	}
	return size
}

func (b *box) publish(t *tx, batch relay.Batch) (idempotent, error) {
	if batch.IdempotencyKey != "" {
		first, err := findIdempotent(t, batch.IdempotencyKey, batch.Fingerprint)
		if err != nil || first.repeated {
			return first, err
		}
	}
	var stored idempotent
	for i := range batch.Publications {
		p := &batch.Publications[i]
		if p.Event != nil {
			stored.eventIDs = append(stored.eventIDs, p.Event.ID)
			if err := putEvent(t, p.Event); err != nil {
				return stored, err
			}
		}
		var bodies bodies
		for j := range p.Deliveries {
			if err := b.putDelivery(t, &p.Deliveries[j], &bodies); err != nil {
				return stored, err
			}
		}
		if err := b.putRecords(t, p.Records); err != nil {
			return stored, err
		}
	}
	if batch.IdempotencyKey != "" {
		if err := putIdempotent(t, batch, stored.eventIDs); err != nil {
			return stored, err
		}
	}
	t.raised.raise(lastIDKey, batch.LastID)
	t.raised.raise(eventsKey, batch.Events)
	t.raised.clock(batch.Clock)
	return stored, nil
}
