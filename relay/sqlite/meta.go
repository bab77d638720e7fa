package sqlite

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The keys under which Batch.LastID and Batch.Events are kept.
const (
	lastIDKey = "last_id"
	eventsKey = "events"
	clockKey  = "clock" // Unix nanoseconds
)

const selectMeta = `SELECT value FROM meta WHERE key = ?`

// Meta returns a setting of the database itself, and whether it was ever set.
func (s *Store) Meta(ctx context.Context, key string) (value string, ok bool, err error) {
	ok, err = s.db.reader.row(ctx, selectMeta, []any{key}, &value)
	if err != nil {
		return "", false, fmt.Errorf("read setting %s: %w", key, err)
	}
	return value, ok, nil
}

const upsertMeta = `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`

// PutMeta stores a setting of the database itself.
func (s *Store) PutMeta(ctx context.Context, key, value string) error {
	err := s.db.writer.do(ctx, func(t *tx) error {
		_, err := t.exec(upsertMeta, key, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("store setting %s: %w", key, err)
	}
	return nil
}

// SecretMeta is Meta for a setting that is kept sealed.
func (s *Store) SecretMeta(ctx context.Context, key string) (value string, ok bool, err error) {
	text, ok, err := s.Meta(ctx, key)
	if err != nil || !ok {
		return "", false, err
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", false, fmt.Errorf("read setting %s: it is damaged", key)
	}
	plain, err := s.box.open(ofMeta(key), sealed)
	return string(plain), err == nil, err
}

// PutSecretMeta is PutMeta, and seals the value.
func (s *Store) PutSecretMeta(ctx context.Context, key, value string) error {
	return s.PutMeta(ctx, key, base64.StdEncoding.EncodeToString(s.box.seal(ofMeta(key), []byte(value))))
}

const raiseMeta = `
INSERT INTO meta (key, value) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)`

// raised are running numbers of one transaction: each is written once, at its end.
type raised map[string]uint64

// raise keeps the highest number, whatever the order in which publishers come.
func (r raised) raise(key string, number uint64) { r[key] = max(r[key], number) }

// clock keeps where a virtual clock stands; the zero time is none.
func (r raised) clock(now time.Time) {
	if !now.IsZero() {
		r.raise(clockKey, uint64(max(now.UnixNano(), 0)))
	}
}

// write stores the numbers.
func (r raised) write(t *tx) error {
	for key, number := range r {
		if number == 0 {
			continue
		}
		if _, err := t.exec(raiseMeta, key, strconv.FormatUint(number, 10)); err != nil {
			return fmt.Errorf("store the running number %s: %w", key, err)
		}
	}
	return nil
}

// KeepLastID implements relay.Queue.
func (s *Store) KeepLastID(ctx context.Context, last uint64) error {
	return s.db.writer.do(ctx, func(t *tx) error {
		t.raised.raise(lastIDKey, last)
		return nil
	})
}

// KeepClock implements relay.Queue.
func (s *Store) KeepClock(ctx context.Context, now time.Time) error {
	s.marks.ageAll()
	return s.db.writer.do(ctx, func(t *tx) error {
		t.raised.clock(now)
		return nil
	})
}

const selectCounters = `
SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + lastIDKey + `'), 0),
	coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + eventsKey + `'), 0),
	(SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + clockKey + `'),
	(SELECT created_at FROM deliveries ORDER BY seq DESC LIMIT 1)`

// Counters implements relay.Queue.
func (s *Store) Counters(ctx context.Context) (relay.Counters, error) {
	var c relay.Counters
	if _, err := s.db.reader.row(ctx, selectCounters, nil, &c.LastID, &c.Events, stamped{&c.Clock}, stamped{&c.Latest}); err != nil {
		return relay.Counters{}, fmt.Errorf("read counters: %w", err)
	}
	return c, nil
}
