package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// selectDue reads nothing but its index.
const selectDue = `
SELECT id, subscription_id, due_at FROM deliveries
WHERE subscription_id = ? AND state = 'pending' ORDER BY due_at, id LIMIT ?`

// Due implements relay.Queue. A delivery whose MarkSending is not stored yet is still among them.
func (s *Store) Due(ctx context.Context, subscriptionID string, n int) ([]relay.Due, error) {
	rows, err := s.db.reader.rows(ctx, selectDue, subscriptionID, max(n, 0))
	if err != nil {
		return nil, fmt.Errorf("read what is due for %s: %w", subscriptionID, err)
	}
	due, err := collect(rows, func(r row) (relay.Due, error) {
		var d relay.Due
		err := r.Scan(&d.DeliveryID, &d.SubscriptionID, stamped{&d.DueAt})
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is due for %s: %w", subscriptionID, err)
	}
	return due, nil
}
