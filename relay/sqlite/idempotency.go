package sqlite

import (
	"bytes"
	"database/sql/driver"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// idempotent is what a publish stored, or had stored when its key came first.
type idempotent struct {
	eventIDs []string
	repeated bool
}

const selectIdempotent = `SELECT fingerprint, event_ids FROM idempotency WHERE key = ?`

// findIdempotent looks a key up. Another fingerprint is a refusal that wraps relay.ErrConflict.
func findIdempotent(t *tx, key string, fingerprint []byte) (idempotent, error) {
	var known, ids []byte
	found, err := t.row(selectIdempotent, []any{key}, &known, &ids)
	if err != nil || !found {
		return idempotent{}, err
	}
	if !bytes.Equal(known, fingerprint) {
		return idempotent{}, refusal{fmt.Errorf("idempotency key %q was used for another request: %w", key, relay.ErrConflict)}
	}
	first := idempotent{repeated: true}
	if err := json.Unmarshal(ids, &first.eventIDs); err != nil {
		return idempotent{}, fmt.Errorf("stored event ids of idempotency key %q: %w", key, err)
	}
	return first, nil
}

const insertIdempotent = `INSERT INTO idempotency (key, fingerprint, event_ids, created_at) VALUES (?, ?, ?, ?)`

func putIdempotent(t *tx, batch relay.Batch, eventIDs []string) error {
	ids, err := json.Marshal(eventIDs)
	if err != nil {
		return err
	}
	_, err = t.exec(insertIdempotent, batch.IdempotencyKey, batch.Fingerprint, string(ids), publishedAt(batch))
	if err != nil {
		return fmt.Errorf("store idempotency key: %w", err)
	}
	return nil
}

// publishedAt is when a batch was made; a batch has no time of its own.
func publishedAt(batch relay.Batch) driver.Value {
	for _, p := range batch.Publications {
		if p.Event != nil {
			return stamp(p.Event.CreatedAt)
		}
		if len(p.Deliveries) > 0 {
			return stamp(p.Deliveries[0].CreatedAt)
		}
	}
	return nil
}
