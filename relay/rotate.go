package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
)

// Rotate gives a subscription a new secret, and says which subscriptions changed; the one asked for comes first. Where the
// secrets belong to the application, every subscription that shares them changes with it. What is attempted from now
// on is signed with the secrets in force then. ErrNotFound when there is none; an error may be an InputError or the store's.
func (e *Engine) Rotate(ctx context.Context, id string, r Rotation) ([]Subscription, error) {
	e.fate.Lock()
	defer e.fate.Unlock()
	sub := e.subscription(id)
	if sub == nil {
		return nil, fmt.Errorf("subscription %s: %w", id, ErrNotFound)
	}
	if r.Now.IsZero() {
		r.Now = e.Clock.Now()
	}
	if e.traits[sub.Provider].SharedSecrets {
		application, err := e.application(ctx, sub.Provider)
		if err != nil {
			return nil, err
		}
		if sub.sharesWith(application, r.Now) {
			_, changed, err := e.rotateApplication(ctx, application, r)
			slices.SortStableFunc(changed, func(a, b Subscription) int { return firstIs(id, a.ID) - firstIs(id, b.ID) })
			return changed, err
		}
	}
	changed := sub.clone()
	if err := e.dialects[sub.Provider].Rotate(changed, r, e.Chance); err != nil {
		return nil, err
	}
	changed.UpdatedAt = r.Now
	if err := e.put(ctx, changed); err != nil {
		return nil, err
	}
	return []Subscription{*changed.clone()}, nil
}

// firstIs sorts one id before all others.
func firstIs(first, id string) int {
	if id == first {
		return 0
	}
	return 1
}

// ApplicationSecrets are the secrets in force that a product's application has, whether or not it has a subscription. An
// InputError where the product's secrets belong to each subscription.
func (e *Engine) ApplicationSecrets(ctx context.Context, provider string) ([]Secret, error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	application, err := e.application(ctx, provider)
	if err != nil {
		return nil, err
	}
	return inForce(application.Secrets, e.Clock.Now()), nil
}

// RotateApplication gives a product's application a new secret, and so all subscriptions that share it, and those made later.
// It returns the secrets in force, and the subscriptions that changed. Errors are as of ApplicationSecrets and Rotate.
func (e *Engine) RotateApplication(ctx context.Context, provider string, r Rotation) ([]Secret, []Subscription, error) {
	e.fate.Lock()
	defer e.fate.Unlock()
	if r.Now.IsZero() {
		r.Now = e.Clock.Now()
	}
	application, err := e.application(ctx, provider)
	if err != nil {
		return nil, nil, err
	}
	return e.rotateApplication(ctx, application, r)
}

// rotateApplication changes the application and what shares its secrets in one transaction. The caller holds fate.
func (e *Engine) rotateApplication(ctx context.Context, application *Subscription, r Rotation) ([]Secret, []Subscription, error) {
	rotated := application.clone()
	if err := e.dialects[application.Provider].Rotate(rotated, r, e.Chance); err != nil {
		return nil, nil, err
	}
	var shown []Subscription
	var changed []*Subscription
	for _, sub := range e.Subscriptions() {
		if !sub.sharesWith(application, r.Now) {
			continue
		}
		sub.Secrets, sub.UpdatedAt = slices.Clone(rotated.Secrets), r.Now
		changed, shown = append(changed, sub.clone()), append(shown, sub)
	}
	record, err := applicationRecord(rotated)
	if err != nil {
		return nil, nil, err
	}
	if err := e.putAll(ctx, changed, []Record{record}); err != nil {
		return nil, nil, err
	}
	return inForce(rotated.Secrets, r.Now), shown, nil
}

// sharesWith reports whether a subscription signs with the application's secrets: it has the very same ones in force. One
// made with a secret of its own that differs keeps apart, and so does one to a hook, whose secrets are the real product's.
// Source: our choice.
func (s *Subscription) sharesWith(application *Subscription, now time.Time) bool {
	return s.Hook == "" && s.Provider == application.Provider && slices.Equal(s.ActiveSecrets(now), application.ActiveSecrets(now))
}

func inForce(secrets []Secret, now time.Time) []Secret {
	return slices.DeleteFunc(slices.Clone(secrets), func(s Secret) bool { return !s.ActiveAt(now) })
}

// application is the holder of the secrets that a product's subscriptions share: as it was rotated last, else as drawn. It
// is no subscription, and is never stored as one.
func (e *Engine) application(ctx context.Context, provider string) (*Subscription, error) {
	dialect, err := e.Dialect(provider)
	if err != nil {
		return nil, err
	}
	if !e.traits[provider].SharedSecrets {
		return nil, &InputError{Field: "provider", Problem: e.traits[provider].Title + "'s secrets belong to each subscription, not to an application"}
	}
	application := &Subscription{ID: provider + "-application", Provider: provider, URL: "https://example.com/"} // a URL that every rule takes
	value, err := e.Store.Record(ctx, provider, ApplicationKind, applicationKey)
	switch {
	case errors.Is(err, ErrNotFound):
		return application, dialect.Prepare(application, e.Chance)
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(value, &application.Secrets); err != nil {
		return nil, fmt.Errorf("read the tokens of %s's application: %w", provider, errUnreadableSecrets)
	}
	return application, nil
}

// errUnreadableSecrets stands in for an error that might quote a secret.
var errUnreadableSecrets = errors.New("they are not what was stored")

// ApplicationKind is the kind of the records of a product's application. A reset leaves them, as it leaves subscriptions.
const (
	ApplicationKind = "application"
	applicationKey  = "tokens"
)

// applicationRecord is where an application's secrets are kept.
func applicationRecord(application *Subscription) (Record, error) {
	value, err := json.Marshal(application.Secrets)
	if err != nil {
		return Record{}, &InputError{Field: "secret", Problem: "it is not valid UTF-8"} // the error would show it
	}
	return Record{Provider: application.Provider, Kind: ApplicationKind, Key: applicationKey, Value: value, Secret: true}, nil
}

// shareSecrets fills what a new subscription was not given from its application, where that has been rotated. The caller holds fate.
func (e *Engine) shareSecrets(ctx context.Context, sub *Subscription) error {
	if !e.traits[sub.Provider].SharedSecrets || sub.Hook != "" {
		return nil
	}
	application, err := e.application(ctx, sub.Provider)
	if err != nil {
		return err
	}
	if shared := inForce(application.Secrets, e.Clock.Now()); len(sub.Secrets) < len(shared) {
		sub.Secrets = append(sub.Secrets, shared[len(sub.Secrets):]...)
	}
	return nil
}

// putAll stores subscriptions and records in one transaction, and then holds them in memory.
func (e *Engine) putAll(ctx context.Context, subs []*Subscription, records []Record) error {
	if err := e.Store.PutSubscriptions(ctx, subs, records); err != nil {
		return err
	}
	e.mu.Lock()
	for _, sub := range subs {
		e.keep(sub)
	}
	e.look()
	e.mu.Unlock()
	for _, sub := range subs {
		e.Changes.Add(Change{Kind: SubscriptionChanged, At: e.Clock.Now(), ID: sub.ID, Subscription: sub.clone()})
	}
	return nil
}
