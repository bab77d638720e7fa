package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// answers are what receivers answered last by one transaction: each subscription's is written once, at its end.
type answers map[string]answer

// answer is a row of last_answers.
type answer struct {
	success, failure, at time.Time
	key                  int64
}

// note takes in an attempt that is stored already. Those that began later count, whatever the order in which they end.
func (all answers) note(subscriptionID string, seq int64, attempt *relay.Attempt) {
	a := all[subscriptionID]
	if key := seq<<attemptBits | int64(attempt.Number); a.key == 0 || !attempt.StartedAt.Before(a.at) {
		a.at, a.key = attempt.StartedAt, key
	}
	last := &a.failure
	if attempt.Outcome == relay.Success {
		last = &a.success
	}
	if attempt.StartedAt.After(*last) {
		*last = attempt.StartedAt
	}
	all[subscriptionID] = a
}

const raiseAnswer = `
INSERT INTO last_answers (subscription_id, success_at, failure_at, answered_at, attempt_key) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (subscription_id) DO UPDATE SET
	success_at  = nullif(max(coalesce(success_at, 0), coalesce(excluded.success_at, 0)), 0),
	failure_at  = nullif(max(coalesce(failure_at, 0), coalesce(excluded.failure_at, 0)), 0),
	attempt_key = CASE WHEN excluded.answered_at >= answered_at THEN excluded.attempt_key ELSE attempt_key END,
	answered_at = max(answered_at, excluded.answered_at)`

// write stores them.
func (all answers) write(t *tx) error {
	for id, a := range all {
		if _, err := t.exec(raiseAnswer, id, stamp(a.success), stamp(a.failure), stamp(a.at), a.key); err != nil {
			return fmt.Errorf("store the last answer to subscription %s: %w", id, err)
		}
	}
	return nil
}

const deleteAnswer = `DELETE FROM last_answers WHERE subscription_id = ?`

const selectAnswer = `
SELECT success_at, failure_at, response_status, response_body FROM last_answers LEFT JOIN attempts ON attempts.key = attempt_key
WHERE subscription_id = ?`

// LastAnswer implements relay.Archive.
func (s *Store) LastAnswer(ctx context.Context, subscriptionID string) (relay.LastAnswer, error) {
	var a relay.LastAnswer
	var status sql.Null[int64]
	_, err := s.db.reader.row(ctx, selectAnswer, []any{subscriptionID}, stamped{&a.SuccessAt}, stamped{&a.FailureAt}, &status, &a.Body)
	if err != nil {
		return relay.LastAnswer{}, fmt.Errorf("read the last answer to subscription %s: %w", subscriptionID, err)
	}
	a.Status = int(status.V)
	return a, nil
}
