package control

import (
	"github.com/ledgerhook/ledgerhook/relay"
)

// SubscriptionLimits change how a subscription is sent to. What is not given stays as it is.
type SubscriptionLimits struct {
	Retry       RetryWaits `json:"retry,omitzero"`
	Concurrency *int       `json:"concurrency,omitzero" doc:"attempts at once; 0: the engine's default"`
	Rate        *float64   `json:"rate,omitzero" doc:"attempts a second; 0: no limit"`
	Ordered     *bool      `json:"ordered,omitzero" doc:"one after the other, in the order of publication"`
	AtMostOnce  *bool      `json:"at_most_once,omitzero" doc:"never send again what may have arrived; a lost answer is left to a person"`
}

// apply changes limits. An error is a *retry.ParseError.
func (l *SubscriptionLimits) apply(to *relay.Limits) error {
	if l.Retry.Given {
		schedule, err := l.Retry.schedule()
		if err != nil {
			return err
		}
		to.Retry = schedule
	}
	put(&to.Concurrency, l.Concurrency)
	put(&to.Rate, l.Rate)
	put(&to.Ordered, l.Ordered)
	put(&to.AtMostOnce, l.AtMostOnce)
	return nil
}

// put changes what was given.
func put[T any](field *T, given *T) {
	if given != nil {
		*field = *given
	}
}

// Sending is how a subscription is sent to, and how that goes at the moment.
type Sending struct {
	Retry        string    `json:"retry" doc:"the waits that were chosen for it; empty where they are the product's"`
	RetryWaitsMS []float64 `json:"retry_waits_ms" doc:"the waits in force between attempts, without jitter and before they are divided by time_scale"`
	Concurrency  int       `json:"concurrency" doc:"attempts at once; 0: the engine's default"`
	Rate         float64   `json:"rate" doc:"attempts a second; 0: no limit"`
	Ordered      bool      `json:"ordered"`
	AtMostOnce   bool      `json:"at_most_once"`
	BlockedBy    string    `json:"blocked_by" doc:"the failed delivery that those behind it wait for, of an ordered subscription"`
	BlockedUntil *Time     `json:"blocked_until" nullable:"true"`
	Circuit      string    `json:"circuit" enum:"closed,open" doc:"open: the endpoint does not answer at all, and one attempt at a time probes it"`
	InFlight     int       `json:"in_flight" doc:"attempts being made"`
}

// sendingOf tells how a subscription is sent to.
func sendingOf(engine *relay.Engine, sub *relay.Subscription) (Sending, error) {
	limits, status := &sub.Limits, engine.LineStatus(sub.ID)
	shown := Sending{
		RetryWaitsMS: []float64{}, Concurrency: limits.Concurrency, Rate: limits.Rate, Ordered: limits.Ordered, AtMostOnce: limits.AtMostOnce,
		BlockedBy: status.BlockedBy, BlockedUntil: timeOrNil(status.BlockedUntil), Circuit: "closed", InFlight: status.InFlight,
	}
	if status.CircuitOpen {
		shown.Circuit = "open"
	}
	dialect, err := engine.Dialect(sub.Provider)
	if err != nil {
		return Sending{}, err
	}
	traits := dialect.Traits()
	schedule, _ := relay.ScheduleOf(&traits, sub)
	if limits.Retry != nil {
		shown.Retry = schedule.String()
	}
	for _, gap := range schedule.Gaps() {
		shown.RetryWaitsMS = append(shown.RetryWaitsMS, milliseconds(gap))
	}
	return shown, nil
}
