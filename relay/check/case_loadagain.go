package check

import (
	"context"
	"fmt"
)

// knownAfterBurst sends the webhook before a burst once more, after all of it: within a burst none is surely the first.
func knownAfterBurst(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	b, err := s.burstOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	switch {
	case b.before == nil:
		return Skipped("it did not take the webhook before a burst"), nil
	case len(b.taken) < burstSize/2:
		return Skipped(fmt.Sprintf("it took only %d of a burst: see load/burst", len(b.taken))), nil
	}
	w := *b.before
	before, why, err := s.inBooks(ctx, w)
	switch {
	case why != "" || err != nil:
		return Skipped(why), err
	case before.OK == 0:
		return Skipped("it did not book it once the first time: see load/booked"), nil
	}
	others := fmt.Sprintf("after %d others", len(b.taken))
	x, err := s.sendsThis(ctx, "a webhook that it has booked, once more "+others, w, nil)
	if err != nil {
		return Finding{}, err
	}
	if x.Response == nil {
		return Broken("it " + Answer(&x) + " to " + x.What), nil
	}
	found, why, err := s.afterwards(ctx, w)
	switch {
	case why != "" || err != nil:
		return Skipped(why), err
	case found.Doubled.Count == 0:
		return Passed("it booked a webhook once that came again " + others), nil
	}
	// A receiver that knows no duplicate at all has one bug, not two.
	again, answers, err := s.repeated(ctx, 2)
	if err != nil {
		return Finding{}, err
	}
	if found, why, err = s.inBooks(ctx, again); err != nil || why == "" && found.Doubled.Count > 0 {
		return Skipped("it books what comes again at once twice, too: see identity/booked-once"), err
	}
	return Broken("it booked a webhook a second time that came again "+others+", and knows one that comes again at once: it remembers the last few alone", x, answers[len(answers)-1]), nil
}
