package relay

import (
	"cmp"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// Situation is all that decides what comes after an attempt.
type Situation struct {
	Outcome   Outcome
	Status    int // HTTP status; zero when no answer came
	Judgement Judgement
	// First is the reference that the receiver gave for the same thing before; empty for none. It is kept.
	First     string
	Try       int       // how many attempts have cost a try, this one included
	EndedAt   time.Time // by the engine's clock
	Schedule  retry.Schedule
	Jitter    float64       // the share of a wait by which it may grow
	Draw      float64       // how much of that share is taken, in [0, 1)
	Hint      time.Duration // what the receiver asked to wait at least (Retry-After); zero for nothing
	TimeScale float64       // divides waits; zero counts as 1
	Traits    *Traits
	SubState  SubscriptionState // empty: it was deleted meanwhile

	AtMostOnce bool // never send again what may have arrived
	// Ours is of a subscription to a hook, which the product does not know of: no answer ends it.
	Ours bool
}

// Decision is what comes after an attempt: for the delivery, and for its subscription.
type Decision struct {
	Next Next
	// Subscription is the state that the subscription goes to; empty when it stays. Why says the reason.
	Subscription SubscriptionState
	Why          string
}

// Decide is pure: the same situation always gives the same decision.
func Decide(s Situation) Decision {
	final := Next{State: Failed, CostsTry: s.Outcome != Aborted, SettledAt: s.EndedAt}
	if s.Outcome == Success {
		final.State, final.Reference = Delivered, cmp.Or(s.First, s.Judgement.Reference)
		if s.Judgement.Reference != "" && s.Judgement.Reference != final.Reference {
			final.Reason = ReasonReferenceConflict
		}
		return Decision{Next: final}
	}
	if s.AtMostOnce && s.Outcome.MayHaveArrived() {
		final.State, final.Reason, final.CostsTry = Unknown, ReasonNoAnswer, true
		return Decision{Next: final}
	}
	switch s.SubState {
	case Expired:
		final.Reason = ReasonSubscriptionExpired
		return Decision{Next: final}
	case Disabled:
		final.Reason = ReasonSubscriptionDisabled
		return Decision{Next: final}
	case "":
		final.State, final.Reason = Canceled, ReasonSubscriptionDeleted
		return Decision{Next: final}
	}
	again := Next{State: Pending, CostsTry: final.CostsTry, DueAt: s.EndedAt}
	if s.SubState == Paused {
		again.State = Held
	}
	if s.Outcome == Aborted {
		return Decision{Next: again}
	}
	if s.Traits.GoneDisables && s.Status == 410 && !s.Ours {
		final.Reason = ReasonGone
		return Decision{Next: final, Subscription: Disabled, Why: ReasonGone}
	}
	if gap, ok := s.Schedule.Gap(s.Try); ok {
		wait := max(retry.Jitter(gap, s.Jitter, s.Draw), s.Hint)
		again.DueAt = s.EndedAt.Add(scaled(wait, s.TimeScale))
		return Decision{Next: again}
	}
	final.Reason = ReasonScheduleSpent
	if s.Schedule.Attempts() == 1 {
		final.Reason = ReasonNoRetry
	}
	decision := Decision{Next: final}
	if s.Traits.ExpiresWhenSpent && !s.Ours {
		decision.Subscription, decision.Why = Expired, ReasonScheduleSpent
	}
	return decision
}

// scaled divides a wait, never below a millisecond, so that a scaled retry is still seen as one.
func scaled(gap time.Duration, scale float64) time.Duration {
	if scale <= 1 || gap <= 0 {
		return gap
	}
	return max(time.Duration(float64(gap)/scale), time.Millisecond)
}
