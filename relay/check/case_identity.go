package check

import (
	"context"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// identityCases are about the same event coming more than once, and about what tells one event from another.
func identityCases() []Case {
	return slices.Concat(differentCases(), againCases(), onceCases(), otherIdentityCases())
}

// atLeastOnce is the rule behind all of them.
func atLeastOnce(s *Session) string {
	if guarantee := s.fact("guarantee"); guarantee != "" {
		return s.Traits.Title + " delivers " + guarantee
	}
	if s.Traits.Name == "finpilo" {
		return "whoever got no answer in Finpilo clicks Send again, and the document comes once more"
	}
	return s.Traits.Title + " sends again what it has no success for, and an answer may be lost on its way back"
}

func atLeastOnceSource(s *Session) Source {
	if s.fact("guarantee") != "" {
		return s.factSource("guarantee")
	}
	return GoodPractice
}

// againCases are judged by status alone.
func againCases() []Case {
	const remedy = "answer success to what is known already: insert the identity with a unique index, and take a conflict for done"
	rule := func(s *Session) string {
		if s.Traits.Schedule.Attempts() == 1 {
			return atLeastOnce(s) + ": where that is refused, it is shown as failed there, though it is in the books"
		}
		return atLeastOnce(s) + ": a duplicate that is refused is sent again until the product gives up"
	}
	return []Case{
		{
			ID: "identity/again", Title: "takes a webhook that it has taken before", Level: Must, Rule: rule, Source: atLeastOnceSource, Remedy: remedy,
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				_, answers, err := s.repeated(ctx, 2)
				if err != nil || !s.taken(&answers[0]) {
					return firstRefused(s, answers), err
				}
				found := s.Accepts(answers[1], "the same webhook again")
				if found.Verdict == Fail {
					found = Broken("it "+Answer(&answers[1])+" to the same webhook again: it answers a duplicate with an error", answers...)
				}
				return found, nil
			},
		},
		{
			ID: "identity/retries", Title: "takes each of three retries", Level: Should, Rule: rule, Source: atLeastOnceSource, Remedy: remedy,
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				_, answers, err := s.repeated(ctx, 4)
				if err != nil || !s.taken(&answers[0]) {
					return firstRefused(s, answers), err
				}
				return s.allTaken(answers[1:], "three retries of a webhook, each with a fresh timestamp", "it answers retries with an error"), nil
			},
		},
		{
			ID: "identity/two-at-once", Title: "takes the same webhook twice at the same moment", Level: Should, Rule: rule, Source: goodPractice, Remedy: remedy,
			Run: crowd(2),
		},
		{
			ID: "identity/eight-at-once", Title: "takes the same webhook eight times at the same moment", Level: Should, Rule: rule, Source: goodPractice, Remedy: remedy,
			Run: crowd(8),
		},
		{
			ID: "identity/after-cut", Title: "takes a webhook that broke off the first time", Level: Must, Source: goodPractice,
			Rule:   says("a connection may end in the middle of a body: what comes whole afterwards is the event"),
			Remedy: "note an identity when its event is stored, and not before the body is there and the proof is checked",
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				return s.after(ctx, func(request Request) (string, Request) {
					request.CutAfter = max(1, len(request.Body)/2)
					return "a webhook that breaks off in the middle", request
				})
			},
		},
		{
			ID: "identity/after-forged", Title: "takes a webhook whose identity somebody forged before", Level: Must, Source: goodPractice,
			Rule:   says("an identity that is noted before the proof is checked lets anybody suppress an event by sending its identity first"),
			Remedy: "check the proof first, and note the identity in the transaction that stores the event",
			Skip:   func(s *Session) string { return s.unproven() },
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				return s.after(ctx, func(request Request) (string, Request) {
					return "a webhook without proof that has its identity", s.withoutProofs(request)
				})
			},
		},
	}
}

// repeated sends one webhook n times, one after the other, with a timestamp of its own each time.
func (s *Session) repeated(ctx context.Context, n int) (Webhook, []Exchange, error) {
	w, err := s.Usual()
	if err != nil {
		return w, nil, err
	}
	var answers []Exchange
	for i := range n {
		request, err := s.Signed(w, Signing{Age: time.Duration(n-1-i) * time.Second})
		if err != nil {
			return w, nil, err
		}
		what := "a webhook"
		if i > 0 {
			what = "the same webhook again"
		}
		answers = append(answers, s.Send(ctx, what, request))
		if !s.taken(&answers[0]) {
			break
		}
	}
	return w, answers, nil
}

// firstRefused is the finding where a webhook was not even taken once.
func firstRefused(s *Session, answers []Exchange) Finding {
	if len(answers) == 0 {
		return Finding{}
	}
	return s.Accepts(answers[0], "a right webhook")
}

// crowd sends one webhook n times at the same moment.
func crowd(n int) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		_, answers, err := s.crowded(ctx, n)
		if err != nil {
			return Finding{}, err
		}
		return s.allTaken(answers, relay.Counted(n, "equal webhook")+" at the same moment",
			"where two of them meet it errs, as a unique index or a lock does that nobody catches"), nil
	}
}

func (s *Session) crowded(ctx context.Context, n int) (Webhook, []Exchange, error) {
	w, err := s.Usual()
	if err != nil {
		return w, nil, err
	}
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return w, nil, err
	}
	return w, s.atOnce(ctx, n, "one of "+relay.Counted(n, "equal webhook")+" at the same moment", request), nil
}

// after sends something bad with a webhook's identity, and then the webhook: it must be taken, and booked where that can be seen.
func (s *Session) after(ctx context.Context, spoil func(Request) (what string, spoilt Request)) (Finding, error) {
	w, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return Finding{}, err
	}
	before, spoilt := spoil(request)
	if x := s.Send(ctx, before, spoilt); x.Response == nil { // nothing says when it has seen that
		if err := s.pause(ctx, cutPause); err != nil {
			return Finding{}, err
		}
	}
	what := "the right one after " + before
	x := s.Send(ctx, what, request)
	if found := s.Accepts(x, what); found.Verdict != Pass || s.Observed == nil {
		return found, nil
	}
	books, why, err := s.inBooks(ctx, w)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "":
		return Passed("it " + Answer(&x) + " to " + what + "; whether it booked it could not be seen"), nil
	case books.Missing.Count > 0:
		return Broken("it "+Answer(&x)+" to "+what+" and did not book it: it took it for a duplicate of what it had not taken", x), nil
	}
	return Passed("it " + Answer(&x) + " to " + what + ", and booked it"), nil
}
