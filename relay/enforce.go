package relay

import (
	"context"
	"maps"
	"net/http"
	"slices"
)

// send makes the exchange, unless the engine is strict and the product's own rule forbids the URL: then nothing is sent and
// the attempt is Blocked, which costs a try. Of Fintoro that is documented; of the others it is our choice. The product
// does not know where a hook's subscription points: no rule of its is for that one.
func (e *Engine) send(ctx context.Context, transport http.RoundTripper, sub *Subscription, out Outgoing) Attempt {
	rule := &e.traits[sub.Provider].URLRule
	if *rule == (URLRule{}) || sub.Hook != "" || e.Reach.exempt(sub.Builtin, out.URL) {
		return Send(ctx, transport, out, e.Clock.Stopwatch())
	}
	if note := e.Reach.refusal(rule, out.URL); note != nil {
		return Attempt{
			Outcome: Blocked, Error: note.Text,
			Request: Request{Method: http.MethodPost, URL: MaskURL(out.URL), Body: out.Body},
		}
	}
	switch {
	case e.Reach.Strict:
		out.PublicOnly = rule.PublicOnly
	case !e.Reach.assumes(out.URL):
		out.PublicAdvised = rule.PublicOnly
	}
	return Send(ctx, transport, out, e.Clock.Stopwatch())
}

// unsent tells of faults that struck an attempt of which nothing was sent.
func unsent(faults []AppliedFault) {
	for i := range faults {
		if faults[i].Note == "" {
			faults[i].Note = "not applied: nothing was sent"
		}
	}
}

// CheckTarget holds a URL to a product's rule as it is held when it is saved, where the engine is strict: its host's name is
// asked for its addresses. field is what the error names. An error is a TargetError, or an InputError for an unknown provider.
func (e *Engine) CheckTarget(ctx context.Context, provider, field, target string) error {
	traits, known := e.traits[provider]
	if !known {
		_, err := e.Dialect(provider)
		return err
	}
	if target == "" {
		return nil
	}
	return e.Reach.check(ctx, &traits.URLRule, field, target)
}

// checkTargets is CheckTarget of a subscription's URLs but those that it had before; had may be nil. As names are asked for,
// no lock should be held.
func (e *Engine) checkTargets(ctx context.Context, sub, had *Subscription) error {
	if !e.Reach.Strict || sub.Hook != "" {
		return nil
	}
	if err := e.checkURL(sub, sub.URL); err != nil { // whether it is a URL at all comes first
		return err
	}
	check := func(field, target, before string) error {
		if target == "" || target == before || e.Reach.exempt(sub.Builtin, target) { // none: whether that is allowed is the product's to say
			return nil
		}
		return e.CheckTarget(ctx, sub.Provider, field, target)
	}
	if had == nil {
		had = &Subscription{}
	}
	if err := check("url", sub.URL, had.URL); err != nil {
		return err
	}
	for _, eventType := range slices.Sorted(maps.Keys(sub.URLs)) {
		if err := check("urls."+eventType, sub.URLs[eventType], had.URLs[eventType]); err != nil {
			return err
		}
	}
	return nil
}

// checkEdit tries an edit on a copy, and checks the URLs that it changes.
func (e *Engine) checkEdit(ctx context.Context, id string, edit func(*Subscription) error) error {
	sub := e.subscription(id)
	if !e.Reach.Strict || sub == nil {
		return nil
	}
	changed := sub.clone()
	if err := edit(changed); err != nil {
		return err
	}
	return e.checkTargets(ctx, changed, sub)
}

// checkRedirect checks where one delivery is to be replayed to. Whether it can be at all is for others to say.
func (e *Engine) checkRedirect(ctx context.Context, id, target string) error {
	if !e.Reach.Strict || target == "" {
		return nil
	}
	original, err := e.Store.Delivery(ctx, id)
	if err != nil {
		return err
	}
	if sub := e.subscription(original.SubscriptionID); sub != nil && sub.Hook != "" {
		return nil
	}
	return e.CheckTarget(ctx, original.Provider, "url", target)
}

// refuseTarget refuses what a product would, as far as the URL itself tells.
func (e *Engine) refuseTarget(sub *Subscription, target string) error {
	if sub.Hook != "" {
		return nil
	}
	if note := e.Reach.refusal(&e.traits[sub.Provider].URLRule, target); note != nil {
		return targetError("url", *note)
	}
	return nil
}

// URLNotes says what production would have against the URLs of a subscription, each note once, or why they are exempt here.
// Names are not asked for their addresses.
func (e *Engine) URLNotes(sub *Subscription) []URLNote {
	if sub.Hook != "" {
		return nil
	}
	notes := e.TargetNotes(sub.Provider, sub.Builtin, sub.URL)
	for _, eventType := range slices.Sorted(maps.Keys(sub.URLs)) {
		for _, note := range e.TargetNotes(sub.Provider, sub.Builtin, sub.URLs[eventType]) {
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

// TargetNotes is URLNotes of one URL. builtin tells that it is a built-in subscription's.
func (e *Engine) TargetNotes(provider string, builtin bool, target string) []URLNote {
	traits, known := e.traits[provider]
	if !known || target == "" {
		return nil
	}
	notes := traits.URLRule.Notes(target, e.Reach.Assumed)
	if e.Reach.exempt(builtin, target) && len(notes) > 0 {
		return []URLNote{{Rule: RuleBuiltinMock, Text: "the built-in mock is exempt from " + traits.Title + "'s rules for URLs", Source: Chosen}}
	}
	return notes
}
