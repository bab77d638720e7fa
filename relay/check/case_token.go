package check

import (
	"context"
	"fmt"
)

// tokenCases are about Silverfin's two tokens, and the one that Moneybird writes into the body.
func tokenCases() []Case {
	two := func(s *Session) string {
		if why := onlyOf("there is one signature alone", "silverfin")(s); why != "" {
			return why
		}
		if len(s.Secrets) < 2 {
			return "one token was given: give the other with --secret2"
		}
		return ""
	}
	auth := func(s *Session) Source { return s.factSource("auth") }
	cases := []Case{}
	for i, name := range []string{"first", "second"} {
		cases = append(cases, taking{
			id: "signature/" + name + "-token-alone", title: "takes a webhook of which only the " + name + " signature is right", level: Should,
			rule:   "one signature that matches its own header is enough: so one token can be replaced while the other holds",
			source: auth, skip: two, remedy: "take a webhook when either signature is right, each compared with its own token's",
			make: func(s *Session, w Webhook) ([]right, error) {
				n := -1
				request, err := s.dressed(w, Signing{}, func(p proof) string {
					if n++; n == i {
						return p.Value
					}
					return p.otherAt(0)
				})
				return []right{{
					what: "a webhook of which only the " + name + " signature is right", request: request,
					bug: "it wants both signatures right, or looks at the other one alone",
				}}, err
			},
		}.asCase())
	}
	cases = append(cases, taking{
		id: "signature/one-header", title: "copes with a webhook with one of the two signatures", level: Hint, source: goodPractice,
		skip: onlyOf("there is one signature alone", "silverfin"),
		rule: "Silverfin always sends both: one alone may be taken or refused, but must not break the code", remedy: "expect that a header is missing, and answer 401",
		make: func(s *Session, w Webhook) ([]right, error) {
			request, err := s.Signed(w, Signing{})
			return []right{{what: "a webhook without X-SF-SIGNATURE-2", request: request.With("X-SF-SIGNATURE-2", ""), either: true}}, err
		},
	}.asCase())
	cases = append(cases, asCases([]forgery{
		{
			id: "signature/wrong-and-missing", title: "refuses a wrong signature where the other is missing", level: Must,
			skip: onlyOf("there is one signature alone", "silverfin"),
			rule: "a signature that is missing matches nothing", remedy: "never compare a header that is missing: undefined must equal nothing",
			make: func(s *Session, w Webhook) ([]forged, error) {
				var all []forged
				for _, missing := range s.Traits.SignatureHeaders {
					request, err := s.dressed(w, Signing{}, func(p proof) string { return p.otherAt(0) })
					if err != nil {
						return nil, err
					}
					all = append(all, forged{"a webhook with a wrong signature and without " + missing, "it takes a missing signature for a right one", request.With(missing, "")})
				}
				return all, nil
			},
		},
		{
			id: "signature/swapped-tokens", title: "refuses two signatures that have changed places", level: Should, skip: two,
			rule: "each header is compared with its own token's signature", remedy: "compare X-SF-SIGNATURE-1 with token 1 and X-SF-SIGNATURE-2 with token 2",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{})
				if err != nil {
					return nil, err
				}
				one, two := valueOf(request.Headers, "X-SF-SIGNATURE-1"), valueOf(request.Headers, "X-SF-SIGNATURE-2")
				request = request.With("X-SF-SIGNATURE-1", two).With("X-SF-SIGNATURE-2", one)
				return []forged{{"a webhook whose two signatures have changed places", "it compares each header with every token", request}}, err
			},
		},
	})...)
	return append(cases, webhookToken())
}

// webhookToken is Moneybird's older proof, which receivers without a secret go by.
func webhookToken() Case {
	return Case{
		ID: "signature/webhook-token", Title: "refuses a webhook_token that is not its webhook's", Level: Must,
		Rule: func(s *Session) string {
			return "webhook_token in the body is the webhook's own token; where no signature is checked, it is the only proof of who sends"
		},
		Source: func(s *Session) Source { return s.factSource("auth_token") },
		Remedy: "compare webhook_token with the token that the answer to the registration held",
		Skip: func(s *Session) string {
			if why := onlyOf("it sends no webhook_token", "moneybird")(s); why != "" || s.Token != "" {
				return why
			}
			return "give the webhook's token with --webhook-token"
		},
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, err := s.otherToken()
			switch {
			case err != nil:
				return Finding{}, err
			case w.Body == nil:
				return Skipped("the token is written with escapes in the body"), nil
			}
			request, err := s.Signed(w, Signing{})
			if err != nil {
				return Finding{}, err
			}
			const what = "a webhook with another webhook's token"
			x := s.Send(ctx, what, request)
			found := s.Refuses(x, what)
			if found.Verdict == Fail && len(s.Secrets) > 0 { // the signature was right
				found.Verdict = Warn
				found.Detail = fmt.Sprintf("it %s to %s; its signature was right, so it does come from Moneybird", Answer(&x), what)
			}
			return found, nil
		},
	}
}
