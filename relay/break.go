package relay

import (
	"context"
	"fmt"
	"slices"
)

// AddFault puts a fault rule in force and stores it. A mistake in it is an InputError or a FilterError.
func (e *Engine) AddFault(ctx context.Context, rule FaultRule) (FaultRule, error) {
	return e.addFault(ctx, rule, false)
}

// addFault is AddFault; a dry run ends before anything is kept.
func (e *Engine) addFault(ctx context.Context, rule FaultRule, dry bool) (FaultRule, error) {
	if err := e.Faults.Check(&rule); err != nil {
		return FaultRule{}, err
	}
	if err := rule.Validate(); err != nil {
		return FaultRule{}, err
	}
	if dry {
		return rule, nil
	}
	now := e.Clock.Now()
	rule.ID, rule.CreatedAt, rule.Seen, rule.Hits = e.ids.New(FaultPrefix, now), now, 0, 0
	if err := e.Store.KeepLastID(ctx, e.ids.Last()); err != nil {
		return FaultRule{}, err
	}
	if err := e.Store.PutFaultRule(ctx, &rule); err != nil {
		return FaultRule{}, fmt.Errorf("store fault rule: %w", err)
	}
	if err := e.FaultSet.Add(rule); err != nil {
		return FaultRule{}, err
	}
	e.Changes.Add(Change{Kind: FaultsChanged, At: now, ID: rule.ID})
	return rule, nil
}

// RemoveFault takes a rule out of force. ErrNotFound when there is none.
func (e *Engine) RemoveFault(ctx context.Context, id string) error {
	if !slices.ContainsFunc(e.FaultSet.Rules(), func(rule FaultRule) bool { return rule.ID == id }) {
		return fmt.Errorf("fault %s: %w", id, ErrNotFound)
	}
	if err := e.Store.DeleteFaultRule(ctx, id); err != nil {
		return fmt.Errorf("delete fault %s: %w", id, err)
	}
	e.FaultSet.Remove(id)
	e.Changes.Add(Change{Kind: FaultsChanged, At: e.Clock.Now(), ID: id})
	return nil
}

// ClearFaults takes all rules out of force.
func (e *Engine) ClearFaults(ctx context.Context) error {
	if err := e.Store.DeleteFaultRule(ctx, ""); err != nil {
		return fmt.Errorf("delete all faults: %w", err)
	}
	e.FaultSet.Clear()
	e.Changes.Add(Change{Kind: FaultsChanged, At: e.Clock.Now()})
	return nil
}

// countFaults stores what rules of the receiver and of the API have counted, so that it outlives a restart. Those of the
// sender are stored with the attempts that they hit.
func (e *Engine) countFaults(counts []FaultCount) {
	if err := e.Store.CountFaults(context.Background(), counts); err != nil {
		e.Log.Error("store the counts of faults", "error", err)
	}
}
