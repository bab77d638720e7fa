package sqlite

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// probeKey is written to see whether writing works.
const probeKey = "probe"

// Health implements relay.Archive: it tries again where the last write failed, since nobody else may write for long.
func (s *Store) Health(ctx context.Context) error {
	if s.db.writer.trouble.Load() != nil {
		n := relay.RealClock{}.Now().UnixNano() // another value each time, so that something is written
		if err := s.PutMeta(ctx, probeKey, strconv.FormatInt(n, 10)); err != nil {
			return err
		}
	}
	if s.maxBytes <= 0 {
		return nil
	}
	var stored int64
	if _, err := s.db.reader.row(ctx, storedBytes, nil, &stored); err != nil {
		return fmt.Errorf("look how much is stored: %w", err)
	}
	if stored >= s.maxBytes {
		return s.full(stored)
	}
	return nil
}

// WriteTimes is how long the transactions of this process took.
func (s *Store) WriteTimes() relay.HistogramCounts { return s.db.writer.times.Counts() }

const selectOldestPending = `SELECT coalesce(min(created_at), 0) FROM deliveries INDEXED BY deliveries_due WHERE state = 'pending'`

// OldestPending is when the oldest pending delivery was made; found is false when none is pending.
func (s *Store) OldestPending(ctx context.Context) (made time.Time, found bool, err error) {
	var at int64
	if _, err := s.db.reader.row(ctx, selectOldestPending, nil, &at); err != nil {
		return time.Time{}, false, fmt.Errorf("look for the oldest pending delivery: %w", err)
	}
	return time.Unix(0, at).UTC(), at != 0, nil
}
