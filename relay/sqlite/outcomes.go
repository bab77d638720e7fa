package sqlite

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// selectOutcomes goes through a list of ids and, of each, through the newest attempts. What is read of an attempt stands before
// the bodies or, for faults, in the row's head.
const selectOutcomes = `
SELECT deliveries.id, number, outcome, faults IS NOT NULL
FROM json_each(?) AS wanted CROSS JOIN deliveries ON deliveries.id = wanted.value
CROSS JOIN attempts ON attempts.key > (seq << 20) + max(attempt_count - ?, 0) AND attempts.key < (seq + 1) << 20
ORDER BY attempts.key`

// Outcomes implements relay.Archive.
func (s *Store) Outcomes(ctx context.Context, deliveryIDs []string) (map[string][]relay.AttemptOutcome, error) {
	wanted, err := json.Marshal(deliveryIDs)
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", err)
	}
	rows, err := s.db.reader.rows(ctx, selectOutcomes, string(wanted), relay.MaxOutcomes)
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", err)
	}
	found, err := collect(rows, scanOutcome)
	if err != nil {
		return nil, fmt.Errorf("read outcomes: %w", err)
	}
	all := make(map[string][]relay.AttemptOutcome, len(deliveryIDs))
	for i := range found {
		all[found[i].id] = append(all[found[i].id], found[i].AttemptOutcome)
	}
	return all, nil
}

// outcomeOf is an attempt's outcome and the delivery that it belongs to.
type outcomeOf struct {
	id string
	relay.AttemptOutcome
}

func scanOutcome(r row) (outcomeOf, error) {
	var one outcomeOf
	err := r.Scan(&one.id, &one.Number, &one.Outcome, &one.Faulted)
	return one, err
}
