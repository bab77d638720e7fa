package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Attempts refer to deliveries and these to events: children go first. Running numbers stay, so that no id, cursor or
// counter comes again.
const (
	deleteAttempts    = `DELETE FROM attempts`
	deleteDeliveries  = `DELETE FROM deliveries`
	deleteIncoming    = `DELETE FROM incoming`
	deleteBodies      = `DELETE FROM bodies`
	deleteEvents      = `DELETE FROM events`
	deleteRecords     = `DELETE FROM records WHERE kind != '` + relay.ApplicationKind + `'`
	deleteIdempotency = `DELETE FROM idempotency`
	deleteAnswers     = `DELETE FROM last_answers`
)

// Reset implements relay.Archive.
func (s *Store) Reset(ctx context.Context) error {
	err := s.total.removing(func() error {
		return s.verified.removing(func() error { return s.db.writer.do(ctx, removeAll) })
	})
	if err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	return nil
}

func removeAll(t *tx) error {
	for _, statement := range []string{deleteAttempts, deleteDeliveries, deleteIncoming, deleteBodies, deleteEvents, deleteRecords, deleteIdempotency, deleteAnswers} {
		if _, err := t.exec(statement); err != nil {
			return err
		}
	}
	return nil
}
