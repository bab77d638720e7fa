package emulate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// subscriptions lists the caller's of a product, oldest first, without the mock's built-in one and those to a hook.
func (o *Options) subscriptions(provider string, who caller) ([]relay.Subscription, error) {
	var subs []relay.Subscription
	for _, sub := range o.Engine.Subscriptions() {
		if sub.Provider != provider || sub.Builtin || sub.Hook != "" {
			continue
		}
		owner, err := ownerOf(&sub)
		if err != nil {
			return nil, err
		}
		if owner == who.account {
			subs = append(subs, sub)
		}
	}
	return subs, nil
}

// subscribe makes a subscription of the caller's. names maps the fields that the engine complains about to those of the
// product's body.
func (o *Options) subscribe(ctx context.Context, who caller, wanted relay.Subscription, names map[string]string) (relay.Subscription, error) {
	wanted, err := owned(wanted, who.account)
	if err != nil {
		return relay.Subscription{}, err
	}
	register := o.Engine.Register
	if o.NoProbe {
		register = o.Engine.Subscribe
	}
	made, _, err := register(ctx, wanted)
	return made, named(err, names)
}

// named tells what the engine complains about by the names of the product's body; any other error stays.
func named(err error, names map[string]string) error {
	var input *relay.InputError
	var unprobed *relay.ProbeError
	if errors.As(err, &unprobed) {
		return &refusal{problems: []problem{{"url", invalid, "cannot be registered: " + unprobed.Error() + "; `ledgerhook serve --no-probe` registers without asking"}}}
	}
	if !errors.As(err, &input) {
		return err
	}
	field, rest, _ := strings.Cut(input.Field, ".") // urls.payment.confirmed
	if own, ok := names[field]; ok {
		field = own
	}
	text := "is invalid: " + input.Problem
	if rest != "" {
		text = "is invalid at " + rest + ": " + input.Problem
	}
	if input.Hint != "" {
		text += " (" + input.Hint + ")"
	}
	return &refusal{problems: []problem{{field, invalid, text}}}
}

// secret is the n-th active one, from 0; empty when there is none.
func (o *Options) secret(sub *relay.Subscription, n int) string {
	if active := sub.ActiveSecrets(o.Clock.Now()); n < len(active) {
		return active[n]
	}
	return ""
}

// eventNames are what a subscription takes, spelled out where it takes every type.
func (o *Options) eventNames(sub *relay.Subscription) []string {
	if len(sub.Events) > 0 {
		return sub.Events
	}
	types, _ := o.Engine.EventTypes(sub.Provider)
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return names
}

// ownOf reads a subscription's own fields.
func ownOf[T any](sub *relay.Subscription) (T, error) {
	var own T
	if len(sub.Own) == 0 {
		return own, nil
	}
	if err := json.Unmarshal(sub.Own, &own); err != nil {
		return own, fmt.Errorf("read the own fields of subscription %s: %w", sub.ID, err)
	}
	return own, nil
}

// setOwn puts a value into one of a subscription's own fields, or takes it out where it is nil.
func setOwn(sub *relay.Subscription, field string, value jsontext.Value) error {
	own, err := ownOf[map[string]jsontext.Value](sub)
	if err != nil {
		return err
	}
	if own == nil {
		own = map[string]jsontext.Value{}
	}
	own[field] = value
	if value == nil {
		delete(own, field)
	}
	sub.Own, err = json.Marshal(own, json.Deterministic(true))
	return err
}

// wireTime is an instant in UTC and whole seconds.
func wireTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// timeOrNull is an instant as wireTime has it; nil for none.
func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := wireTime(t)
	return &text
}

// orNull is a value; nil where it is zero.
func orNull[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// isDigits reports whether an id has the shape of a number.
func isDigits(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
