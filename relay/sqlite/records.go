package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const selectRecord = `SELECT value FROM records WHERE provider = ? AND kind = ? AND key = ?`

// Record implements relay.Records.
func (s *Store) Record(ctx context.Context, provider, kind, key string) ([]byte, error) {
	var value []byte
	found, err := s.db.reader.row(ctx, selectRecord, []any{provider, kind, key}, &value)
	if err != nil {
		return nil, fmt.Errorf("read %s %s %s: %w", provider, kind, key, err)
	}
	if !found {
		return nil, fmt.Errorf("%s %s %s: %w", provider, kind, key, relay.ErrNotFound)
	}
	return value, nil
}

// PutRecords implements relay.Records.
func (s *Store) PutRecords(ctx context.Context, records []relay.Record) error {
	return s.db.writer.do(ctx, func(t *tx) error { return putRecords(t, records) })
}

const (
	upsertRecord = `
INSERT INTO records (provider, kind, key, value) VALUES (?, ?, ?, ?)
ON CONFLICT (provider, kind, key) DO UPDATE SET value = excluded.value`
	deleteRecord = `DELETE FROM records WHERE provider = ? AND kind = ? AND key = ?`
)

func putRecords(t *tx, records []relay.Record) error {
	for _, r := range records {
		var err error
		if r.Value == nil {
			_, err = t.exec(deleteRecord, r.Provider, r.Kind, r.Key)
		} else {
			_, err = t.exec(upsertRecord, r.Provider, r.Kind, r.Key, string(r.Value))
		}
		if err != nil {
			return fmt.Errorf("store %s %s %s: %w", r.Provider, r.Kind, r.Key, err)
		}
	}
	return nil
}
