package check

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// proofCases are about what the receiver gives away.
func proofCases() []Case {
	return []Case{{
		ID: "signature/echo", Title: "gives away neither secret nor right signature", Level: Must, Source: goodPractice,
		Rule: func(*Session) string {
			return "an answer that shows the secret, or the signature that would have been right, lets anybody sign"
		},
		Remedy: "answer a refusal with its status and a few words, and keep what was expected in your own log, if anywhere",
		Skip:   func(s *Session) string { return s.unproven() },
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			given := map[string]string{} // what must not be seen, and what it is
			good, err := s.dressed(w, Signing{}, func(p proof) string {
				given[p.Secret] = "the secret"
				if s.Traits.Name != "finpilo" {
					given[p.Value] = "the signature that would have been right"
				}
				return p.Value
			})
			if err != nil {
				return Finding{}, err
			}
			bad, err := s.dressed(w, Signing{}, func(p proof) string { return p.otherAt(0) })
			if err != nil {
				return Finding{}, err
			}
			answered := 0
			for _, sent := range []struct {
				what    string
				request Request
			}{
				{"a webhook with a wrong proof", bad},
				{"a webhook without proof", s.withoutProofs(good)},
				{"a body that is no JSON, with a wrong proof", Request{Headers: bad.Headers, Body: []byte("{")}},
			} {
				x := s.Send(ctx, sent.what, sent.request)
				if x.Response != nil {
					answered++
				}
				for secret, words := range given {
					if shows(&x, secret) {
						return Broken(fmt.Sprintf("it %s to %s, and its answer holds %s", Answer(&x), sent.what, words), x), nil
					}
				}
			}
			if answered == 0 {
				return Skipped("it gave no answer to what it refuses"), nil
			}
			return Passed("no answer to what it refuses holds a secret or a right signature"), nil
		},
	}}
}

// shows reports whether an answer holds a text, in whatever case. One that is too short to tell is none.
func shows(x *Exchange, text string) bool {
	const least = 6
	if x.Response == nil || len(text) < least {
		return false
	}
	low := bytes.ToLower([]byte(text))
	if bytes.Contains(bytes.ToLower(x.Response.Body), low) {
		return true
	}
	for _, h := range x.Response.Headers {
		if strings.Contains(strings.ToLower(h.Value), string(low)) {
			return true
		}
	}
	return false
}
