package control

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Explainer says what is right or wrong about signatures. Package relay/provider has it.
type Explainer interface {
	// Explain holds what is presented against what the product sends. An error is an InputError.
	Explain(in relay.Presented) (relay.Explanation, error)

	// ExplainAttempt says in one line what was sent in an attempt that was refused, and what its answer tells; empty where
	// there is nothing to say.
	ExplainAttempt(refused relay.Refused) string
}

// maxExplained is how many attempts of one delivery are explained, the newest.
const maxExplained = 20

// explained adds the explanations to a delivery's attempts.
func (s *server) explained(d *relay.Delivery, attempts []relay.Attempt, shown []Attempt) {
	if s.Explain == nil {
		return
	}
	left := maxExplained
	for i := len(attempts) - 1; i >= 0 && left > 0; i-- {
		if relay.ExplainedStatus(attempts[i].Status()) {
			shown[i].Explanation = s.explain(d, &attempts[i])
			left--
		}
	}
}

// explainedNewest is the explanation of a delivery's newest attempt, read from the store, since changes do not carry
// attempts; empty where there is nothing to say, or the attempt is gone already.
func (s *server) explainedNewest(ctx context.Context, d *relay.Delivery) string {
	if s.Explain == nil || d.LastOutcome != relay.HTTPError || !relay.ExplainedStatus(d.LastStatus) {
		return ""
	}
	attempts, err := s.Engine.Store.Attempts(ctx, d.ID)
	if err != nil {
		return "" // the change itself matters more
	}
	for i := range attempts {
		if attempts[i].Number == d.AttemptCount {
			return s.explain(d, &attempts[i])
		}
	}
	return ""
}

func (s *server) explain(d *relay.Delivery, attempt *relay.Attempt) string {
	refused := relay.Refused{Attempt: attempt, Provider: d.Provider, Now: s.Engine.Clock.Now()}
	if sub, err := s.Engine.Subscription(d.SubscriptionID); err == nil {
		refused.Subscription = &sub
	}
	refused.VirtualTime = s.ClockMode == "virtual" && !s.Engine.SignWall && d.SignedAt.IsZero()
	return s.Explain.ExplainAttempt(refused)
}
