package check

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
)

// says is a rule that is the same for every product.
func says(rule string) func(*Session) string { return func(*Session) string { return rule } }

// knownBy is the source of a fact of the product.
func knownBy(fact string) func(*Session) Source {
	return func(s *Session) Source { return s.factSource(fact) }
}

// sends makes and signs a webhook of a type, and sends it as change makes it; nil: as it is.
func (s *Session) sends(ctx context.Context, what string, eventType string, change func(Request) Request) (Webhook, Exchange, error) {
	w, err := s.New(eventType, nil)
	if err != nil {
		return w, Exchange{}, err
	}
	x, err := s.sendsThis(ctx, what, w, change)
	return w, x, err
}

// sendsThis signs a webhook and sends it.
func (s *Session) sendsThis(ctx context.Context, what string, w Webhook, change func(Request) Request) (Exchange, error) {
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return Exchange{}, err
	}
	if change != nil {
		request = change(request)
	}
	return s.Send(ctx, what, request), nil
}

// takes is the run of a case in which a right webhook of the usual type is sent in some other way, and must be taken.
func takes(what string, change func(Request) Request) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), change)
		if err != nil {
			return Finding{}, err
		}
		return s.Accepts(x, what), nil
	}
}

// edited is a webhook with one value of its body in the place of another.
func edited(w Webhook, path string, value []byte) (Webhook, error) {
	body, err := relay.EditBody(w.Body, relay.SetValue{Path: path, JSON: value})
	w.Body = body
	return w, err
}

// stillWorks finishes a case that sent something bad: what a right webhook meets afterwards tells whether the receiver survived.
func (s *Session) stillWorks(ctx context.Context, after string, finding Finding) (Finding, error) {
	_, x, err := s.sends(ctx, "a right webhook after that", usualType(s.Traits.Name), nil)
	if err != nil || s.taken(&x) {
		return finding, err
	}
	return Broken("it "+Answer(&x)+" to a right webhook that came after "+after+": the one before broke it", x), nil
}
