package relay

import (
	"context"
	"fmt"
)

// Pause holds a subscription: it goes on taking events, and everything waits as held. ErrConflict unless it is active.
func (e *Engine) Pause(ctx context.Context, id string) (Subscription, error) {
	e.moving.Lock()
	defer e.moving.Unlock()
	if err := e.beginPause(ctx, id); err != nil {
		return Subscription{}, err
	}
	// From here on nothing of it becomes pending, so others need not wait for the rest.
	if err := e.moveAll(ctx, StateChange{SubscriptionID: id, From: []DeliveryState{Pending}, To: Held, Now: e.Clock.Now()}); err != nil {
		return Subscription{}, err
	}
	return e.Subscription(id)
}

func (e *Engine) beginPause(ctx context.Context, id string) error {
	e.fate.Lock()
	defer e.fate.Unlock()
	sub := e.subscription(id)
	switch {
	case sub == nil:
		return fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	case sub.State == Paused: // the store may have taken only that the last time
		return nil
	case sub.State != Active:
		return fmt.Errorf("subscription %s is %s; only an active one can be paused: %w", id, sub.State, ErrConflict)
	}
	return e.setState(ctx, id, Paused, "")
}

// Deactivate lets a subscription take no new events, while what is pending goes on. A deactivated one stays so.
// ErrConflict unless it is active or deactivated.
func (e *Engine) Deactivate(ctx context.Context, id, reason string) (Subscription, error) {
	e.fate.Lock()
	defer e.fate.Unlock()
	sub := e.subscription(id)
	switch {
	case sub == nil:
		return Subscription{}, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	case sub.State == Deactivated:
		return *sub.clone(), nil
	case sub.State != Active:
		return Subscription{}, fmt.Errorf("subscription %s is %s; only an active one can be deactivated: %w", id, sub.State, ErrConflict)
	}
	if reason == "" {
		reason = ReasonByHand
	}
	if err := e.setState(ctx, id, Deactivated, reason); err != nil {
		return Subscription{}, err
	}
	return *e.subscription(id).clone(), nil
}

// Resume lets a paused, deactivated or disabled subscription take events and send again, what it held first of all.
// ErrConflict when it is expired, or a built-in one that has stepped aside.
func (e *Engine) Resume(ctx context.Context, id string) (Subscription, error) {
	e.moving.Lock()
	defer e.moving.Unlock()
	sub := e.subscription(id)
	if err := resumable(id, sub); err != nil {
		return Subscription{}, err
	}
	if sub.State == Active {
		return *sub.clone(), nil
	}
	// What is held becomes pending first, and nothing of it starts: a crash in between leaves it with a paused
	// subscription, and EndOwed holds it again.
	release := StateChange{SubscriptionID: id, From: []DeliveryState{Held}, To: Pending, Now: e.Clock.Now()}
	if err := e.moveAll(ctx, release); err != nil {
		return Subscription{}, err
	}
	e.fate.Lock()
	defer e.fate.Unlock()
	if err := resumable(id, e.subscription(id)); err != nil { // it may have ended meanwhile
		return Subscription{}, err
	}
	if err := e.moveAll(ctx, release); err != nil { // what came meanwhile
		return Subscription{}, err
	}
	if err := e.setState(ctx, id, Active, ""); err != nil {
		return Subscription{}, err
	}
	return *e.subscription(id).clone(), nil
}

// resumable says why a subscription cannot send again.
func resumable(id string, sub *Subscription) error {
	switch {
	case sub == nil:
		return fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	case sub.State == Expired:
		return fmt.Errorf("subscription %s is expired for good; delete it and create it again: %w", id, ErrConflict)
	case sub.State == Deactivated && sub.Builtin:
		return fmt.Errorf("subscription %s is %s (%s) and sends what it has: %w", id, sub.State, sub.Reason, ErrConflict)
	}
	return nil
}

// Disable stops a subscription by hand: it takes and sends nothing, and what it owes fails. Resume starts it again.
func (e *Engine) Disable(ctx context.Context, id, reason string) (Subscription, error) {
	e.fate.Lock()
	defer e.fate.Unlock()
	if reason == "" {
		reason = ReasonByHand
	}
	if err := e.setState(ctx, id, Disabled, reason); err != nil {
		return Subscription{}, err
	}
	if err := e.endDeliveries(ctx, id, Failed, ReasonSubscriptionDisabled); err != nil {
		return Subscription{}, err
	}
	return *e.subscription(id).clone(), nil
}

// moveStep is how many deliveries change in one commit.
const moveStep = 1000

// moveAll changes all deliveries of a subscription, step by step, and tells the watchers. The caller holds fate, or has seen
// to it that nobody makes more of what is moved.
func (e *Engine) moveAll(ctx context.Context, change StateChange) error {
	change.Limit = moveStep
	for {
		changed, err := e.Store.Change(ctx, change)
		if err != nil {
			return fmt.Errorf("move the deliveries of subscription %s to %s: %w", change.SubscriptionID, change.To, err)
		}
		e.mu.Lock()
		if l := e.lines[change.SubscriptionID]; l != nil {
			for i := range changed {
				l.remove(changed[i].ID)
			}
			e.agenda.touch(l)
			e.look()
		}
		e.mu.Unlock()
		e.tell(changed)
		if len(changed) < moveStep {
			return nil
		}
	}
}
