package sqlite

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// storedBytes is what the database holds, whatever its file measures.
const storedBytes = `
SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size`

// refuseWhenFull refuses to take more once the limit is reached. An error wraps relay.ErrUnavailable.
func (s *Store) refuseWhenFull(t *tx) error {
	if s.maxBytes <= 0 {
		return nil
	}
	if t.stored == 0 { // looked at once a transaction
		if _, err := t.row(storedBytes, nil, &t.stored); err != nil {
			return fmt.Errorf("look how much is stored: %w", err)
		}
	}
	if t.stored < s.maxBytes {
		return nil
	}
	return refusal{s.full(t.stored)}
}

func (s *Store) full(stored int64) error {
	return fmt.Errorf("%d bytes are stored and %d are the limit: new events are refused: %w", stored, s.maxBytes, relay.ErrUnavailable)
}
