package sqlite

import (
	"context"
	"fmt"
	"time"
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

	abortedError = "ledgerhook ended during this attempt"
)

// Recover implements relay.Queue.
func (s *Store) Recover(ctx context.Context, now time.Time) (int, error) {
	recovered := 0
	err := s.db.writer.do(ctx, func(t *tx) (err error) {
		if _, err := t.exec(abortAttempts, stamp(now), abortedError); err != nil {
			return err
		}
		recovered, err = t.exec(recoverDeliveries, stamp(now), abortedError)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("recover what was being sent: %w", err)
	}
	return recovered, nil
}
