package control

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
)

// AttemptOutcome is what one attempt of a delivery came to, as JSON.
type AttemptOutcome struct {
	Number   int    `json:"number" doc:"from 1"`
	Outcome  string `json:"outcome"`
	Injected bool   `json:"injected,omitempty,omitzero" doc:"a fault at the sender hit it"`
}

// addOutcomes gives the rows of a page the outcomes of their attempts.
func (s *server) addOutcomes(ctx context.Context, rows []Delivery) error {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	outcomes, err := s.Engine.Store.Outcomes(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Outcomes = outcomesOf(outcomes[rows[i].ID], rows[i].AttemptCount)
	}
	return nil
}

// outcomesOf shows the outcomes of the attempts that a row counts: another may have been settled since it was read.
func outcomesOf(outcomes []relay.AttemptOutcome, count int) []AttemptOutcome {
	shown := make([]AttemptOutcome, 0, len(outcomes)) // not absent before the first one
	for _, o := range outcomes {
		if o.Number <= count {
			shown = append(shown, AttemptOutcome{Number: o.Number, Outcome: string(o.Outcome), Injected: o.Faulted})
		}
	}
	return shown
}
