package check

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// downPause is how long after a webhook that failed the next one is tried while a receiver starts again. Source: our choice.
const downPause = 100 * time.Millisecond

// restartCases are about a receiver that ends and starts again.
func restartCases() []Case {
	skip := func(s *Session) string {
		if s.Restart == nil {
			return "how the receiver is restarted is not known: --app-cmd starts it, and restarts it"
		}
		return ""
	}
	return []Case{{
		ID: "answer/restart", Title: "loses nothing when it is restarted", Level: Must,
		Rule:   says("what was answered with success before is booked, and what failed meanwhile is taken when it comes again"),
		Source: goodPractice, Skip: skip,
		Remedy: "commit the webhook before you answer, and let a worker find what is not done after a start: a queue in memory is empty then",
		Run:    losesNothing,
	}, {
		ID: "answer/restart-repeat", Title: "knows after a restart what it booked before", Level: Must,
		Rule:   says("a webhook may come again hours later, and the receiver may have been started anew since: it is booked once all the same"),
		Source: goodPractice, Skip: skip,
		Remedy: "keep the identities in the database, with a unique index, and not in memory",
		Run:    remembers,
	}}
}

// losesNothing restarts the receiver right after a webhook, and keeps sending another one meanwhile.
func losesNothing(ctx context.Context, s *Session) (Finding, error) {
	readableBooks, err := s.readBooks(ctx)
	if err != nil {
		return Finding{}, err
	}
	before, x, err := s.sends(ctx, "a right webhook just before the restart", usualType(s.Traits.Name), nil)
	if err != nil || !s.taken(&x) {
		return s.Accepts(x, "a right webhook just before the restart"), err
	}
	meanwhile, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	failed, taken, problem, err := s.restarting(ctx, meanwhile)
	switch {
	case err != nil:
		return Finding{}, err
	case problem != nil:
		return Skipped("it could not be restarted: " + relay.Visible(problem.Error())), nil
	}
	if !taken {
		what := "the webhook that failed during the restart, once it was back"
		if x, err = s.sendsThis(ctx, what, meanwhile, nil); err != nil || !s.taken(&x) {
			return s.Accepts(x, what), err
		}
	}
	again := "the same webhook again"
	if x, err = s.sendsThis(ctx, again, meanwhile, nil); err != nil || !s.taken(&x) {
		return s.Accepts(x, again), err
	}
	detail := fmt.Sprintf("one webhook failed %d times while it was down, and was taken afterwards", failed)
	if failed == 0 {
		detail = "no webhook failed while it was restarted"
	}
	if readableBooks != "" {
		return Passed(detail), nil
	}
	found, why, err := s.inBooks(ctx, before, meanwhile)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "":
		return Passed(detail), nil
	case found.Missing.Count > 0:
		return Broken("what it had taken is not in its books since it was restarted: it keeps it in memory"), nil
	case found.Doubled.Count > 0:
		return Broken("it booked a webhook twice that failed while it was down, and was sent again"), nil
	}
	return Passed(detail + "; all is booked, once"), nil
}

// restarting restarts the receiver and sends a webhook until it is taken or the receiver is back; problem is the restart's.
func (s *Session) restarting(ctx context.Context, w Webhook) (failed int, taken bool, problem, err error) {
	back := make(chan error, 1)
	go func() { back <- s.Restart(ctx) }()
	for {
		select {
		case problem = <-back:
			return failed, taken, problem, context.Cause(ctx)
		default:
		}
		if !taken {
			x, err := s.sendsThis(ctx, "a right webhook during the restart", w, nil)
			if err != nil {
				return failed, taken, <-back, err
			}
			if taken = s.taken(&x); !taken {
				failed++
			}
		}
		if err := s.pause(ctx, downPause); err != nil {
			return failed, taken, <-back, err
		}
	}
}

// remembers sends a webhook before and after a restart.
func remembers(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	what := "a right webhook before the restart"
	w, x, err := s.sends(ctx, what, usualType(s.Traits.Name), nil)
	if err != nil || !s.taken(&x) {
		return s.Accepts(x, what), err
	}
	if _, _, err := s.inBooks(ctx, w); err != nil {
		return Finding{}, err
	}
	if problem := s.Restart(ctx); problem != nil {
		return Skipped("it could not be restarted: " + relay.Visible(problem.Error())), context.Cause(ctx)
	}
	what = "the same webhook after the restart"
	if x, err = s.sendsThis(ctx, what, w, nil); err != nil || !s.taken(&x) {
		return s.Accepts(x, what), err
	}
	found, why, err := s.inBooks(ctx, w)
	switch {
	case why != "" || err != nil:
		return Skipped(why), err
	case found.Doubled.Count > 0:
		return Broken("it booked a webhook again that it had booked before the restart: it remembers what it booked in memory"), nil
	case found.Missing.Count > 0:
		return Broken("a webhook is not in its books that came before the restart and after it"), nil
	}
	return Passed("it booked a webhook once that came before the restart and after it"), nil
}
