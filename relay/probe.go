package relay

import (
	"context"
	"fmt"
)

// Prober is a Dialect whose product asks a URL before it registers a webhook there.
type Prober interface {
	// Probe is the request for a URL, which is a subscription's with its userinfo: its headers, as Dialect's Headers has
	// them, and its body. What is answered is judged as a delivery's answer is.
	Probe(url string) (headers []Header, body []byte, err error)
}

// ProbeError says that a URL did not answer as its product demands of one that is registered. Nothing was stored. It is an
// ErrConflict.
type ProbeError struct {
	Product string  // its title
	Rule    string  // what counts as success there
	URL     string  // masked
	Outcome Outcome // of the request
	Status  int     // of the answer; zero when none came
	Problem string  // why there was no answer, or what is worth telling about it; may be empty
}

// Error says it whole, with the status.
func (e *ProbeError) Error() string {
	text := fmt.Sprintf("%s asks a URL before it registers it, and takes %s: ", e.Product, e.Rule)
	if e.Status == 0 {
		return text + e.URL + " gave no answer: " + e.Problem
	}
	text += fmt.Sprintf("%s answered %d", e.URL, e.Status)
	if e.Problem != "" {
		text += " (" + e.Problem + ")"
	}
	return text
}

// Unwrap is ErrConflict: the receiver is not as the product wants it.
func (e *ProbeError) Unwrap() error { return ErrConflict }

// Register is Subscribe for somebody who registers a URL with the product: where that asks the URL first (see Prober), it
// is asked after all that can be checked without, and nothing is stored unless it answers as it should. An error may be a
// ProbeError beside Subscribe's.
func (e *Engine) Register(ctx context.Context, wanted Subscription) (made Subscription, aside string, err error) {
	dialect, err := e.Dialect(wanted.Provider)
	if err != nil {
		return Subscription{}, "", err
	}
	if prober, asks := dialect.(Prober); asks {
		if err := e.checkWanted(&wanted); err != nil {
			return Subscription{}, "", err
		}
		if err := e.checkURL(&wanted, wanted.URL); err != nil {
			return Subscription{}, "", err
		}
		if err := e.checkTargets(ctx, &wanted, nil); err != nil {
			return Subscription{}, "", err
		}
		if err := e.probe(ctx, prober, &wanted); err != nil {
			return Subscription{}, "", err
		}
	}
	return e.Subscribe(ctx, wanted)
}

// probe asks the URL of a subscription that is wanted. It is sent as deliveries are, and no fault strikes it.
func (e *Engine) probe(ctx context.Context, prober Prober, sub *Subscription) error {
	traits := e.traits[sub.Provider]
	headers, body, err := prober.Probe(sub.URL)
	if err != nil {
		return fmt.Errorf("probe %s: %w", MaskURL(sub.URL), err)
	}
	out := Outgoing{URL: sub.URL, Headers: headers, Body: body, Timeout: e.timeLimit(traits), UserAgent: e.UserAgent}
	attempt := e.send(ctx, e.Transport, sub, out)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("probe %s: %w", MaskURL(sub.URL), err)
	}
	failed := &ProbeError{
		Product: traits.Title, Rule: traits.SuccessRule, URL: MaskURL(sub.URL),
		Outcome: attempt.Outcome, Status: attempt.Status(), Problem: attempt.Error,
	}
	if attempt.Outcome != Success {
		if attempt.Response != nil { // it broke off
			failed.Status = 0
		}
		return failed
	}
	judgement := e.dialects[sub.Provider].Judge(attempt.Response)
	if judgement.Success {
		return nil
	}
	failed.Outcome, failed.Problem = HTTPError, judgement.Note
	return failed
}
