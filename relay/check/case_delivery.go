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
			x := s.Send(ctx, "a right webhook", request)
			found := s.Accepts(x, "a right webhook")
			if found.Verdict == Pass {
				return found, nil
			}
			return s.diagnose(ctx, w, request, x, found)
		},
	}}
}
