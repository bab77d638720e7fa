package relay

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// exchange signs, or passes on what came in, applies the faults that strike, sends, and lets the dialect judge the answer.
func (e *Engine) exchange(ctx context.Context, f *flight, sub *Subscription, now time.Time) (Attempt, Judgement) {
	d := f.delivery
	if d.URL == "" {
		return Attempt{Outcome: Blocked, Error: "its subscription has no URL for " + d.Type + " any more", Request: Request{Method: "POST", Body: d.Body}}, Judgement{}
	}
	dialect, traits := e.dialects[d.Provider], e.traits[d.Provider]
	faults := tampered{engine: e, rules: f.struck, hits: hitsOf(f.struck)}
	how := e.passingOf(d, sub, now, f.struck)
	signed, err := faults.sign(dialect, traits, d, how.signs, SignInput{
		Now: e.signTime(d, now), Body: d.Body, DialectID: d.DialectID, URL: d.URL, Secrets: sub.ActiveSecrets(now),
	})
	if err != nil {
		unsent(faults.hits)
		return Attempt{
			Outcome: Blocked, Error: fmt.Sprintf("the request could not be signed: %v", err), Request: Request{Method: "POST", URL: MaskURL(d.URL), Body: d.Body},
			Faults: slices.Concat(d.Postponed, faults.hits),
		}, Judgement{}
	}
	timeout := e.timeLimit(traits)
	if len(f.struck) > 0 {
		ctx = e.lingering(ctx, now.Add(timeout))
	}
	out := Outgoing{URL: d.URL, Headers: signed.Headers, Body: signed.Body, Timeout: timeout, UserAgent: e.UserAgent}
	if d.IncomingID != "" {
		out.Headers, out.UserAgent = takeAgent(signed.Headers)
	}
	attempt := e.send(ctx, faults.wire(e.Transport), sub, out)
	attempt.addNote(how.note)
	if attempt.Outcome == Blocked {
		unsent(faults.hits)
	}
	attempt.Faults = slices.Concat(d.Postponed, faults.hits)
	return Judge(dialect, traits, attempt)
}

// timeLimit is how long one exchange may take, in real time.
func (e *Engine) timeLimit(traits *Traits) time.Duration {
	if e.AttemptTimeout > 0 {
		return e.AttemptTimeout
	}
	return traits.Timeout
}

// signTime is what a signed timestamp says.
func (e *Engine) signTime(d *Delivery, now time.Time) time.Time {
	if !d.SignedAt.IsZero() {
		return d.SignedAt
	}
	return e.freshTime(now)
}

// freshTime is what a signed timestamp says of a delivery that is signed now.
func (e *Engine) freshTime(now time.Time) time.Time {
	if e.SignWall {
		return RealClock{}.Now()
	}
	return now
}

// Judge lets the dialect say what an answer means, and notes it on the attempt.
func Judge(dialect Dialect, traits *Traits, attempt Attempt) (Attempt, Judgement) {
	if attempt.Outcome != Success {
		return attempt, Judgement{}
	}
	judgement := dialect.Judge(attempt.Response)
	if judgement.Success {
		attempt.addNote(judgement.Note)
	} else {
		attempt.Outcome, attempt.Error = HTTPError, judgement.Note
		if attempt.Error == "" {
			attempt.Error = fmt.Sprintf("%d is no success: %s counts %s", attempt.Status(), traits.Title, traits.SuccessRule)
		}
	}
	return attempt, judgement
}
