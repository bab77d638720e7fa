package relay

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// fly makes one attempt of a delivery and settles it.
func (e *Engine) fly(ctx context.Context, due Due) {
	attempt, situation, delivery, err := e.attempt(ctx, due)
	var moved *movedError
	e.mu.Lock()
	e.lines[due.SubscriptionID].answered()
	e.mu.Unlock()
	e.wakeUp()
	switch {
	case errors.As(err, &moved):
		e.land(due, &moved.to)
	case err != nil:
		e.grounded(ctx, due, err)
	default:
		e.settle(ctx, due, attempt, situation, delivery)
	}
}

// grounded ends a flight that sent nothing, because the delivery is no longer pending or the store cannot be read.
func (e *Engine) grounded(ctx context.Context, due Due, err error) {
	var next *Due
	if !errors.Is(err, errNotPending) && !errors.Is(err, ErrNotFound) {
		if ctx.Err() == nil {
			e.Log.Error("read a delivery", "delivery", due.DeliveryID, "error", err)
			pause(ctx, storeRetry)
		}
		next = &due
	}
	e.land(due, next)
}

// errNotPending means that a delivery changed between its becoming due and its start.
var errNotPending = errors.New("no longer pending")

// movedError means that the line held an old due time: the delivery was published, sent and settled before the
// publisher came to put it into the line.
type movedError struct{ to Due }

func (*movedError) Error() string { return "due later" }

// attempt sends a delivery once and tells what came of it.
func (e *Engine) attempt(ctx context.Context, due Due) (Attempt, Situation, *Delivery, error) {
	delivery, err := e.Store.Delivery(context.WithoutCancel(ctx), due.DeliveryID)
	if err != nil {
		return Attempt{}, Situation{}, nil, err
	}
	sub := e.subscription(due.SubscriptionID)
	if delivery.State != Pending || sub == nil || !sub.State.Sends() {
		return Attempt{}, Situation{}, nil, errNotPending
	}
	if delivery.DueAt.After(due.DueAt) {
		due.DueAt = delivery.DueAt
		return Attempt{}, Situation{}, nil, &movedError{to: due}
	}
	if url := sub.URLFor(delivery.Type); url != "" { // it may have changed since the delivery was made
		delivery.URL = url
	}
	now := e.Clock.Now()
	e.Store.MarkSending([]SendingMark{{DeliveryID: delivery.ID, StartedAt: now}})
	attempt, judgement := e.exchange(ctx, delivery, sub, now)
	traits := e.traits[delivery.Provider]
	attempt.DeliveryID, attempt.Number, attempt.StartedAt = delivery.ID, delivery.AttemptCount+1, now
	return attempt, Situation{
		Outcome: attempt.Outcome, Status: attempt.Status(), Judgement: judgement,
		Try: delivery.Tries + 1, EndedAt: e.Clock.Now(), Schedule: traits.Schedule, TimeScale: e.TimeScale, Traits: traits,
	}, delivery, nil
}

// exchange signs, applies the faults that strike, sends, and lets the dialect judge the answer.
func (e *Engine) exchange(ctx context.Context, d *Delivery, sub *Subscription, now time.Time) (Attempt, Judgement) {
	dialect, traits := e.dialects[d.Provider], e.traits[d.Provider]
	signed := now
	if e.SignWall {
		signed = RealClock{}.Now()
	}
	headers, err := dialect.Headers(SignInput{
		Now: signed, Body: d.Body, DialectID: d.DialectID, URL: d.URL, Secrets: sub.ActiveSecrets(now),
	})
	if err != nil {
		return Attempt{Outcome: Blocked, Error: fmt.Sprintf("the request could not be signed: %v", err), Request: Request{Method: "POST", URL: MaskURL(d.URL), Body: d.Body}}, Judgement{}
	}
	transport := e.Transport
	rules := e.FaultSet.Strike(AtSender, d, d.ID, d.Tries+1, now)
	faults := make([]AppliedFault, len(rules))
	for i := range rules {
		faults[i] = AppliedFault{RuleID: rules[i].ID, Name: rules[i].Name, Value: rules[i].Value, At: AtSender}
		transport = e.Faults.Wire(&rules[i], &faults[i], transport)
	}
	timeout := traits.Timeout
	if e.AttemptTimeout > 0 {
		timeout = e.AttemptTimeout
	}
	attempt := Send(ctx, transport, Outgoing{URL: d.URL, Headers: headers, Body: d.Body, Timeout: timeout, UserAgent: e.UserAgent}, e.Clock.Stopwatch())
	attempt.Faults = faults
	return Judge(dialect, traits, attempt)
}

// Judge lets the dialect say what an answer means, and notes it on the attempt.
func Judge(dialect Dialect, traits *Traits, attempt Attempt) (Attempt, Judgement) {
	if attempt.Outcome != Success {
		return attempt, Judgement{}
	}
	judgement := dialect.Judge(attempt.Response)
	if judgement.Success {
		attempt.Note = judgement.Note
	} else {
		attempt.Outcome, attempt.Error = HTTPError, judgement.Note
		if attempt.Error == "" {
			attempt.Error = fmt.Sprintf("%d is no success: %s counts %s", attempt.Status(), traits.Title, traits.SuccessRule)
		}
	}
	return attempt, judgement
}

// land ends a flight in the line. Where somebody asked meanwhile for the next attempt at once, it is brought forward now.
func (e *Engine) land(due Due, next *Due) {
	e.mu.Lock()
	wanted := e.lines[due.SubscriptionID].settled(due.DeliveryID, next)
	e.calmer.Broadcast()
	e.mu.Unlock()
	e.wakeUp()
	if wanted && next != nil {
		if _, err := e.Retry(context.Background(), due.DeliveryID); err != nil && !errors.Is(err, ErrConflict) {
			e.Log.Error("bring a retry forward", "delivery", due.DeliveryID, "error", err)
		}
	}
}

// pause waits in real time and reports whether ctx still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	over, stop := RealClock{}.Alarm(RealClock{}.Now().Add(d))
	defer stop()
	select {
	case <-ctx.Done():
		return false
	case <-over:
		return true
	}
}
