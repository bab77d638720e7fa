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
	}
}
