package check

import "context"

func deliveryCases() []Case {
	return []Case{{
		ID: firstCase, Title: "takes a right webhook", Level: Must,
		Rule: func(s *Session) string {
			return s.Traits.Title + " counts " + s.Traits.SuccessRule + " as success, and anything else as a failure"
		},
		Source: func(s *Session) Source { return s.factSource("success") },
		Remedy: "look at what the receiver answered; `ledgerhook verify` names the mistake where the signature is what it refuses",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			request, err := s.Signed(w, Signing{})
			if err != nil {
				return Finding{}, err
			}
			s.early = append(s.early, w)
			x := s.Send(ctx, "a right webhook", request)
			found := s.Accepts(x, "a right webhook")
			if found.Verdict == Pass {
				return found, nil
			}
			return s.diagnose(ctx, w, request, x, found)
		},
	}, {
		ID: "delivery/next", Title: "takes the next webhook as well", Level: Must, Source: goodPractice,
		Rule:   says("each event is a webhook of its own: what is done with one must not stand in the way of the next"),
		Remedy: "see what the first one leaves behind: an identity that is the same for all, a lock, a connection that is not given back",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, x, err := s.sends(ctx, "the next webhook", usualType(s.Traits.Name), nil)
			if err != nil {
				return Finding{}, err
			}
			s.early = append(s.early, w)
			return s.Accepts(x, "the next webhook"), nil
		},
	}, {
		ID: "delivery/booked", Title: "books a right webhook", Level: Should, Source: goodPractice,
		Rule: func(s *Session) string {
			return "what is answered with success is never sent again: " + usualType(s.Traits.Name) + ", which most receivers book something for, shows in the books soon after"
		},
		Remedy: "store the webhook before you answer, and list each booking under the event's identity or its document; where the app books nothing for this type, what it books cannot be judged",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			why, err := s.readBooks(ctx)
			switch {
			case err != nil:
				return Finding{}, err
			case s.books.absent && s.Traits.Name != "silverfin": // whose documents need not be booked by anybody
				return Broken(why), nil
			case why != "":
				return Skipped(why), nil
			}
			return Passed("it took the webhook, and booked it"), nil
		},
	}}
}
