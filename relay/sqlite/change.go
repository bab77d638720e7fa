package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// changeDeliveries stands before the condition. A final state has an end and no due time; a held one keeps its due
// time for the day it goes on.
const changeDeliveries = `
UPDATE deliveries SET state = ?1, reason = ?2, sending_since = NULL,
	due_at = CASE ?1 WHEN 'pending' THEN coalesce(?3, due_at, ?6) WHEN 'held' THEN due_at END,
	settled_at = ?4
WHERE `

// someOf bounds a change to some rows of a subscription, whichever an index gives first.
const someOf = `seq IN (SELECT seq FROM deliveries WHERE subscription_id = ?5 AND %s LIMIT ?7)`

// Change implements relay.Queue. The changed deliveries come in the order they were made.
func (s *Store) Change(ctx context.Context, change relay.StateChange) ([]relay.Delivery, error) {
	if (change.DeliveryID == "") == (change.SubscriptionID == "") {
		return nil, errors.New("change deliveries: exactly one of a delivery and a subscription must be named")
	}
	var changed []numbered[relay.Delivery]
	err := s.db.writer.doLarge(ctx, change.Limit, func(t *tx) (err error) {
		changed, err = s.box.changeStates(t, change)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("change deliveries to %s: %w", change.To, err)
	}
	deliveries := make([]relay.Delivery, len(changed))
	for i := range changed {
		deliveries[i] = changed[i].row
	}
	return deliveries, nil
}

func (b *box) changeStates(t *tx, change relay.StateChange) ([]numbered[relay.Delivery], error) {
	from := make([]string, len(change.From))
	for i, state := range change.From {
		from[i] = string(state)
	}
	selected, named := "id = ?5 AND "+stateIn(from), change.DeliveryID
	if change.SubscriptionID != "" {
		selected, named = fmt.Sprintf(someOf, stateIn(from)), change.SubscriptionID
	}
	limit := -1 // none
	if change.Limit > 0 {
		limit = change.Limit
	}
	var settledAt = stamp(change.Now)
	if !change.To.Final() {
		settledAt = nil
	}
	rows, err := t.query(changeDeliveries+selected+" RETURNING "+deliveryColumns,
		string(change.To), change.Reason, stamp(change.DueAt), settledAt, named, stamp(change.Now), limit)
	if err != nil {
		return nil, err
	}
	changed, err := collect(rows, b.scanDelivery)
	slices.SortFunc(changed, func(a, b numbered[relay.Delivery]) int { return cmp.Compare(a.seq, b.seq) })
	return changed, err
}
