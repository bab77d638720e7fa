package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// countAll counts what the partial indexes hold and takes the rest, which is delivered, from the number of all rows:
// SQLite tells that from an index's pages, without looking at rows.
const countAll = `
WITH others (state, n) AS (
	SELECT 'pending', count(*) FROM deliveries WHERE state = 'pending'
	UNION ALL SELECT 'sending', count(*) FROM deliveries WHERE state = 'sending'
	UNION ALL SELECT 'failed', count(*) FROM deliveries WHERE state = 'failed'
	UNION ALL SELECT 'held', count(*) FROM deliveries WHERE state = 'held'
	UNION ALL SELECT 'canceled', count(*) FROM deliveries WHERE state = 'canceled'
	UNION ALL SELECT 'unknown', count(*) FROM deliveries WHERE state = 'unknown'
)
SELECT state, n FROM others
UNION ALL SELECT 'delivered', (SELECT count(*) FROM deliveries) - (SELECT sum(n) FROM others)`

// CountDeliveries implements relay.Archive.
func (s *Store) CountDeliveries(ctx context.Context, filter relay.Filter, now time.Time) (map[relay.DeliveryState]int, error) {
	query, args := countAll, []any(nil)
	if len(filter.Terms) > 0 {
		var w where
		w.filter(filter, now)
		query, args = "SELECT state, count(*) FROM deliveries WHERE "+w.String()+" GROUP BY state", w.args
	}
	rows, err := s.db.reader.search(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	defer rows.Close()
	counts := map[relay.DeliveryState]int{}
	for rows.Next() {
		var state relay.DeliveryState
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("count deliveries: %w", err)
		}
		if n > 0 {
			counts[state] = n
		}
	}
	if err := s.db.reader.explain(rows.Err()); err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return counts, nil
}
