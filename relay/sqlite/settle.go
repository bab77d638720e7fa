package sqlite

import (
	"cmp"
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// seqOfDelivery finds the row of a delivery.
const seqOfDelivery = `SELECT seq FROM deliveries WHERE id = ?`

const settleDelivery = `
UPDATE deliveries SET state = ?2, reason = ?3, reference = ?4, due_at = ?5, settled_at = ?6, sending_since = NULL, postponed = NULL,
	attempt_count = attempt_count + 1, tries = tries + ?7,
	last_status = ?8, last_outcome = ?9, last_duration = ?10, last_error = ?11, last_faults = ?12
WHERE seq = ?1 AND (state = 'pending' OR state = 'sending' OR state = 'held' OR ?2 = 'delivered')`

// countAttempt stores what a delivery keeps of an attempt that its end has overtaken.
const countAttempt = `
UPDATE deliveries SET attempt_count = attempt_count + 1, tries = tries + ?,
	last_status = ?, last_outcome = ?, last_duration = ?, last_error = ?, last_faults = ?
WHERE seq = ?`

// MarkSending implements relay.Queue.
func (s *Store) MarkSending(mark relay.SendingMark) { s.marks.add(mark) }

const beginDelivery = `
UPDATE deliveries SET state = 'sending', sending_since = ?, reason = '` + atMostOnce + `' WHERE id = ? AND state = 'pending'`

// atMostOnce stands in a delivery's reason while it is sent in that way, for Recover.
const atMostOnce = "at_most_once"

// Begin implements relay.Queue.
func (s *Store) Begin(ctx context.Context, mark relay.SendingMark) error {
	err := s.db.writer.doFirst(ctx, func(t *tx) error {
		n, err := t.exec(beginDelivery, stamp(mark.StartedAt), mark.DeliveryID)
		if err == nil && n == 0 {
			return refusal{relay.ErrConflict}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("begin to send delivery %s: %w", mark.DeliveryID, err)
	}
	return nil
}

// Settle implements relay.Queue. ErrNotFound when there is no such delivery, ErrConflict when the attempt's number is
// stored already.
func (s *Store) Settle(ctx context.Context, settlement relay.Settlement) (overtaken bool, err error) {
	attempt, err := encodeAttempt(&settlement)
	if err != nil {
		return false, fmt.Errorf("settle delivery %s: %w", attempt.DeliveryID, err)
	}
	s.marks.drop(attempt.DeliveryID)
	err = s.db.writer.doFirst(ctx, func(t *tx) (err error) {
		overtaken, err = s.box.settle(t, attempt, settlement)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("settle delivery %s: %w", attempt.DeliveryID, err)
	}
	return overtaken, nil
}

func (b *box) settle(t *tx, a encodedAttempt, settlement relay.Settlement) (overtaken bool, err error) {
	next := settlement.Next
	tries := 0
	if next.CostsTry {
		tries = 1
	}
	seq := settlement.Row
	if seq == 0 {
		if found, err := t.row(seqOfDelivery, []any{a.DeliveryID}, &seq); err != nil || !found {
			return false, cmp.Or(err, error(refusal{relay.ErrNotFound}))
		}
	}
	n, err := t.exec(settleDelivery, seq, string(next.State), next.Reason, next.Reference, stamp(next.DueAt), stamp(next.SettledAt), tries,
		a.Status(), string(a.Outcome), int64(a.Duration), a.Error, len(a.Faults))
	if err == nil && n == 0 {
		overtaken = true
		n, err = t.exec(countAttempt, tries, a.Status(), string(a.Outcome), int64(a.Duration), a.Error, len(a.Faults), seq)
	}
	switch {
	case err != nil:
		return false, err
	case n == 0:
		return false, refusal{relay.ErrNotFound}
	}
	if err := putAttempt(t, seq, a); err != nil {
		return false, err
	}
	t.raised.clock(settlement.Clock)
	if settlement.AnswerOf != "" {
		t.answers.note(settlement.AnswerOf, seq, a.Attempt)
	}
	if err := countFaults(t, settlement.Faults); err != nil {
		return false, err
	}
	return overtaken, b.putRecords(t, settlement.Records)
}
