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
	const commit = "commit the webhook before you answer, and let a worker find what is not done after a start: a queue in memory is empty then"
	return []Case{{
		ID: "answer/restart", Title: "comes back from a restart, and takes what failed meanwhile", Level: Must,
		Rule:   says("what failed while the receiver was down is sent again: it is taken then, and once more if it comes once more"),
		Source: goodPractice, Skip: skip,
		Remedy: "let it start with whatever it finds: a lock, a half-written file or a port that is still held must not keep it down",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			r, err := s.restartOnce(ctx)
			if err != nil {
				return Finding{}, err
			}
			return r.found, nil
		},
	}, {
		ID: "answer/restart-kept", Title: "books what it took just before a restart", Level: Must,
		Rule:   says("what was answered with success is never sent again: it is to be booked, whatever happens to the process"),
		Source: goodPractice, Skip: skip, Remedy: commit,
		Run: losesNothing,
	}, {
		ID: "answer/restart-repeat", Title: "knows after a restart what it booked before", Level: Must,
		Rule:   says("a webhook may come again hours later, and the receiver may have been started anew since: it is booked once all the same"),
		Source: goodPractice, Skip: skip,
		Remedy: "keep the identities in the database, with a unique index, and not in memory",
		Run:    remembers,
	}}
}

// restart is what came of restarting the receiver right after a webhook, while another one was sent.
type restart struct {
	before, meanwhile Webhook
	first             Exchange // that of before
	found             Finding  // Pass: both were taken
}

// restartOnce restarts the receiver, once in a check.
func (s *Session) restartOnce(ctx context.Context) (*restart, error) {
	if s.restarted != nil {
		return s.restarted, nil
	}
	if _, err := s.readBooks(ctx); err != nil { // now, since the restart is to come right after the webhook
		return nil, err
	}
	r := &restart{}
	if err := s.throughRestart(ctx, r); err != nil {
		return nil, err
	}
	s.restarted = r
	return r, nil
}

// throughRestart sends a webhook, restarts the receiver, and sends another one until it is taken, and then once more.
func (s *Session) throughRestart(ctx context.Context, r *restart) (err error) {
	what := "a right webhook just before the restart"
	if r.before, r.first, err = s.sends(ctx, what, usualType(s.Traits.Name), nil); err != nil || !s.taken(&r.first) {
		r.found = s.Accepts(r.first, what)
		return err
	}
	if r.meanwhile, err = s.Usual(); err != nil {
		return err
	}
	failed, taken, problem, err := s.restarting(ctx, r.meanwhile)
	switch {
	case err != nil:
		return err
	case problem != nil:
		r.found = Skipped("it could not be restarted: " + relay.Visible(problem.Error()))
		return nil
	}
	rest := []string{"the webhook that failed during the restart, once it was back", "the same webhook again"}
	if taken {
		rest = rest[1:]
	}
	for _, what := range rest {
		x, err := s.sendsThis(ctx, what, r.meanwhile, nil)
		if err != nil || !s.taken(&x) {
			r.found = s.Accepts(x, what)
			return err
		}
	}
	r.found = Passed(fmt.Sprintf("one webhook failed %d times while it was down, and was taken afterwards", failed))
	if failed == 0 {
		r.found = Passed("no webhook failed while it was restarted")
	}
	return nil
}

// losesNothing looks after a restart for what was taken before it and during it.
func losesNothing(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	r, err := s.restartOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	if r.found.Verdict != Pass {
		return Skipped("not all was taken: see answer/restart"), nil
	}
	found, why, err := s.inBooks(ctx, r.before, r.meanwhile)
	switch {
	case why != "" || err != nil:
		return Skipped(why), err
	case found.Missing.Count > 0:
		return Broken("what it had taken is not in its books since it was restarted: it keeps it in memory", r.first), nil
	case found.Doubled.Count > 0:
		return Broken("it booked a webhook twice that failed while it was down, and was sent again", r.first), nil
	}
	return Passed("what it took before a restart and during it is booked, once"), nil
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
