package relay

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Subscriptions lists all subscriptions, oldest first. They are copies.
func (e *Engine) Subscriptions() []Subscription {
	e.mu.Lock()
	defer e.mu.Unlock()
	subs := make([]Subscription, len(e.order))
	for i, id := range e.order {
		subs[i] = *e.subs[id].clone()
	}
	return subs
}

// Subscription returns a copy of one. ErrNotFound when there is none.
func (e *Engine) Subscription(id string) (Subscription, error) {
	if sub := e.subscription(id); sub != nil {
		return *sub.clone(), nil
	}
	return Subscription{}, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
}

// subscription is the one in memory, not to be written to; nil when there is none.
func (e *Engine) subscription(id string) *Subscription {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.subs[id]
}

// stateOf is the state of a subscription; empty when it was deleted.
func (e *Engine) stateOf(id string) SubscriptionState {
	if sub := e.subscription(id); sub != nil {
		return sub.State
	}
	return ""
}

// Subscribe makes a subscription: what is missing (secrets, the product's own ids) is drawn. The first one that a person
// makes for a product lets the mock's built-in one step aside: it takes no new events, and its id comes back as aside.
// It is active, unless it is wanted Disabled or Deactivated: then that state and its reason are kept.
// An error is an InputError or the store's.
func (e *Engine) Subscribe(ctx context.Context, wanted Subscription) (made Subscription, aside string, err error) {
	return e.SubscribeBeside(ctx, wanted, nil)
}

// SubscribeBeside is Subscribe, and stores in the same transaction the records that beside makes of the new subscription.
// An error of beside leaves nothing stored. A nil beside makes none.
func (e *Engine) SubscribeBeside(ctx context.Context, wanted Subscription, beside func(made *Subscription) ([]Record, error)) (made Subscription, aside string, err error) {
	return e.subscribe(ctx, wanted, beside, false)
}

// subscribe is SubscribeBeside; a dry run ends before anything is kept.
func (e *Engine) subscribe(ctx context.Context, wanted Subscription, beside func(made *Subscription) ([]Record, error), dry bool) (made Subscription, aside string, err error) {
	dialect, err := e.Dialect(wanted.Provider)
	if err != nil {
		return Subscription{}, "", err
	}
	sub := wanted.clone()
	now := e.Clock.Now()
	sub.ID = e.ids.New(SubscriptionPrefix, now)
	sub.CreatedAt, sub.UpdatedAt, sub.StateSince = now, now, now
	if sub.State != Disabled && sub.State != Deactivated {
		sub.State, sub.Reason = Active, ""
	}
	if err := e.checkWanted(sub); err != nil {
		return Subscription{}, "", err
	}
	if err := e.checkTargets(ctx, sub, nil); err != nil {
		return Subscription{}, "", err
	}
	e.fate.Lock()
	defer e.fate.Unlock()
	if err := e.shareSecrets(ctx, sub); err != nil {
		return Subscription{}, "", err
	}
	if err := dialect.Prepare(sub, e.Chance); err != nil {
		return Subscription{}, "", err
	}
	if sub.Hook != "" { // the product has drawn them, and nobody else can
		sub.Secrets = wanted.clone().Secrets
	}
	if dry {
		return *sub, "", nil
	}
	if err := e.checkDeclared(sub); err != nil {
		return Subscription{}, "", err
	}
	if err := e.Store.KeepLastID(ctx, e.ids.Last()); err != nil {
		return Subscription{}, "", err
	}
	var records []Record
	if beside != nil {
		if records, err = beside(sub.clone()); err != nil {
			return Subscription{}, "", err
		}
	}
	if err := e.putAll(ctx, []*Subscription{sub}, records); err != nil {
		return Subscription{}, "", err
	}
	if !sub.Builtin {
		aside, err = e.stepAside(ctx, sub)
	}
	return *sub.clone(), aside, err
}

// checkWanted checks what a new or changed subscription names, but for its URL, its secrets and its own fields, which are the
// dialect's to check.
func (e *Engine) checkWanted(sub *Subscription) error {
	if err := e.checkEvents(sub.Provider, sub.Events); err != nil {
		return err
	}
	for _, eventType := range slices.Sorted(maps.Keys(sub.URLs)) {
		if err := e.checkType(sub.Provider, eventType); err != nil {
			return err
		}
	}
	if sub.Resign && sub.Hook == "" {
		return &InputError{Field: "resign", Problem: "only what comes in at a hook can be signed anew; all else is signed at each attempt"}
	}
	return sub.Limits.Validate()
}

// Update changes a subscription: its name, where its deliveries go (those that are pending included), which events it
// takes, its secrets, its own fields and its limits; and of a product that saves its settings whole, whether it is Active or
// Disabled: the caller then ends what it owes by Disable. edit gets a copy and changes only these; it may be called more
// than once. Where it changes nothing, nothing is stored and nobody is told. An error is an InputError, the store's, or
// edit's.
func (e *Engine) Update(ctx context.Context, id string, edit func(*Subscription) error) (Subscription, error) {
	return e.update(ctx, id, edit, false)
}

// update is Update; a dry run ends before anything is kept.
func (e *Engine) update(ctx context.Context, id string, edit func(*Subscription) error, dry bool) (Subscription, error) {
	if err := e.checkEdit(ctx, id, edit); err != nil {
		return Subscription{}, err
	}
	e.fate.Lock()
	defer e.fate.Unlock()
	sub := e.subscription(id)
	if sub == nil {
		return Subscription{}, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	changed := sub.clone()
	if err := edit(changed); err != nil {
		return Subscription{}, err
	}
	if err := e.checkWanted(changed); err != nil {
		return Subscription{}, err
	}
	if err := e.checkURL(changed, changed.URL); err != nil {
		return Subscription{}, err
	}
	if dry || reflect.DeepEqual(changed, sub) {
		return *changed, nil
	}
	changed.UpdatedAt = e.Clock.Now()
	if changed.State != sub.State {
		changed.StateSince = changed.UpdatedAt
	}
	if err := e.put(ctx, changed); err != nil {
		return Subscription{}, err
	}
	return *changed.clone(), nil
}

// checkURL asks the product whether a subscription may have a URL.
func (e *Engine) checkURL(sub *Subscription, url string) error {
	probe := sub.clone()
	probe.URL = url
	return e.dialects[sub.Provider].Prepare(probe, e.Chance)
}

// stepAside deactivates the built-in subscription of the product that a person has just subscribed to.
func (e *Engine) stepAside(ctx context.Context, made *Subscription) (string, error) {
	if !e.TakesOver(made) {
		return "", nil
	}
	for _, sub := range e.Subscriptions() {
		if sub.Builtin && sub.Provider == made.Provider && sub.State == Active {
			return sub.ID, e.setState(ctx, sub.ID, Deactivated, reasonAside)
		}
	}
	return "", nil
}

// TakesOver tells whether a product's built-in subscription steps aside for another one: not for one to a hook, which gets no
// events of the product. See Placed.
func (e *Engine) TakesOver(sub *Subscription) bool {
	if sub.Hook != "" {
		return false
	}
	placed, ok := e.dialects[sub.Provider].(Placed)
	return !ok || placed.TakesOver(sub)
}

// reasonAside says why a built-in subscription takes nothing.
const reasonAside = "stepped aside for a subscription of yours"

// stepIn lets the built-in subscription of a product take events again once no other is left.
func (e *Engine) stepIn(ctx context.Context, provider string) error {
	aside := ""
	for _, sub := range e.Subscriptions() {
		switch {
		case sub.Provider != provider:
		case !sub.Builtin && e.TakesOver(&sub):
			return nil
		case sub.Builtin && sub.State == Deactivated && sub.Reason == reasonAside:
			aside = sub.ID
		}
	}
	if aside == "" {
		return nil
	}
	return e.setState(ctx, aside, Active, "")
}

// put stores a subscription and then holds it in memory.
func (e *Engine) put(ctx context.Context, sub *Subscription) error {
	return e.putAll(ctx, []*Subscription{sub}, nil)
}

// setState moves a subscription to a state. An expired one stays expired. The caller holds fate.
func (e *Engine) setState(ctx context.Context, id string, state SubscriptionState, reason string) error {
	sub := e.subscription(id)
	if sub == nil {
		return fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	if sub.State == Expired {
		return fmt.Errorf("subscription %s is expired for good; delete it and create it again: %w", id, ErrConflict)
	}
	changed := sub.clone()
	changed.UpdatedAt = e.Clock.Now()
	if changed.State != state {
		changed.StateSince = changed.UpdatedAt
	}
	changed.State, changed.Reason = state, reason
	return e.put(ctx, changed)
}

// endDeliveries moves everything that a subscription still owes to a final state. The caller holds fate.
func (e *Engine) endDeliveries(ctx context.Context, subscriptionID string, to DeliveryState, reason string) error {
	return e.moveAll(ctx, StateChange{
		SubscriptionID: subscriptionID, From: []DeliveryState{Pending, Held}, To: to, Reason: reason, Now: e.Clock.Now(),
	})
}

// tell adds a change for each delivery.
func (e *Engine) tell(deliveries []Delivery) {
	changes := make([]Change, len(deliveries))
	for i := range deliveries {
		d := deliveries[i]
		d.Body, d.Passed = nil, nil
		changes[i] = Change{Kind: DeliveryChanged, At: e.Clock.Now(), Delivery: &d}
	}
	e.Changes.Add(changes...)
}

// Unsubscribe deletes a subscription; what it still owes is canceled. When it was the last that a person made for its
// product, the mock's built-in one takes events again. ErrNotFound when there is none.
func (e *Engine) Unsubscribe(ctx context.Context, id string) error {
	e.fate.Lock()
	defer e.fate.Unlock()
	if e.subscription(id) == nil {
		return fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	provider := e.subscription(id).Provider
	if err := e.endDeliveries(ctx, id, Canceled, ReasonSubscriptionDeleted); err != nil {
		return err
	}
	if err := e.Store.DeleteSubscription(ctx, id); err != nil {
		return fmt.Errorf("delete subscription %s: %w", id, err)
	}
	e.mu.Lock()
	delete(e.subs, id)
	if l := e.lines[id]; l != nil {
		e.agenda.leave(l)
		l.stock.clear()
		l.sends = false
		if len(l.flying) == 0 { // otherwise it goes with its last flight
			delete(e.lines, id)
		}
	}
	e.order = slices.DeleteFunc(e.order, func(other string) bool { return other == id })
	e.look()
	e.mu.Unlock()
	e.Changes.Add(Change{Kind: SubscriptionDeleted, At: e.Clock.Now(), ID: id})
	return e.stepIn(ctx, provider)
}
