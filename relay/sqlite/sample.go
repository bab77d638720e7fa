package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// newestAttempt is 0 for an empty table. Attempts stand in the order of their deliveries.
const newestAttempt = `SELECT coalesce(max(key), 0) FROM attempts`

// sampleAttempts goes back from the newest delivery's; CROSS JOIN keeps SQLite from starting at the deliveries. What is
// read of an attempt stands before the answer's body or, for faults, in the row's head.
const sampleAttempts = `
SELECT provider, started_at, outcome, coalesce(response_status, 0), faults IS NOT NULL, number = attempt_count, state, tries, created_at, settled_at
FROM attempts CROSS JOIN deliveries ON seq = delivery_seq
WHERE attempts.key > ? AND `

// SampleAttempts implements relay.Archive.
func (s *Store) SampleAttempts(ctx context.Context, query relay.SampleQuery) (samples []relay.AttemptSample, more bool, err error) {
	limit := min(query.Limit, relay.SampleWindow)
	var newest, older int64
	if _, err := s.db.reader.row(ctx, newestAttempt, nil, &newest); err != nil {
		return nil, false, fmt.Errorf("sample attempts: %w", err)
	}
	if limit <= 0 {
		return nil, newest > 0, nil
	}
	var w where
	w.filter(query.Filter, query.Now)
	reach := newest - relay.SampleReach<<attemptBits
	args := append([]any{reach}, w.args...)
	rows, err := s.db.reader.search(ctx, sampleAttempts+w.String()+" ORDER BY attempts.key DESC LIMIT ?", append(args, limit+1)...)
	if err == nil {
		samples, err = collect(rows, scanSample)
	}
	if err == nil && reach > 0 {
		_, err = s.db.reader.row(ctx, "SELECT EXISTS (SELECT 1 FROM attempts WHERE key <= ?)", []any{reach}, &older)
	}
	if err != nil {
		return nil, false, fmt.Errorf("sample attempts: %w", err)
	}
	if len(samples) > limit {
		return samples[:limit], true, nil
	}
	return samples, older > 0, nil
}

func scanSample(r row) (relay.AttemptSample, error) {
	var a relay.AttemptSample
	err := r.Scan(&a.Provider, stamped{&a.StartedAt}, &a.Outcome, &a.Status, &a.Faulted, &a.Last, &a.State, &a.Tries, stamped{&a.CreatedAt}, stamped{&a.SettledAt})
	return a, err
}
