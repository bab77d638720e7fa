package mock

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// Rules put faults into the receiver of a process that has no engine. They are kept in memory. Safe for concurrent use.
type Rules struct {
	set       *relay.FaultSet
	catalogue *fault.Catalogue
	clock     relay.Clock
	ids       *relay.IDs
}

// NewRules keeps rules in a set, which Options.Faults takes. ids are of the rules.
func NewRules(set *relay.FaultSet, clock relay.Clock, ids *relay.IDs) *Rules {
	return &Rules{set: set, catalogue: fault.New(), clock: clock, ids: ids}
}

// CheckFault says what AddFault would keep, without its id.
func (r *Rules) CheckFault(_ context.Context, rule relay.FaultRule) (relay.FaultRule, error) {
	if rule.At == "" {
		rule.At = relay.AtReceiver
	}
	if rule.At == relay.AtSender || rule.At == relay.AtAPI {
		return relay.FaultRule{}, &relay.InputError{
			Field: "at", Problem: fmt.Sprintf("a mock that runs alone is the receiver, and has no %s", rule.At), Hint: "use receiver; `ledgerhook serve` has all three",
		}
	}
	if err := r.catalogue.Check(&rule); err != nil {
		return relay.FaultRule{}, err
	}
	return rule, rule.Validate()
}

// AddFault puts a rule in force. Without a place it is the receiver's; any other place is a relay.InputError.
func (r *Rules) AddFault(ctx context.Context, rule relay.FaultRule) (relay.FaultRule, error) {
	rule, err := r.CheckFault(ctx, rule)
	if err != nil {
		return relay.FaultRule{}, err
	}
	now := r.clock.Now()
	rule.ID, rule.CreatedAt = r.ids.New(relay.FaultPrefix, now), now
	return rule, r.set.Add(rule)
}

// RemoveFault takes a rule out of force. relay.ErrNotFound when there is none.
func (r *Rules) RemoveFault(_ context.Context, id string) error {
	if !r.set.Remove(id) {
		return fmt.Errorf("fault %s: %w", id, relay.ErrNotFound)
	}
	return nil
}

// ClearFaults takes all rules out of force.
func (r *Rules) ClearFaults(context.Context) error {
	r.set.Clear()
	return nil
}

// FaultRules lists the rules in force in the order they were added, hits included.
func (r *Rules) FaultRules() []relay.FaultRule { return r.set.Rules() }
