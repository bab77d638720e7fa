package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const postponeDelivery = `
UPDATE deliveries SET due_at = ?, postponed = ? WHERE id = ? AND state = 'pending' RETURNING ` + deliveryColumns

// Postpone implements relay.Queue.
func (s *Store) Postpone(ctx context.Context, p relay.Postponement) (*relay.Delivery, error) {
	faults, err := encodeFaults(p.Faults)
	if err != nil {
		return nil, fmt.Errorf("postpone delivery %s: %w", p.DeliveryID, err)
	}
	var changed *relay.Delivery
	err = s.db.writer.doFirst(ctx, func(t *tx) error {
		changed = nil
		var n numbered[relay.Delivery]
		found, err := t.row(postponeDelivery, []any{stamp(p.Until), text(faults), p.DeliveryID}, s.box.deliveryFields(&n)...)
		if err != nil || !found {
			return err
		}
		changed = &n.row
		return countFaults(t, p.Counts)
	})
	if err != nil {
		return nil, fmt.Errorf("postpone delivery %s: %w", p.DeliveryID, err)
	}
	return changed, nil
}
