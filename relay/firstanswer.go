package relay

import (
	"context"
	"fmt"
	"slices"
)

// FirstAnswer waits until the first attempt of a delivery has ended and is stored, and returns it. ErrConflict when the delivery
// is final without any, ErrNotFound when there is no such delivery; otherwise an error is why ctx ended, or the store's.
func (e *Engine) FirstAnswer(ctx context.Context, deliveryID string) (*Attempt, error) {
	attempt, err := e.firstAnswer(ctx, deliveryID)
	if err != nil && ctx.Err() != nil { // a read of the store does not tell the cause
		return nil, context.Cause(ctx)
	}
	return attempt, err
}

// GiveUp lets a delivery go out no more whose first answer nobody waits for any longer: whoever did was told of a failure and
// sends again. ErrConflict when an attempt has begun, or it is final. That none begins meanwhile takes Limits.AtMostOnce.
func (e *Engine) GiveUp(ctx context.Context, deliveryID string) error {
	_, err := e.cancel(ctx, deliveryID, []DeliveryState{Pending, Held}, ReasonGivenUp)
	return err
}

func (e *Engine) firstAnswer(ctx context.Context, deliveryID string) (*Attempt, error) {
	seen := e.Changes.Last()
	for {
		d, err := e.Store.Delivery(ctx, deliveryID)
		if err != nil {
			return nil, err
		}
		if d.AttemptCount > 0 {
			attempts, err := e.Store.Attempts(ctx, deliveryID)
			if err != nil {
				return nil, err
			}
			return &attempts[0], nil
		}
		if d.State.Final() {
			return nil, fmt.Errorf("delivery %s is %s and was never attempted: %w", deliveryID, d.State, ErrConflict)
		}
		if seen, err = e.changed(ctx, deliveryID, seen); err != nil {
			return nil, err
		}
	}
}

// changed waits until something may have happened to a delivery since a change, and returns the newest change by then.
func (e *Engine) changed(ctx context.Context, deliveryID string, since uint64) (uint64, error) {
	for {
		changes, missed, err := e.Changes.After(ctx, since)
		if err != nil {
			return since, err
		}
		since = changes[len(changes)-1].Number
		if missed || slices.ContainsFunc(changes, func(c Change) bool {
			return c.Kind == WasReset || c.Delivery != nil && c.Delivery.ID == deliveryID
		}) {
			return since, nil
		}
	}
}
