package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const settleDelivery = `
UPDATE deliveries SET state = ?, reason = ?, reference = ?, due_at = ?, settled_at = ?, sending_since = NULL,
	attempt_count = attempt_count + 1, tries = tries + ?,
	last_status = ?, last_outcome = ?, last_duration = ?, last_error = ?, last_faults = ?
WHERE id = ?`

// MarkSending implements relay.Queue.
func (s *Store) MarkSending(marks []relay.SendingMark) { s.marks.add(marks) }

// Settle implements relay.Queue. ErrNotFound when there is no such delivery, ErrConflict when the attempt's number is
// stored already.
func (s *Store) Settle(ctx context.Context, settlement relay.Settlement) error {
	attempt, err := encodeAttempt(&settlement.Attempt)
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", attempt.DeliveryID, err)
	}
	s.marks.drop(attempt.DeliveryID)
	err = s.db.writer.do(ctx, func(t *tx) error { return settle(t, attempt, settlement) })
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", attempt.DeliveryID, err)
	}
	return nil
}

func settle(t *tx, a encodedAttempt, settlement relay.Settlement) error {
	next := settlement.Next
	tries := 0
	if next.CostsTry {
		tries = 1
	}
	n, err := t.exec(settleDelivery, string(next.State), next.Reason, next.Reference, stamp(next.DueAt), stamp(next.SettledAt), tries,
		a.Status(), string(a.Outcome), int64(a.Duration), a.Error, len(a.Faults), a.DeliveryID)
	switch {
	case err != nil:
		return err
	case n == 0:
		return refusal{relay.ErrNotFound}
	}
	if err := putAttempt(t, a); err != nil {
		return err
	}
	return putRecords(t, settlement.Records)
}
