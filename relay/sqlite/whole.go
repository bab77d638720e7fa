package sqlite

import (
	"context"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bodyColumn is a delivery's body, behind deliveryColumns.
const bodyColumn = `, (SELECT bytes FROM bodies WHERE bodies.id = body_id)`

// wholeDeliveries is Deliveries with bodies. It goes through the deliveries in their order, whatever is asked for: rows that
// SQLite had to sort would all be in memory with their bodies first.
func (s *Store) wholeDeliveries(ctx context.Context, query relay.DeliveryQuery, p page) (found []relay.Delivery, next string, err error) {
	l := listAll(query, p)
	rows, err := s.db.reader.search(ctx, l.query, l.args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	var last int64
	for bytes := 0; rows.Next(); {
		if len(found) == p.limit || bytes >= query.BodyBytes {
			next = strconv.FormatInt(last, 36)
			break
		}
		var n numbered[relay.Delivery]
		if err := rows.Scan(append(s.box.deliveryFields(&n), &n.row.Body)...); err != nil {
			return nil, "", err
		}
		found, last = append(found, n.row), n.seq
		bytes += len(n.row.Body)
	}
	return found, next, s.db.reader.explain(rows.Err())
}
