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

// settle stores the attempt, however long the store takes, and then tells everybody.
func (e *Engine) settle(ctx context.Context, due Due, attempt Attempt, situation Situation, delivery *Delivery) {
	for {
		next, err := e.settleOnce(context.WithoutCancel(ctx), due, &attempt, situation, delivery)
		switch {
		case err == nil:
			e.land(due, next)
			return
		case !errors.Is(err, ErrUnavailable):
			// A reset removed it, the attempt is stored already, or it cannot be stored at all: the store knows best.
			if !errors.Is(err, ErrNotFound) {
				e.Log.Error("store an attempt", "delivery", delivery.ID, "error", err)
			}
			e.land(due, e.asStored(ctx, due))
			return
		}
		e.Log.Error("store an attempt; it is kept in memory and tried again", "delivery", delivery.ID, "error", err)
		if !pause(ctx, storeRetry) {
			return // stopping: the delivery is found as sending or pending at the next start and goes out again
		}
	}
}

// settleOnce decides by the subscription's present state, stores the attempt, and ends the subscription where that
// follows. next is when the delivery is due again; nil when it is not.
func (e *Engine) settleOnce(ctx context.Context, due Due, attempt *Attempt, situation Situation, delivery *Delivery) (next *Due, err error) {
	e.fate.RLock()
	situation.SubState = e.stateOf(due.SubscriptionID)
	decision := Decide(situation)
	if decision.Subscription != "" { // the state changes: decide again once nobody else can change it
		e.fate.RUnlock()
		return nil, e.settleLast(ctx, due, attempt, situation, delivery)
	}
	defer e.fate.RUnlock()
	overtaken, err := e.Store.Settle(ctx, Settlement{Attempt: *attempt, Next: decision.Next})
	if err != nil {
		return nil, err
	}
	e.told(ctx, delivery, attempt, decision.Next, overtaken)
	if decision.Next.State != Pending || overtaken {
		return nil, nil
	}
	return &Due{DeliveryID: due.DeliveryID, SubscriptionID: due.SubscriptionID, DueAt: decision.Next.DueAt}, nil
}

// settleLast stores an attempt that ends its subscription: first the subscription's end, so that a crash in between
// cannot leave it alive, then the attempt, then the end of whatever else it owed.
func (e *Engine) settleLast(ctx context.Context, due Due, attempt *Attempt, situation Situation, delivery *Delivery) error {
	e.fate.Lock()
	defer e.fate.Unlock()
	situation.SubState = e.stateOf(due.SubscriptionID)
	decision := Decide(situation)
	if decision.Subscription != "" {
		if err := e.setState(ctx, due.SubscriptionID, decision.Subscription, decision.Why); err != nil {
			return err
		}
	}
	overtaken, err := e.Store.Settle(ctx, Settlement{Attempt: *attempt, Next: decision.Next})
	if err != nil {
		return err
	}
	e.told(ctx, delivery, attempt, decision.Next, overtaken)
	switch decision.Subscription {
	case Expired:
		return e.endDeliveries(ctx, due.SubscriptionID, Failed, ReasonSubscriptionExpired)
	case Disabled:
		return e.endDeliveries(ctx, due.SubscriptionID, Failed, ReasonSubscriptionDisabled)
	}
	return nil
}

// told tells the watchers of a stored attempt.
func (e *Engine) told(ctx context.Context, delivery *Delivery, attempt *Attempt, next Next, overtaken bool) {
	changed := after(delivery, attempt, next)
	if overtaken {
		if stored, err := e.Store.Delivery(ctx, delivery.ID); err == nil {
			changed = stored
			changed.Body = nil
		}
	}
	e.Changes.Add(Change{Kind: DeliveryChanged, At: e.Clock.Now(), Delivery: changed, Attempted: true})
}

// asStored is when a delivery is due by the store; nil when it is not, or when the store does not say.
func (e *Engine) asStored(ctx context.Context, due Due) *Due {
	stored, err := e.Store.Delivery(context.WithoutCancel(ctx), due.DeliveryID)
	if err != nil || stored.State != Pending {
		return nil
	}
	due.DueAt = stored.DueAt
	return &due
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

// after is the delivery as the store has it after an attempt, without the body.
func after(d *Delivery, attempt *Attempt, next Next) *Delivery {
	c := *d
	c.Body = nil
	c.State, c.Reason, c.DueAt, c.SettledAt = next.State, next.Reason, next.DueAt, next.SettledAt
	if next.Reference != "" {
		c.Reference = next.Reference
	}
	c.AttemptCount++
	if next.CostsTry {
		c.Tries++
	}
	c.LastStatus, c.LastOutcome, c.LastDuration = attempt.Status(), attempt.Outcome, attempt.Duration
	c.LastError, c.LastFaults = attempt.Error, len(attempt.Faults)
	return &c
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
