package check

import "context"

// onceCases are judged by what was booked.
func onceCases() []Case {
	const index = "let the database decide: one transaction that inserts the identity under a unique index and books, and on a conflict does neither"
	rule := func(s *Session) string {
		return atLeastOnce(s) + ": what comes twice is booked once (what tells it again: " + s.Traits.DedupKey + ")"
	}
	return []Case{
		{
			ID: "identity/booked-once", Title: "books once what comes three times", Level: Must, Rule: rule, Source: atLeastOnceSource, Remedy: index,
			Skip: canTellBookings,
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				w, answers, err := s.repeated(ctx, 3)
				if err != nil || !s.taken(&answers[0]) {
					return firstRefused(s, answers), err
				}
				return s.once(ctx, w, answers, "it does not know a retry again")
			},
		},
		{
			ID: "identity/booked-once-at-once", Title: "books once what comes eight times at the same moment", Level: Must, Rule: rule, Source: goodPractice,
			Remedy: index, Skip: canTellBookings,
			Run: func(ctx context.Context, s *Session) (Finding, error) {
				w, answers, err := s.crowded(ctx, 8)
				if err != nil {
					return Finding{}, err
				}
				return s.once(ctx, w, answers, "it looks first and notes afterwards, so that two at the same moment both find nothing")
			},
		},
		{
			ID: "identity/different", Title: "books two different events", Level: Must, Source: goodPractice,
			Rule:   says("what is taken for a duplicate and is none is lost: the product has its success"),
			Remedy: "deduplicate by the event's identity alone, and see that it is read: a header that the code does not find is the same for all",
			Skip:   canTellBookings,
			Run:    bothBooked,
		},
	}
}

// bothBooked sends two events that differ in all that events differ in.
func bothBooked(ctx context.Context, s *Session) (Finding, error) {
	var webhooks []Webhook
	var answers []Exchange
	for _, what := range []string{"a webhook", "a webhook of another event"} {
		w, x, err := s.sends(ctx, what, usualType(s.Traits.Name), nil)
		if err != nil {
			return Finding{}, err
		}
		if found := s.Accepts(x, what); found.Verdict != Pass {
			return found, nil
		}
		webhooks, answers = append(webhooks, w), append(answers, x)
	}
	const bug = "it takes two events for one, since it goes by something that both have"
	given := 0
	for i := range answers {
		given += len(s.references(answers[i : i+1]))
	}
	references := s.references(answers)
	if given == 2 && len(references) == 1 {
		return Broken("it gave the reference "+references[0]+" for both: "+bug, answers...), nil
	}
	found, why, err := s.inBooks(ctx, webhooks...)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "" && s.firstAlone(ctx):
		return Broken("it booked the first webhook of this check and none that came later: "+bug, answers...), nil
	case why != "" && len(references) == 2:
		return Passed("it gave each a reference of its own"), nil
	case why != "":
		return Skipped(why), nil
	case found.Missing.Count > 0:
		return Broken("it took two events and booked one: "+bug, answers...), nil
	}
	return Passed("it booked both"), nil
}

// firstAlone reports whether the app's books hold the check's first webhook and not the second, which was sent right after it.
func (s *Session) firstAlone(ctx context.Context) bool {
	if s.Observed == nil || len(s.early) < 2 {
		return false
	}
	first, why := s.held(ctx, s.early[:1])
	if why != "" || first.OK == 0 {
		return false
	}
	second, why := s.held(ctx, s.early[1:])
	return why == "" && second.Missing.Count > 0
}
