package sqlite

import (
	"context"
	"fmt"
	"strconv"

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
