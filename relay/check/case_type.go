package check

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// How many types of a product are sent: all, where they are few. Source: our choice.
const (
	fewTypes     = 24
	sampledTypes = 12
	lateTypes    = 3 // without an answer in time are enough
)

// typeCases are about types of events.
func typeCases() []Case {
	const ignore = "answer with success to a type that you do not handle, and do nothing: look the type up in a table, with a default that ignores it"
	return []Case{{
		ID: "events/types", Title: "takes the other types of the product", Level: Should,
		Rule: func(s *Session) string {
			return "a type that the app does not handle is taken and ignored: " + refusedAgain(s)
		},
		Source: goodPractice, Skip: typed, Remedy: ignore + "; or register the types that you handle alone",
		Run: takesTypes,
	}, {
		ID: "events/unknown-type", Title: "takes a type that it has never heard of", Level: Should,
		Rule: func(s *Session) string {
			return "products add types, and a webhook that was registered for all of them, or for a group, gets them: " + refusedAgain(s)
		},
		Source: goodPractice, Remedy: ignore,
		Skip: func(s *Session) string {
			if s.Traits.ExpiresWhenSpent {
				return "see events/unknown-type-expires, which is the same and weighs more"
			}
			return typed(s)
		},
		Run: takesUnknown,
	}, {
		ID: "events/unknown-type-expires", Title: "takes a type that it has never heard of, and keeps its subscription", Level: Must,
		Rule: func(s *Session) string {
			return "a webhook that is refused for as long as " + s.Traits.Title + " sends it again ends the subscription for good, and no event of any type comes after that"
		},
		Source: knownBy("after_last_retry"), Remedy: ignore,
		Skip: func(s *Session) string {
			if !s.Traits.ExpiresWhenSpent {
				return "no subscription ends for good"
			}
			return typed(s)
		},
		Run: takesUnknown,
	}, {
		ID: "events/extra-fields", Title: "passes over fields that it does not know", Level: Should,
		Rule:   says("products add fields at any time, without a word, on the top and inside"),
		Source: goodPractice, Remedy: "switch strictness about unknown fields off in the parser or schema (additionalProperties, DisallowUnknownFields, extra=forbid)",
		Run: takesChanged("fields that were not there before", func(s *Session, w Webhook) (Webhook, error) {
			const extra = `"x_added_later":"not there before","x_added_object":{"x_list":[1,2.5,null,true],"x_text":"é"}`
			w, err := inside(s, w, extra)
			return withMembers(w, extra), err
		}),
	}}
}

// refusedAgain is what a product does with a webhook that was refused.
func refusedAgain(s *Session) string {
	if s.Traits.Schedule.Attempts() > 1 {
		return "what is refused is sent again (" + s.fact("retries") + "), and never taken"
	}
	return "what is refused is not sent again"
}

// takesTypes sends one webhook of each of the product's types, or of some of them.
func takesTypes(ctx context.Context, s *Session) (Finding, error) {
	var refused, accepted []string
	var shown []Exchange
	types := s.someTypes()
	late := 0
	for _, name := range types {
		if late == lateTypes { // it hangs at whatever it does not handle
			break
		}
		_, x, err := s.sends(ctx, "a right webhook of type "+name, name, nil)
		switch {
		case err != nil:
			return Finding{}, err
		case s.taken(&x):
			accepted = append(accepted, name)
		default:
			refused, shown = append(refused, name), append(shown, x)
			if x.Late {
				late++
			}
		}
	}
	if len(refused) == 0 {
		return Passed(fmt.Sprintf("it took all %d that were sent: %s", len(types), strings.Join(accepted, ", "))), nil
	}
	all := "in all"
	if late == lateTypes {
		all += ", after which no more were tried"
	}
	return Broken(fmt.Sprintf("it %s to %s, and refused %d of %d types %s: %s",
		Answer(&shown[0]), refused[0], len(refused), len(refused)+len(accepted), all, strings.Join(refused, ", ")), some(shown)...), nil
}

// someTypes are the product's types, or where these are many, some that the seed decides.
func (s *Session) someTypes() []string {
	var all []string
	for _, t := range s.Samples.Types(s.Traits.Name) {
		all = append(all, t.Name)
	}
	if len(all) <= fewTypes {
		return all
	}
	drawn := func(name string) uint64 { return s.Chance.Uint64("check/type", s.key(name), 0) }
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(drawn(a), drawn(b)) })
	return all[:sampledTypes]
}

// takesUnknown sends a type that the product does not have.
func takesUnknown(ctx context.Context, s *Session) (Finding, error) {
	w, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	name := unheardOf(s.Traits.Name)
	if w, err = edited(w, s.Traits.TypePath, []byte(`"`+name+`"`)); err != nil {
		return Finding{}, err
	}
	what := "a right webhook of the unknown type " + name
	x, err := s.sendsThis(ctx, what, w, nil)
	if err != nil || s.taken(&x) {
		return s.Accepts(x, what), err
	}
	why := "it refuses what it does not know"
	if fellOver(&x) {
		why = "its handler falls over what it does not know"
	}
	return s.stillWorks(ctx, what, Broken("it "+Answer(&x)+" to "+what+": "+why, x))
}

// unheardOf is a type in the product's style that it does not have.
func unheardOf(provider string) string {
	return map[string]string{
		"fintoro": "invoices.archived", "moneybird": "sales_invoice_teleported", "silverfin": "ledger.reconciled", "bookkeeper": "payout.scheduled",
	}[provider]
}

// inside adds members to the object that is the event's own part of the body, where that is not all of it.
func inside(s *Session, w Webhook, members string) (Webhook, error) {
	path, data := s.Dialect.DataPath(w.Type), w.event.Data
	if path == "" {
		return w, nil
	}
	end := bytes.LastIndexByte(data, '}')
	return edited(w, path, slices.Concat(data[:end], []byte(","+members), data[end:]))
}
