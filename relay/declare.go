package relay

import (
	"context"
	"fmt"
)

// CheckSubscribe says what Subscribe would refuse, and makes nothing. What a receiver is asked for at a registration is not
// asked.
func (e *Engine) CheckSubscribe(ctx context.Context, wanted Subscription) (Subscription, error) {
	sub, _, err := e.subscribe(ctx, wanted, nil, true)
	return sub, err
}

// CheckUpdate returns what Update would make of a subscription, and changes nothing.
func (e *Engine) CheckUpdate(ctx context.Context, id string, edit func(*Subscription) error) (Subscription, error) {
	return e.update(ctx, id, edit, true)
}

// CheckFault says what AddFault would refuse, and adds nothing.
func (e *Engine) CheckFault(ctx context.Context, rule FaultRule) (FaultRule, error) {
	return e.addFault(ctx, rule, true)
}

// checkDeclared refuses a second subscription of one name. The caller holds fate.
func (e *Engine) checkDeclared(sub *Subscription) error {
	if sub.DeclaredAs == "" {
		return nil
	}
	for _, other := range e.Subscriptions() {
		if other.DeclaredAs == sub.DeclaredAs {
			return fmt.Errorf("%q is declared already, as %s: %w", sub.DeclaredAs, other.ID, ErrConflict)
		}
	}
	return nil
}

// resetFaults takes all rules out of force but those of the workspace's file, which begin to count anew.
func (e *Engine) resetFaults(ctx context.Context) error {
	rules := e.FaultSet.Rules()
	if err := e.ClearFaults(ctx); err != nil {
		return err
	}
	for _, rule := range rules {
		if rule.DeclaredAs == "" {
			continue
		}
		rule.Seen, rule.Hits = 0, 0
		if err := e.Store.PutFaultRule(ctx, &rule); err != nil {
			return fmt.Errorf("begin fault %s anew: %w", rule.ID, err)
		}
		if err := e.FaultSet.Add(rule); err != nil {
			return err
		}
		e.Changes.Add(Change{Kind: FaultsChanged, At: e.Clock.Now(), ID: rule.ID})
	}
	return nil
}
