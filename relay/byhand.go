package relay

import (
	"cmp"
	"context"
	"fmt"
)

// Retry brings the next attempt of a pending delivery forward to now, and sends an unknown one again: whoever asks for
// that takes the risk that it arrives twice. ErrConflict in any other state: a final delivery can be replayed.
func (e *Engine) Retry(ctx context.Context, id string) (*Delivery, error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	d, err := e.Store.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	l, sub := e.lines[d.SubscriptionID], e.subs[d.SubscriptionID]
	inFlight := l != nil && l.hurry(id) // then its outcome is not known yet: the next attempt follows at once, should there be one
	sends := sub != nil && sub.State.Sends()
	if !inFlight && sends { // until it is stored it must not start: it could end before the line hears of it
		l.hold(id)
		e.inFlight++
		e.agenda.touch(l)
	}
	e.mu.Unlock()
	switch {
	case inFlight:
		return d, nil
	case !sends && (d.State == Pending || d.State == Unknown):
		return nil, fmt.Errorf("the subscription of delivery %s sends nothing now: %w", id, ErrConflict)
	case !sends:
		return nil, notPending(d)
	}
	due := Due{DeliveryID: id, SubscriptionID: d.SubscriptionID, DueAt: e.Clock.Now()}
	changed, err := e.Store.Change(ctx, StateChange{DeliveryID: id, From: []DeliveryState{Pending, Unknown}, To: Pending, DueAt: due.DueAt, Now: due.DueAt})
	if err != nil || len(changed) == 0 {
		e.landAsStored(due)
		return nil, cmp.Or(err, notPending(d))
	}
	e.tell(changed)
	e.land(due, &due)
	return &changed[0], nil
}

// notPending says why a delivery cannot be retried.
func notPending(d *Delivery) error {
	if d.State == Held {
		return fmt.Errorf("delivery %s is held, since its subscription is paused; it goes once that is resumed: %w", d.ID, ErrConflict)
	}
	return fmt.Errorf("delivery %s is %s, not pending; replay sends it anew: %w", d.ID, d.State, ErrConflict)
}

// Cancel ends a delivery that is not final yet, or unknown. One in flight still becomes delivered if its answer says so.
// ErrConflict when it is final.
func (e *Engine) Cancel(ctx context.Context, id string) (*Delivery, error) {
	return e.cancel(ctx, id, cancelable(), ReasonByHand)
}

// cancel ends a delivery that is in one of the states.
func (e *Engine) cancel(ctx context.Context, id string, from []DeliveryState, reason string) (*Delivery, error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	changed, err := e.Store.Change(ctx, StateChange{
		DeliveryID: id, From: from, To: Canceled, Reason: reason, Now: e.Clock.Now(),
	})
	if err != nil {
		return nil, err
	}
	if len(changed) == 0 {
		d, err := e.Store.Delivery(ctx, id)
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("delivery %s is %s already: %w", id, d.State, ErrConflict)
	}
	e.mu.Lock()
	if l := e.lines[changed[0].SubscriptionID]; l != nil {
		l.remove(id)
		e.agenda.touch(l)
		e.look()
	}
	e.mu.Unlock()
	e.tell(changed)
	return &changed[0], nil
}

// cancelable are the states that a person can end.
func cancelable() []DeliveryState { return []DeliveryState{Pending, Sending, Held, Unknown} }

// Reset removes all events, deliveries and fault rules. Subscriptions and their secrets stay, and so do the fault rules of
// the workspace's file, which begin anew. What is in flight ends unrecorded.
func (e *Engine) Reset(ctx context.Context) error {
	if err := e.Store.Reset(ctx); err != nil {
		return err
	}
	e.mu.Lock()
	for _, l := range e.lines {
		e.renew(l)
	}
	e.look()
	e.mu.Unlock()
	e.Changes.Add(Change{Kind: WasReset, At: e.Clock.Now()})
	return e.resetFaults(ctx)
}
