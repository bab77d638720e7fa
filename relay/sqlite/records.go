package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const selectRecord = `SELECT value, sealed FROM records WHERE provider = ? AND kind = ? AND key = ?`

// Record implements relay.Records.
func (s *Store) Record(ctx context.Context, provider, kind, key string) ([]byte, error) {
	var value, sealed []byte
	found, err := s.db.reader.row(ctx, selectRecord, []any{provider, kind, key}, &value, &sealed)
	if err != nil {
		return nil, fmt.Errorf("read %s %s %s: %w", provider, kind, key, err)
	}
	if !found {
		return nil, fmt.Errorf("%s %s %s: %w", provider, kind, key, relay.ErrNotFound)
	}
	if sealed != nil {
		return s.box.open(ofRecord(provider, kind, key), sealed)
	}
	return value, nil
}

// The last bound is above every key that begins with the prefix: no key holds a character above U+10FFFF.
const selectRecords = `
SELECT key, value, sealed FROM records WHERE provider = ? AND kind = ? AND key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?`

// ListRecords implements relay.Records.
func (s *Store) ListRecords(ctx context.Context, query relay.RecordQuery) ([]relay.Record, error) {
	limit := min(query.Limit, maxLimit)
	if limit <= 0 {
		limit = defaultLimit
	}
	above := query.Prefix + "\U0010FFFF"
	rows, err := s.db.reader.rows(ctx, selectRecords, query.Provider, query.Kind, query.Prefix, query.After, above, limit)
	if err != nil {
		return nil, fmt.Errorf("list %s %s: %w", query.Provider, query.Kind, err)
	}
	records, err := collect(rows, func(r row) (relay.Record, error) {
		record := relay.Record{Provider: query.Provider, Kind: query.Kind}
		var sealed []byte
		err := r.Scan(&record.Key, &record.Value, &sealed)
		if err == nil && sealed != nil {
			record.Secret = true
			record.Value, err = s.box.open(ofRecord(record.Provider, record.Kind, record.Key), sealed)
		}
		return record, err
	})
	if err != nil {
		return nil, fmt.Errorf("list %s %s: %w", query.Provider, query.Kind, err)
	}
	return records, nil
}

// PutRecords implements relay.Records.
func (s *Store) PutRecords(ctx context.Context, records []relay.Record) error {
	return s.db.writer.do(ctx, func(t *tx) error { return s.box.putRecords(t, records) })
}

const (
	upsertRecord = `
INSERT INTO records (provider, kind, key, value, sealed) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (provider, kind, key) DO UPDATE SET value = excluded.value, sealed = excluded.sealed`
	deleteRecord = `DELETE FROM records WHERE provider = ? AND kind = ? AND key = ?`
)

func (b *box) putRecords(t *tx, records []relay.Record) error {
	for _, r := range records {
		var err error
		switch {
		case r.Value == nil:
			_, err = t.exec(deleteRecord, r.Provider, r.Kind, r.Key)
		case r.Secret:
			_, err = t.exec(upsertRecord, r.Provider, r.Kind, r.Key, "", b.seal(ofRecord(r.Provider, r.Kind, r.Key), r.Value))
		default:
			_, err = t.exec(upsertRecord, r.Provider, r.Kind, r.Key, string(r.Value), nil)
		}
		if err != nil {
			return fmt.Errorf("store %s %s %s: %w", r.Provider, r.Kind, r.Key, err)
		}
	}
	return nil
}
