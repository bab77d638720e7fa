package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// countStates counts what the partial indexes hold. Of all others, which are delivered, SQLite would have to look at an
// entry each: they are taken from the number of all rows. In one statement, so that all is of one moment.
const countStates = `
SELECT 'pending', count(*) FROM deliveries WHERE state = 'pending'
UNION ALL SELECT 'sending', count(*) FROM deliveries WHERE state = 'sending'
UNION ALL SELECT 'failed', count(*) FROM deliveries WHERE state = 'failed'
UNION ALL SELECT 'held', count(*) FROM deliveries WHERE state = 'held'
UNION ALL SELECT 'canceled', count(*) FROM deliveries WHERE state = 'canceled'
UNION ALL SELECT 'unknown', count(*) FROM deliveries WHERE state = 'unknown'
UNION ALL SELECT '` + lastRow + `', (SELECT coalesce(max(seq), 0) FROM deliveries)
UNION ALL SELECT '` + allRows + `', `

const (
	lastRow = "last"
	allRows = "all"

	countAll   = countStates + `(SELECT count(*) FROM deliveries)`               // through the smallest index
	countNewer = countStates + `(SELECT count(*) FROM deliveries WHERE seq > ?)` // through the rows themselves
)

// CountDeliveries implements relay.Archive.
func (s *Store) CountDeliveries(ctx context.Context, filter relay.Filter, now time.Time) (map[relay.DeliveryState]int, error) {
	var counts map[relay.DeliveryState]int
	var err error
	if len(filter.Terms) > 0 {
		var w where
		w.filter(filter, now)
		counts, err = countRows[relay.DeliveryState](ctx, s, "SELECT state, count(*) FROM deliveries WHERE "+w.String()+" GROUP BY state", w.args...)
	} else {
		counts, err = s.countAll(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return counts, nil
}

// countAll counts by state without looking again at rows that were counted before.
func (s *Store) countAll(ctx context.Context) (counts map[relay.DeliveryState]int, err error) {
	err = s.total.count(func(known counted) (now counted, err error) {
		if known.upTo == 0 {
			counts, err = countRows[relay.DeliveryState](ctx, s, countAll)
		} else {
			counts, err = countRows[relay.DeliveryState](ctx, s, countNewer, known.upTo)
		}
		if err != nil {
			return now, err
		}
		now = counted{upTo: int64(counts[lastRow]), rows: known.rows + counts[allRows]}
		delete(counts, lastRow)
		delete(counts, allRows)
		delivered := now.rows
		for _, n := range counts {
			delivered -= n
		}
		if delivered > 0 {
			counts[relay.Delivered] = delivered
		}
		return now, nil
	})
	return counts, err
}

// countRows reads rows of a name, such as a state, and a number; those that are zero are left out.
func countRows[Name ~string](ctx context.Context, s *Store, query string, args ...any) (map[Name]int, error) {
	rows, err := s.db.reader.search(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[Name]int{}
	for rows.Next() {
		var name Name
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		if n > 0 {
			counts[name] = n
		}
	}
	return counts, s.db.reader.explain(rows.Err())
}
