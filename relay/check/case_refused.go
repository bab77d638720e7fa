package check

import (
	"context"
	"strings"
)

// refusedCases are about what a receiver did with what it refuses.
func refusedCases() []Case {
	return []Case{{
		ID: "signature/nothing-booked", Title: "books nothing of what it refuses", Level: Must, Source: goodPractice,
		Rule:   says("whoever books first and checks who sends afterwards books what anybody sends, whatever it answers"),
		Remedy: "check who sends before anything else is done with the body, and book after that",
		Skip: func(s *Session) string {
			if why := s.unproven(); why != "" {
				return why
			}
			return mustObserve(s)
		},
		Run: refusedBooked,
	}}
}

// mustObserve skips a case that only the app's books can tell of.
func mustObserve(s *Session) string {
	if s.Observed == nil {
		return "what the app books is not known: --observed tells"
	}
	return ""
}

// refusedBooked sends what a stranger signed and what nobody did, and looks for it in the books.
func refusedBooked(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	strangers, err := s.strangers("nothing-booked")
	if err != nil {
		return Finding{}, err
	}
	var webhooks []Webhook
	var refused []Exchange
	for _, forge := range []struct {
		what  string
		how   Signing
		dress func(Request) Request
	}{
		{"a webhook with another secret's proof", Signing{Secrets: strangers}, func(r Request) Request { return r }},
		{"a webhook without proof", Signing{}, s.withoutProofs},
	} {
		w, err := s.Usual()
		if err != nil {
			return Finding{}, err
		}
		request, err := s.Signed(w, forge.how)
		if err != nil {
			return Finding{}, err
		}
		if x := s.Send(ctx, forge.what, forge.dress(request)); !s.taken(&x) || s.checksLate { // else it is said elsewhere that it took it
			webhooks, refused = append(webhooks, w), append(refused, x)
		}
	}
	if len(webhooks) == 0 {
		return Skipped("it refuses neither another secret's proof nor none: see " + strangerCase), nil
	}
	for i := range webhooks {
		found, why, err := s.afterwards(ctx, webhooks[i])
		switch {
		case why != "" || err != nil:
			return Skipped(why), err
		case found.Missing.Count == 0:
			return Broken("it "+Answer(&refused[i])+" to "+refused[i].What+", and booked it: it books before it checks who sends", refused[i]), nil
		}
	}
	return Passed("it booked nothing for " + named(refused)), nil
}

// named are what was sent, as part of a sentence.
func named(all []Exchange) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].What
	}
	return strings.Join(names, " and ")
}
