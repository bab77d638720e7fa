package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What was sent is not known: its body stays empty, which is not NULL, the delivery's.
const (
	abortAttempts = `
INSERT INTO attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body, planned_at)
SELECT seq << 20 | attempt_count + 1, coalesce(sending_since, ?), 0, 'aborted', ?, '', '', url, '[]', x'', due_at
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

// owing lists the subscriptions that have something pending, by going from one to the next in the index of what is due:
// looking at each of 100,000 pending deliveries would take longer than all the rest of a start.
const owing = `
WITH RECURSIVE owing (id) AS (
	SELECT min(subscription_id) FROM deliveries WHERE state = 'pending'
	UNION ALL
	SELECT (SELECT min(subscription_id) FROM deliveries WHERE state = 'pending' AND subscription_id > owing.id) FROM owing WHERE owing.id IS NOT NULL
)
SELECT owing.id, s.state FROM owing LEFT JOIN subscriptions s ON s.id = owing.id WHERE owing.id IS NOT NULL`

// ended lists the subscriptions that may still have something held, which no index finds by subscription: they are few, and
// usually none. One that is gone has ended what it held before it went.
const ended = `SELECT id, state FROM subscriptions WHERE state = 'expired' OR state = 'disabled'`

const (
	endOwed = `
UPDATE deliveries SET state = ?2, reason = ?3, due_at = NULL, settled_at = ?4, sending_since = NULL
WHERE subscription_id = ?1 AND (state = 'pending' OR state = 'held')`

	// holdOwed finishes what Pause began.
	holdOwed = `UPDATE deliveries SET state = 'held' WHERE subscription_id = ? AND state = 'pending'`
)

// EndOwed implements relay.Queue.
func (s *Store) EndOwed(ctx context.Context, now time.Time) (int, error) {
	count := 0
	err := s.db.writer.do(ctx, func(t *tx) error {
		count = 0
		for _, list := range []string{owing, ended} {
			rows, err := t.query(list)
			if err != nil {
				return err
			}
			owed, err := collect(rows, scanOwing)
			if err != nil {
				return err
			}
			for _, o := range owed {
				n, err := o.end(t, now)
				if err != nil {
					return err
				}
				count += n
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("end what is owed to ended subscriptions: %w", err)
	}
	return count, nil
}

// owingSubscription is one that has something pending or held.
type owingSubscription struct {
	id    string
	state sql.Null[relay.SubscriptionState] // not valid: it is gone
}

func scanOwing(r row) (owingSubscription, error) {
	var o owingSubscription
	err := r.Scan(&o.id, &o.state)
	return o, err
}

// end ends or holds what it has, as its state demands.
func (o *owingSubscription) end(t *tx, now time.Time) (int, error) {
	to, reason := relay.Failed, ""
	switch {
	case !o.state.Valid:
		to, reason = relay.Canceled, relay.ReasonSubscriptionDeleted
	case o.state.V == relay.Expired:
		reason = relay.ReasonSubscriptionExpired
	case o.state.V == relay.Disabled:
		reason = relay.ReasonSubscriptionDisabled
	case o.state.V == relay.Paused:
		_, err := t.exec(holdOwed, o.id)
		return 0, err
	default:
		return 0, nil
	}
	return t.exec(endOwed, o.id, string(to), reason, stamp(now))
}
