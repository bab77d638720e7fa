package workspace

import (
	"reflect"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// Hook is where ledgerhook relay takes a product's webhooks in, as the file declares it. Only a start of relay reads it.
type Hook struct {
	declared          // its name stands in its URL
	Provider          string
	Secret            Secret
	Secret2           Secret
	OldSecrets        []Secret
	WebhookToken      Secret
	To                []Text
	Resign            bool
	Sync              bool
	ForwardUnverified bool
	Retry             string // the relay's own waits where it is empty
	Concurrency       int
	Rate              float64
	Ordered           bool
}

// hook reads one entry of relay.
func (r *reader) hook(e strictyaml.Entry) (Hook, error) {
	hook := Hook{declared: declared{Name: e.Key, At: e.At}}
	what := "hook " + e.Key
	places, err := r.Fields(e.Value, what, strictyaml.Known{
		"provider":      r.Text("provider", &hook.Provider),
		"secret":        r.secret("secret", &hook.Secret),
		"secret2":       r.secret("secret2", &hook.Secret2),
		"old-secrets":   r.several("old-secrets", func(node ast.Node) error { return r.addSecret(node, &hook.OldSecrets) }),
		"webhook-token": r.secret("webhook-token", &hook.WebhookToken),
		"to": r.several("to", func(node ast.Node) error {
			to := Text{}
			err := r.expanded("to", &to)(node)
			hook.To = append(hook.To, to)
			return err
		}),
		"resign":             r.Truth("resign", &hook.Resign),
		"sync":               r.Truth("sync", &hook.Sync),
		"forward-unverified": r.Truth("forward-unverified", &hook.ForwardUnverified),
		"retry":              r.waits(&hook.Retry),
		"concurrency":        r.Whole("concurrency", &hook.Concurrency),
		"rate":               r.Number("rate", &hook.Rate),
		"ordered":            r.Truth("ordered", &hook.Ordered),
	})
	if err != nil {
		return hook, err
	}
	hook.places = places
	if hook.Provider == "" {
		return hook, hook.Mistake("provider", what+" names no provider", "such as provider: fintoro")
	}
	return hook, nil
}

func (r *reader) addSecret(node ast.Node, to *[]Secret) error {
	secret := Secret{}
	err := r.secret("old-secrets", &secret)(node)
	*to = append(*to, secret)
	return err
}

// several reads one value, or a list of such.
func (r *reader) several(what string, one func(ast.Node) error) func(ast.Node) error {
	return func(node ast.Node) error {
		value, err := r.Value(node)
		if err != nil {
			return err
		}
		list, is := value.(*ast.SequenceNode)
		if !is {
			return one(node)
		}
		if len(list.Values) == 0 {
			return r.ErrorAt(node, what+" is an empty list", "leave it out, or name one")
		}
		for _, item := range list.Values {
			if err := one(item); err != nil {
				return err
			}
		}
		return nil
	}
}

// Mistake says where a mistake in a field of a hook stands.
func (h *Hook) Mistake(field, problem, hint string) error {
	return &strictyaml.Error{At: h.place(field), Problem: problem, Hint: hint}
}

// sameHooks reports whether two files declare the same hooks.
func sameHooks(one, other []Hook) bool {
	said := func(hooks []Hook) []Hook {
		hooks = slices.Clone(hooks)
		for i := range hooks {
			hooks[i].declared = declared{Name: hooks[i].Name} // wherever it stands
		}
		return hooks
	}
	return slices.EqualFunc(said(one), said(other), func(a, b Hook) bool { return reflect.DeepEqual(a, b) })
}
