package sqlite

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// selectWhole reads many deliveries with their bodies. CROSS JOIN goes through the JSON list of ids in its order; to ask for
// that order by ORDER BY would make SQLite copy everything into a sorter first.
const selectWhole = `
SELECT ` + wholeColumns + `
FROM json_each(?) AS wanted CROSS JOIN deliveries AS d ON d.id = wanted.value LEFT JOIN bodies ON bodies.id = d.body_id
	LEFT JOIN incoming ON incoming.id = d.incoming_id AND d.incoming_id <> ''`

const wholeColumns = `d.seq, d.id, d.event_id, d.subscription_id, d.provider, d.type, d.url, d.dialect_id, d.state, d.reason, d.reference, d.replay_of,
	d.due_at, d.created_at, d.settled_at, d.attempt_count, d.tries, d.last_status, d.last_outcome, d.last_duration, d.last_error, d.last_faults,
	d.redirected, d.signed_at, d.sealed_url, d.postponed, d.incoming_id, d.edited, bodies.bytes, incoming.headers`

// Load implements relay.Queue.
func (s *Store) Load(ctx context.Context, ids []string, maxBytes int) ([]*relay.Delivery, error) {
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("read %d deliveries: %w", len(ids), err)
	}
	rows, err := s.db.reader.rows(ctx, selectWhole, string(wanted))
	if err != nil {
		return nil, fmt.Errorf("read %d deliveries: %w", len(ids), err)
	}
	defer rows.Close()
	loaded := make([]*relay.Delivery, 0, len(ids))
	for bytes := 0; bytes < maxBytes && rows.Next(); {
		n := &numbered[relay.Delivery]{}
		if err := rows.Scan(append(s.box.deliveryFields(n), &n.row.Body, s.box.passed(&n.row))...); err != nil {
			return nil, fmt.Errorf("read %d deliveries: %w", len(ids), s.db.reader.explain(err))
		}
		n.row.Row = n.seq
		bytes += n.row.Bytes()
		loaded = append(loaded, &n.row)
	}
	if err := s.db.reader.explain(rows.Err()); err != nil {
		return nil, fmt.Errorf("read %d deliveries: %w", len(ids), err)
	}
	return loaded, nil
}
