package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// selectFirstReference goes by indices from the event to all about the same, and to their deliveries.
const selectFirstReference = `
SELECT d.reference FROM events AS this
JOIN events AS same ON same.subject = this.subject AND same.provider = this.provider
JOIN deliveries AS d ON d.event_id = same.id
WHERE this.id = ?1 AND this.subject <> '' AND same.subject <> '' AND d.id <> ?2 AND d.subscription_id = ?3 AND d.state = 'delivered' AND d.reference <> '' AND NOT d.redirected
ORDER BY d.settled_at, d.seq LIMIT 1`

// FirstReference implements relay.Queue.
func (s *Store) FirstReference(ctx context.Context, d *relay.Delivery) (string, error) {
	var reference string
	if _, err := s.db.reader.row(ctx, selectFirstReference, []any{d.EventID, d.ID, d.SubscriptionID}, &reference); err != nil {
		return "", fmt.Errorf("look for references beside delivery %s: %w", d.ID, err)
	}
	return reference, nil
}
