package relay

import (
	"fmt"
	"slices"
	"strings"
)

// Providers lists the names of the products in the order shown to people.
func (e *Engine) Providers() []string { return slices.Clone(e.names) }

// Dialect returns a product's dialect. An unknown name is an InputError that names the nearest one.
func (e *Engine) Dialect(provider string) (Dialect, error) {
	if d, ok := e.dialects[provider]; ok {
		return d, nil
	}
	return nil, unknownName("provider", fmt.Sprintf("no provider %.60q", provider), provider, e.names, "ledgerhook providers list")
}

// checkType makes sure that a product sends events of a type.
func (e *Engine) checkType(provider, eventType string) error {
	names := e.types[provider]
	if slices.Contains(names, eventType) {
		return nil
	}
	return unknownName("event", fmt.Sprintf("%s sends no event %.100q", provider, eventType), eventType, names, "ledgerhook providers show "+provider)
}

// checkEvents makes sure that a subscription lists event types, groups or modes of its product.
func (e *Engine) checkEvents(provider string, events []string) error {
	modes := e.traits[provider].EventModes
	if len(events) > 1 && slices.ContainsFunc(events, func(name string) bool { return slices.Contains(modes, name) }) {
		return &InputError{Field: "events", Problem: fmt.Sprintf("%s stands alone", strings.Join(modes, ", "))}
	}
	names := slices.Concat(e.types[provider], e.Samples.Groups(provider), modes)
	for i, name := range events {
		if !slices.Contains(names, name) {
			return unknownName("events", fmt.Sprintf("%s sends no event %.100q", provider, name), name, names, "ledgerhook providers show "+provider)
		}
		if slices.Contains(events[:i], name) {
			return &InputError{Field: "events", Problem: fmt.Sprintf("%s is listed twice", name)}
		}
	}
	return nil
}

// unknownName is the error for a name that is none of those known, with the nearest one or the command that lists them.
func unknownName(field, problem, name string, known []string, list string) error {
	hint := list + " lists them"
	if near := Nearest(name, known); near != "" {
		hint = "did you mean " + near
	}
	return &InputError{Field: field, Problem: problem, Hint: hint}
}

// EventTypes lists a product's event types, and the groups that stand for several of them.
func (e *Engine) EventTypes(provider string) (types []EventType, groups []string) {
	return e.Samples.Types(provider), e.Samples.Groups(provider)
}
