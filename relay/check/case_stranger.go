package check

import (
	"bytes"
	"context"
	"slices"
)

// stranger is what somebody signs who has a secret of their own.
func stranger() Case {
	c := forgery{
		id: strangerCase, title: "refuses what another secret has proven", level: Must,
		rule:   "what another secret has signed, or another key, comes from somebody else",
		remedy: "compute the signature with the receiver's own secret and compare it with the header, before anything else is done; if it is done after the answer, --observed lets the books tell",
		make: func(s *Session, w Webhook) ([]forged, error) {
			strangers, err := s.strangers("wrong-secret")
			if err != nil {
				return nil, err
			}
			request, err := s.Signed(w, Signing{Secrets: strangers})
			return []forged{{"a webhook with another secret's proof", "it does not check who sends, or not by the secret", request}}, err
		},
	}.asCase()
	run := c.Run
	c.Run = func(ctx context.Context, s *Session) (Finding, error) {
		found, err := run(ctx, s)
		if err != nil || found.Verdict != Fail || s.Token == "" {
			return found, err
		}
		return s.byTokenAlone(ctx, found)
	}
	return c
}

// byTokenAlone tells a receiver of Moneybird that goes by webhook_token from one that takes anything: checking the signature is
// optional. Source: vendor documentation.
func (s *Session) byTokenAlone(ctx context.Context, found Finding) (Finding, error) {
	w, err := s.otherToken()
	if err != nil || w.Body == nil {
		return found, err
	}
	strangers, err := s.strangers("wrong-token")
	if err != nil {
		return Finding{}, err
	}
	request, err := s.Signed(w, Signing{Secrets: strangers})
	if err != nil {
		return Finding{}, err
	}
	const what = "a webhook with another secret's signature and another webhook_token"
	x := s.Send(ctx, what, request)
	if s.Refuses(x, what).Verdict != Pass {
		return found, nil
	}
	s.trusts = "it does not look at the signature: " + strangerCase + " tells more"
	return Finding{
		Verdict: Warn, Detail: found.Detail + ", but by webhook_token, since it " + Answer(&x) + " to another one",
		Remedy: "check Moneybird-Signature too: the token is the same in every body, and stands wherever bodies are logged",
	}, nil
}

// otherToken is a webhook of Moneybird's with another webhook_token; one without a body where the token's text is not found in it.
func (s *Session) otherToken() (Webhook, error) {
	w, err := s.Usual()
	if err != nil {
		return w, err
	}
	other := []byte(s.Token)
	slices.Reverse(other)
	if string(other) == s.Token {
		other = append(other, 'x')
	}
	if s.Traits.Name != "moneybird" || !bytes.Contains(w.Body, []byte(s.Token)) {
		return Webhook{}, nil
	}
	w.Body = bytes.Replace(w.Body, []byte(s.Token), other, 1)
	return w, nil
}
