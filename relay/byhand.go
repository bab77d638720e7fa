package relay

import (
	"context"
	"fmt"
)

// Retry brings the next attempt of a pending delivery forward to now. ErrConflict when it is not pending: a final one
// can be replayed.
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
	case d.State == Pending && (sub == nil || !sub.State.Sends()):
		return nil, fmt.Errorf("the subscription of delivery %s sends nothing now: %w", id, ErrConflict)
	}
	now := e.Clock.Now()
	changed, err := e.Store.Change(ctx, StateChange{DeliveryID: id, From: []DeliveryState{Pending}, To: Pending, DueAt: now, Now: now})
	if err != nil {
		return nil, err
	}
	if len(changed) == 0 {
		return nil, fmt.Errorf("delivery %s is %s, not pending; replay sends it anew: %w", id, d.State, ErrConflict)
	}
	e.mu.Lock()
	l.add(Due{DeliveryID: id, SubscriptionID: d.SubscriptionID, DueAt: now})
	e.mu.Unlock()
	e.wakeUp()
	e.tell(changed)
	return &changed[0], nil
}

// Replay makes a new delivery of the same event and bytes, due now. Its identity on the wire stays, its timestamps are
// fresh, and the original row never changes. ErrConflict when its subscription can no longer send.
func (e *Engine) Replay(ctx context.Context, id string) (*Delivery, error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	original, err := e.Store.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	sub := e.subscription(original.SubscriptionID)
	switch {
	case sub == nil:
		return nil, fmt.Errorf("the subscription of delivery %s was deleted: %w", id, ErrConflict)
	case !sub.State.Sends() && sub.State != Paused:
		return nil, fmt.Errorf("subscription %s of delivery %s is %s: %w", sub.ID, id, sub.State, ErrConflict)
	case original.URL == "":
		return nil, fmt.Errorf("delivery %s has nowhere to go: %w", id, ErrConflict)
	}
	now := e.Clock.Now()
	replay := Delivery{
		ID: e.ids.New(DeliveryPrefix, now), EventID: original.EventID, SubscriptionID: original.SubscriptionID,
		Provider: original.Provider, Type: original.Type, URL: original.URL, DialectID: original.DialectID,
		Body: original.Body, State: Pending, ReplayOf: original.ID, DueAt: now, CreatedAt: now,
	}
	if sub.State == Paused {
		replay.State = Held
	}
	batch := Batch{Publications: []Publication{{Deliveries: []Delivery{replay}}}, LastID: e.ids.Last()}
	e.hold(&batch)
	_, _, err = e.Store.Publish(ctx, batch)
	e.release(&batch, err == nil)
	if err != nil {
		return nil, err
	}
	e.wakeUp()
	replay.Body = nil
	return &replay, nil
}

// Reset removes all events, deliveries and fault rules. Subscriptions and their secrets stay. What is in flight ends
// unrecorded.
func (e *Engine) Reset(ctx context.Context) error {
	if err := e.Store.Reset(ctx); err != nil {
		return err
	}
	e.mu.Lock()
	for id, l := range e.lines {
		fresh := newLine(id, l.limit)
		fresh.flying, fresh.started, fresh.running, fresh.sends = l.flying, l.started, l.running, l.sends
		e.lines[id] = fresh
	}
	e.mu.Unlock()
	e.wakeUp()
	e.Changes.Add(Change{Kind: WasReset, At: e.Clock.Now()})
	return e.ClearFaults(ctx)
}
