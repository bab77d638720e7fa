package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What was sent is not known: its body stays empty, which is not NULL, the delivery's.
const (
	abortAttempts = `
INSERT INTO attempts (delivery_id, number, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body)
SELECT id, attempt_count + 1, coalesce(sending_since, ?), 0, 'aborted', ?, '', '', url, '[]', x''
FROM deliveries WHERE state = 'sending'`

	recoverDeliveries = `
UPDATE deliveries SET state = 'pending', due_at = ?, sending_since = NULL, attempt_count = attempt_count + 1,
	last_status = 0, last_outcome = 'aborted', last_duration = 0, last_error = ?, last_faults = 0
WHERE state = 'sending'`

	// What was begun at most once may have arrived: a person decides.
	parkDeliveries = `
UPDATE deliveries SET state = 'unknown', reason = '` + relay.ReasonNoAnswer + `', due_at = NULL, settled_at = ?, sending_since = NULL,
	attempt_count = attempt_count + 1, tries = tries + 1,
	last_status = 0, last_outcome = 'aborted', last_duration = 0, last_error = ?, last_faults = 0
WHERE state = 'sending' AND reason = '` + atMostOnce + `'`

	abortedError = "ledgerhook ended during this attempt"
)

// Recover implements relay.Queue.
func (s *Store) Recover(ctx context.Context, now time.Time) (int, error) {
	recovered := 0
	err := s.db.writer.do(ctx, func(t *tx) (err error) {
		if _, err := t.exec(abortAttempts, stamp(now), abortedError); err != nil {
			return err
		}
		parked, err := t.exec(parkDeliveries, stamp(now), abortedError)
		if err != nil {
			return err
		}
		recovered, err = t.exec(recoverDeliveries, stamp(now), abortedError)
		recovered += parked
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("recover what was being sent: %w", err)
	}
	return recovered, nil
}

const endOwed = `
UPDATE deliveries SET due_at = NULL, settled_at = ?1, sending_since = NULL,
	state = CASE WHEN EXISTS (SELECT 1 FROM subscriptions s WHERE s.id = subscription_id) THEN 'failed' ELSE 'canceled' END,
	reason = coalesce((
		SELECT CASE s.state WHEN 'expired' THEN ?2 ELSE ?3 END FROM subscriptions s WHERE s.id = subscription_id
	), ?4)
WHERE (state = 'pending' OR state = 'held') AND NOT EXISTS (
	SELECT 1 FROM subscriptions s WHERE s.id = subscription_id AND s.state <> 'expired' AND s.state <> 'disabled'
)`

// holdOwed finishes what Pause began.
const holdOwed = `
UPDATE deliveries SET state = 'held' WHERE state = 'pending' AND EXISTS (
	SELECT 1 FROM subscriptions s WHERE s.id = subscription_id AND s.state = 'paused'
)`

// EndOwed implements relay.Queue.
func (s *Store) EndOwed(ctx context.Context, now time.Time) (int, error) {
	ended := 0
	err := s.db.writer.do(ctx, func(t *tx) (err error) {
		ended, err = t.exec(endOwed, stamp(now), relay.ReasonSubscriptionExpired, relay.ReasonSubscriptionDisabled, relay.ReasonSubscriptionDeleted)
		if err != nil {
			return err
		}
		_, err = t.exec(holdOwed)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("end what is owed to ended subscriptions: %w", err)
	}
	return ended, nil
}
