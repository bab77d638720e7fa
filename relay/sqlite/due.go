package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Both read nothing but their index. It is in the order of due times; the other order is sorted, which only ordered
// subscriptions pay for.
const (
	selectDue = `
SELECT id, subscription_id, due_at FROM deliveries
WHERE subscription_id = ? AND state = 'pending' ORDER BY due_at, id LIMIT ?`

	selectDueOrdered = `
SELECT id, subscription_id, due_at FROM deliveries
WHERE subscription_id = ? AND state = 'pending' ORDER BY id LIMIT ?`
)

// Due implements relay.Queue. A delivery whose MarkSending is not stored yet is still among them.
func (s *Store) Due(ctx context.Context, query relay.DueQuery) ([]relay.Due, error) {
	statement := selectDue
	if query.Ordered {
		statement = selectDueOrdered
	}
	subscriptionID := query.SubscriptionID
	rows, err := s.db.reader.rows(ctx, statement, subscriptionID, max(query.Limit, 0))
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
