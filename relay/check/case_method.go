package check

import (
	"context"
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// methodCases are about requests that are no POST.
func methodCases() []Case {
	var all []Case
	for _, m := range []struct{ id, method, who string }{
		{"http/get", http.MethodGet, "people, monitors and link previews open the URL"},
		{"http/head", http.MethodHead, "monitors and link previews ask with HEAD"},
		{"http/options", http.MethodOptions, "browsers and some senders of webhooks ask with OPTIONS first"},
	} {
		all = append(all, Case{
			ID: m.id, Title: "answers " + m.method + " without falling over", Level: Should,
			Rule:   says("a webhook is a POST, but " + m.who + ": 404 or 405 is the plainest answer, and an error of its own fills the log"),
			Source: goodPractice,
			Remedy: "look at the method before the body and the signature, and answer 405 with Allow: POST to what is no POST",
			Run:    asks(m.method),
		})
	}
	for _, m := range []struct{ id, method string }{{"http/put", http.MethodPut}, {"http/patch", http.MethodPatch}, {"http/delete", http.MethodDelete}} {
		all = append(all, Case{
			ID: m.id, Title: "takes no webhook that comes by " + m.method, Level: Should,
			Rule: func(s *Session) string {
				return s.Traits.Title + " sends POST and nothing else, so whatever else comes is not it"
			},
			Source: goodPractice,
			Remedy: "bind the handler to POST alone, and answer 405 with Allow: POST to every other method",
			Run:    refusesMethod(m.method),
		})
	}
	return append(all, probeCases()...)
}

// asks sends a bare request.
func asks(method string) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		x := s.Send(ctx, "a bare "+method, Request{Method: method})
		if fellOver(&x) {
			return Broken(fmt.Sprintf("it %s to a bare %s", Answer(&x), method), x), nil
		}
		return Passed(fmt.Sprintf("it %s to a bare %s", Answer(&x), method)), nil
	}
}

// fellOver reports whether an answer tells of a fault of the receiver's own: that a method is not implemented is none. Nor is it a
// refusal behind which the connection broke: a server that does not read what it refuses resets it.
func fellOver(x *Exchange) bool {
	status := x.Status()
	if status >= 400 && status <= 499 {
		return false
	}
	return status == 0 || x.Error != "" || status >= 500 && status != http.StatusNotImplemented
}

// refusesMethod sends a right webhook by another method.
func refusesMethod(method string) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		what := "a right webhook by " + method
		w, x, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request {
			r.Method = method
			return r
		})
		if err != nil {
			return Finding{}, err
		}
		switch {
		case x.Status() >= 200 && x.Status() <= 299:
			books, why, err := s.afterwards(ctx, w)
			if err != nil || why == "" && books.Missing.Count == 1 {
				return Passed("it " + Answer(&x) + " to " + what + ", and booked nothing"), err
			}
			return Broken("it "+Answer(&x)+" to "+what+": its handler is bound to every method", x), nil
		case fellOver(&x):
			return Broken("it "+Answer(&x)+" to "+what, x), nil
		}
		return Passed("it " + Answer(&x) + " to " + what), nil
	}
}

// probeCases are about the question that Moneybird asks when a webhook is registered. How it asks is not documented.
func probeCases() []Case {
	skip := onlyOf("no URL is asked anything when it is registered", "moneybird")
	rule := says("a URL must answer 200 when it is registered, which is documented; how it is asked is not, and one known receiver takes a request without signature for it")
	return []Case{{
		ID: "http/probe", Title: "answers 200 to an empty object without signature", Level: Should,
		Rule: rule, Source: knownBy("probe_unsigned"), Skip: skip,
		Remedy: "answer 200, and do nothing, to a POST that has neither Moneybird-Signature nor Idempotency-Key and whose body is empty or {}",
		Run:    probed("the registration's question, as ledgerhook asks it", []byte("{}")),
	}, {
		ID: "http/probe-empty", Title: "answers 200 to an empty POST without signature", Level: Hint,
		Rule: rule, Source: knownBy("probe_unsigned"), Skip: skip,
		Remedy: "answer 200, and do nothing, to an empty POST that has neither Moneybird-Signature nor Idempotency-Key",
		Run:    probed("an empty POST without signature", nil),
	}}
}

func probed(what string, body []byte) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		r := Request{Headers: []relay.Header{{Name: "Content-Type", Value: "application/json"}}, Body: body}
		x := s.Send(ctx, what, r)
		if s.Taken(&x) {
			return Passed("it " + Answer(&x) + " to " + what), nil
		}
		return Broken("it "+Answer(&x)+" to "+what+": if Moneybird asks like that, the webhook cannot be registered", x), nil
	}
}
