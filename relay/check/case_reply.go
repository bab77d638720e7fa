package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// answerBytes is how large an answer is enough for any product. Source: our choice.
const answerBytes = 64 << 10

// redirectCase is about an answer that is no success, so it runs also where a right webhook was not taken.
const redirectCase = "answer/redirect"

// replyCases are about what an answer is made of.
func replyCases() []Case {
	return []Case{{
		ID: redirectCase, Title: "answers itself, and does not redirect", Level: Must,
		Rule: func(s *Session) string {
			return "a redirect is no success, and ledgerhook follows none: what " + s.Traits.Title + " does is not documented"
		},
		Source: knownBy("redirects"),
		Remedy: "register the URL that it redirects to, with or without the slash at its end, or take the path out of what redirects: a login, a switch to https",
		Run:    noRedirect,
	}, {
		ID: "answer/framing", Title: "answers with as many bytes as it says", Level: Should,
		Rule:   says("what comes behind an answer is taken for the next one on the same connection"),
		Source: goodPractice,
		Remedy: "let the framework count Content-Length, in bytes and not in characters, and send no body with 204",
		Run:    framed,
	}, {
		ID: "answer/size", Title: "answers briefly", Level: Hint,
		Rule: func(s *Session) string {
			return s.Traits.Title + " needs the status, and what comes with it has to fit into its limit of time; senders read only so much of it"
		},
		Source: goodPractice,
		Remedy: "answer with no body, or one short object: no page, and no echo of what came",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			p, err := s.paceOnce(ctx)
			if err != nil {
				return Finding{}, err
			}
			for _, x := range p {
				if size := answered(&x); size > answerBytes {
					return Broken(fmt.Sprintf("it answered a right webhook with %d kB or more", size/1000), x), nil
				}
			}
			if p[0].Response == nil {
				return Skipped("it " + Answer(&p[0]) + ": see answer/status"), nil
			}
			return Finding{Verdict: Pass, Detail: fmt.Sprintf("it answered with %d bytes", answered(&p[0])), Exchanges: p[:1]}, nil
		},
	}, {
		ID: retryAfterCase, Title: "says when to come again where it turns webhooks away", Level: Hint,
		Rule:   says("429 and 503 mean that it is too much just now; Retry-After says for how long, and ledgerhook waits as long"),
		Source: goodPractice,
		Remedy: "add Retry-After, in whole seconds, to every 429 and 503",
		Run: func(_ context.Context, s *Session) (Finding, error) {
			for _, x := range s.turnedAway {
				if _, note, ok := relay.RetryAfter(asked(&x), s.Clock.Now()); !ok {
					detail := "it " + Answer(&x) + " to " + x.What + ", without Retry-After"
					if note != "" {
						detail = "it " + Answer(&x) + " to " + x.What + ": " + note
					}
					return Broken(detail, x), nil
				}
			}
			if len(s.turnedAway) == 0 {
				return Skipped("it turned nothing away with 429 or 503"), nil
			}
			return Finding{Verdict: Pass, Detail: "it said when to come again", Exchanges: some(s.turnedAway)}, nil
		},
	}}
}

// answered is how many bytes an answer's body had, as far as they were read.
func answered(x *Exchange) int64 {
	if x.Response == nil {
		return 0
	}
	return int64(len(x.Response.Body)) + x.Response.Truncated
}

// asked are the values of an answer's Retry-After.
func asked(x *Exchange) []string {
	var values []string
	for _, h := range x.Response.Headers {
		if strings.EqualFold(h.Name, "Retry-After") {
			values = append(values, h.Value)
		}
	}
	return values
}

func noRedirect(ctx context.Context, s *Session) (Finding, error) {
	what := "a right webhook"
	_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), nil)
	switch {
	case err != nil:
		return Finding{}, err
	case x.Status() >= 300 && x.Status() <= 399:
		detail := "it " + Answer(&x) + " to " + what
		if to := valueOf(x.Response.Headers, "Location"); to != "" {
			detail += ", and points to " + relay.Visible(relay.MaskURL(to))
		}
		return Broken(detail, x), nil
	case s.refused != "":
		return Skipped(s.refused), nil
	case x.Response == nil:
		return Skipped("it " + Answer(&x) + " to " + what + ": see answer/status"), nil
	}
	return Passed("it " + Answer(&x) + " to " + what + " itself"), nil
}

// framed sends two webhooks over one connection and looks for bytes that belong to no answer.
func framed(ctx context.Context, s *Session) (Finding, error) {
	kept := &Conn{}
	for _, what := range []string{"a right webhook over a connection that stays open", "the next one over it"} {
		_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request {
			r.Conn = kept
			return r
		})
		switch {
		case err != nil:
			return Finding{}, kept.ended(err)
		case x.Stray > 0:
			return Broken(fmt.Sprintf("%d bytes came behind the end of its answer %d, as that told its length", x.Stray, x.Status()), x), kept.Close()
		case x.Response == nil && (!x.Reused || x.Late || x.Error == noHTTP):
			return Broken("it " + Answer(&x) + " to " + what), kept.Close()
		case x.Error != "" && x.Response != nil:
			return Broken("it "+Answer(&x)+" to "+what, x), kept.Close()
		}
	}
	return Passed("its answers end where they say"), kept.Close()
}
