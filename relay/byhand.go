package relay

import (
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
	l := e.lines[d.SubscriptionID]
	inFlight := l != nil && l.hurry(id) // then its outcome is not known yet: the next attempt follows at once, should there be one
	e.mu.Unlock()
	switch sub := e.subscription(d.SubscriptionID); {
	case inFlight:
		return d, nil
	case (d.State == Pending || d.State == Unknown) && (sub == nil || !sub.State.Sends()):
		return nil, fmt.Errorf("the subscription of delivery %s sends nothing now: %w", id, ErrConflict)
	}
	now := e.Clock.Now()
	changed, err := e.Store.Change(ctx, StateChange{DeliveryID: id, From: []DeliveryState{Pending, Unknown}, To: Pending, DueAt: now, Now: now})
	if err != nil {
		return nil, err
	}
	if len(changed) == 0 {
		return nil, fmt.Errorf("delivery %s is %s, not pending; replay sends it anew: %w", id, d.State, ErrConflict)
	}
	e.mu.Lock()
	l.put(Due{DeliveryID: id, SubscriptionID: d.SubscriptionID, DueAt: now})
	e.agenda.touch(l)
	e.look()
	e.mu.Unlock()
	e.tell(changed)
	return &changed[0], nil
}

// Cancel ends a delivery that is not final yet, or unknown. One in flight still becomes delivered if its answer says so.
// ErrConflict when it is final.
func (e *Engine) Cancel(ctx context.Context, id string) (*Delivery, error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	changed, err := e.Store.Change(ctx, StateChange{
		DeliveryID: id, From: cancelable(), To: Canceled, Reason: ReasonByHand, Now: e.Clock.Now(),
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

// Reset removes all events, deliveries and fault rules. Subscriptions and their secrets stay. What is in flight ends
// unrecorded.
func (e *Engine) Reset(ctx context.Context) error {
	if err := e.Store.Reset(ctx); err != nil {
		return err
	}
	e.mu.Lock()
	for id, l := range e.lines {
		e.agenda.leave(l)
		fresh := l.renewed(l.limits)
		e.lines[id] = fresh
		e.agenda.touch(fresh)
	}
	e.look()
	e.mu.Unlock()
	e.Changes.Add(Change{Kind: WasReset, At: e.Clock.Now()})
	return e.ClearFaults(ctx)
}
