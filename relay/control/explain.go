package control

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Explainer says what is right or wrong about signatures. Package relay/provider has it.
type Explainer interface {
	// Explain holds what is presented against what the product sends. An error is an InputError.
	Explain(in relay.Presented) (relay.Explanation, error)

	// ExplainAttempt says in one line what was sent in an attempt that was refused, and what its answer tells; empty where
	// there is nothing to say.
	ExplainAttempt(refused relay.Refused) string

	// ExplainSignature says how an attempt proved who sent it, and what a fault did to that.
	ExplainSignature(sent relay.SentAttempt) relay.Signature
}

// What the explanations of one delivery may cost.
const (
	maxExplained  = 20                     // attempts, the newest
	maxExplaining = 500 * time.Millisecond // after which answers are not searched any more
)

// explained adds the explanations to a delivery's attempts.
func (s *server) explained(d *relay.Delivery, attempts []relay.Attempt, shown []Attempt) {
	if s.Explain == nil {
		return
	}
	left, took := maxExplained, relay.RealClock{}.Stopwatch()
	for i := len(attempts) - 1; i >= 0 && left > 0; i-- {
		if relay.ExplainedStatus(attempts[i].Status()) {
			shown[i].Explanation = s.explain(d, &attempts[i], took() > maxExplaining)
			left--
		}
	}
}

// explain explains an attempt with the secrets and the clock of now.
func (s *server) explain(d *relay.Delivery, attempt *relay.Attempt, quick bool) string {
	refused := relay.Refused{Attempt: attempt, Provider: d.Provider, Now: s.Engine.Clock.Now(), Quick: quick}
	if sub, err := s.Engine.Subscription(d.SubscriptionID); err == nil {
		refused.Subscription = &sub
	}
	refused.VirtualTime = s.ClockMode == "virtual" && !s.Engine.SignWall && d.SignedAt.IsZero()
	return s.Explain.ExplainAttempt(refused)
}
