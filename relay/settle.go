package relay

import (
	"bytes"
	"context"
	"errors"
)

// settle stores the attempt, however long the store takes, and then tells everybody.
func (e *Engine) settle(ctx context.Context, due Due, f *flight, attempt Attempt, situation Situation) {
	for {
		next, err := e.settleOnce(context.WithoutCancel(ctx), due, f, &attempt, situation)
		switch {
		case err == nil:
			if e.refused.CompareAndSwap(true, false) {
				e.Log.Info("the store takes outcomes again")
			}
			e.land(due, next)
			return
		case !errors.Is(err, ErrUnavailable):
			// A reset removed it, the attempt is stored already, or it cannot be stored at all: the store knows best.
			if !errors.Is(err, ErrNotFound) {
				e.Log.Error("store an attempt", "delivery", due.DeliveryID, "error", err)
			}
			e.landAsStored(due)
			return
		}
		if e.refused.CompareAndSwap(false, true) { // one line for all that wait
			e.Log.Error("the store takes no outcomes; they are kept in memory and tried again, and sending stops soon", "error", err)
		}
		if (RealClock{}).Pause(ctx, storeRetry) != nil {
			return // stopping: the delivery is found as sending or pending at the next start and goes out again
		}
	}
}

// settleOnce decides by the subscription's present state, stores the attempt, and ends the subscription where that
// follows. next is when the delivery is due again; nil when it is not.
func (e *Engine) settleOnce(ctx context.Context, due Due, f *flight, attempt *Attempt, situation Situation) (next *Due, err error) {
	e.fate.RLock()
	situation.SubState = e.stateOf(due.SubscriptionID)
	decision := Decide(situation)
	if decision.Subscription != "" || f.last.Subscription != "" { // the state changes: decide again once nobody else can change it
		e.fate.RUnlock()
		return nil, e.settleLast(ctx, due, f, attempt, situation)
	}
	defer e.fate.RUnlock()
	overtaken, err := e.Store.Settle(ctx, e.settlementOf(f, attempt, decision.Next))
	if err != nil {
		return nil, err
	}
	e.told(ctx, f.delivery, attempt, decision.Next, overtaken)
	if decision.Next.State != Pending || overtaken {
		return nil, nil
	}
	return &Due{DeliveryID: due.DeliveryID, SubscriptionID: due.SubscriptionID, DueAt: decision.Next.DueAt}, nil
}

// settleLast stores an attempt that ends its subscription: first the subscription's end, so that a crash in between
// cannot leave it alive, then the attempt, then the end of whatever else it owed. Where the store takes only a part of
// that, it goes on from there when called again.
func (e *Engine) settleLast(ctx context.Context, due Due, f *flight, attempt *Attempt, situation Situation) error {
	e.fate.Lock()
	defer e.fate.Unlock()
	situation.SubState = e.stateOf(due.SubscriptionID)
	if f.last.Subscription == "" || situation.SubState == "" {
		f.last = Decide(situation)
	}
	decision := f.last
	if decision.Subscription != "" && decision.Subscription != situation.SubState {
		if err := e.setState(ctx, due.SubscriptionID, decision.Subscription, decision.Why); err != nil {
			return err
		}
	}
	if !f.stored {
		overtaken, err := e.Store.Settle(ctx, e.settlementOf(f, attempt, decision.Next))
		if err != nil {
			return err
		}
		f.stored = true
		e.told(ctx, f.delivery, attempt, decision.Next, overtaken)
	}
	switch decision.Subscription {
	case Expired:
		return e.endDeliveries(ctx, due.SubscriptionID, Failed, ReasonSubscriptionExpired)
	case Disabled:
		return e.endDeliveries(ctx, due.SubscriptionID, Failed, ReasonSubscriptionDisabled)
	}
	return nil
}

// settlementOf is what the store gets of an attempt.
func (e *Engine) settlementOf(f *flight, attempt *Attempt, next Next) Settlement {
	answerOf := f.delivery.SubscriptionID
	if f.delivery.Redirected {
		answerOf = ""
	}
	return Settlement{
		AnswerOf: answerOf, Attempt: *attempt, Row: f.delivery.Row, Next: next, Faults: f.counts, Clock: e.virtualNow(),
		SameBody: bytes.Equal(attempt.Request.Body, f.delivery.Body),
	}
}

// told tells the watchers of a stored attempt.
func (e *Engine) told(ctx context.Context, delivery *Delivery, attempt *Attempt, next Next, overtaken bool) {
	e.tally.attempted(delivery, attempt, &next)
	changed := after(delivery, attempt, next)
	if overtaken {
		if stored, err := e.Store.Delivery(ctx, delivery.ID); err == nil {
			changed = stored
			changed.Body, changed.Passed = nil, nil
		}
	}
	blocks := 0
	if changed.State == Pending {
		blocks = e.behind(changed.SubscriptionID)
	}
	e.Changes.Add(Change{Kind: DeliveryChanged, At: e.Clock.Now(), Delivery: changed, Attempted: true, Blocks: blocks})
}

// after is the delivery as the store has it after an attempt, without the body.
func after(d *Delivery, attempt *Attempt, next Next) *Delivery {
	c := *d
	c.Body, c.Passed = nil, nil
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
