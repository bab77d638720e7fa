package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// canTellBookings skips a case that must know what is booked: the app's books tell, or the references in Finpilo's answers.
func canTellBookings(s *Session) string {
	if s.Observed != nil || s.Traits.Name == "finpilo" {
		return ""
	}
	return "what the app books is not known: --observed tells"
}

// once is the finding on whether a webhook that was sent several times is booked once, by the references in the answers and by
// the app's books, as far as there are any. twice is the bug that books it more often.
func (s *Session) once(ctx context.Context, w Webhook, answers []Exchange, twice string) (Finding, error) {
	references := s.references(answers)
	found, why, err := s.inBooks(ctx, w)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "" && len(references) > 1: // where its books tell, an answer proves nothing
		return Broken(fmt.Sprintf("it gave %s for one document, %s: %s", relay.Counted(len(references), "reference"), strings.Join(references, " and "), twice), answers...), nil
	case why != "" && len(references) == 1:
		return Passed("it gave the same reference each time"), nil
	case why != "" && s.Observed == nil: // so it is Finpilo, and its answers hold none
		return Skipped("its answers hold no reference, and " + why), nil
	case why != "":
		return Skipped(why), nil
	case found.Doubled.Count > 0:
		return Broken(fmt.Sprintf("it booked one event %d times: %s", found.Doubled.Events[0].Bookings, twice), answers...), nil
	case found.Missing.Count > 0:
		return Broken("it took the event and did not book it", answers...), nil
	}
	return Passed("it booked the event once"), nil
}

// references are those that the answers give, without repetition.
func (s *Session) references(answers []Exchange) []string {
	var all []string
	for i := range answers {
		if answers[i].Response == nil {
			continue
		}
		if r := s.Dialect.Judge(answers[i].Response).Reference; r != "" && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}

// atOnce sends one request over n connections that are open before, at the same moment: the last byte of each is held back until the
// rest of all is written, so that handlers that have begun all wait for the same.
func (s *Session) atOnce(ctx context.Context, n int, what string, request Request) []Exchange {
	answers, requests := make([]Exchange, n), make([]Request, n)
	var coming, sending sync.WaitGroup
	start := make(chan struct{})
	for i := range requests {
		requests[i] = request
		if conn, err := s.Open(ctx); err == nil { // else Send says why
			requests[i].Conn = conn
			coming.Add(1)
		}
	}
	for i := range requests {
		sending.Go(func() {
			r := requests[i]
			if r.Conn == nil {
				<-start
				answers[i] = s.Send(ctx, what, r)
				return
			}
			come := sync.OnceFunc(coming.Done)
			r.hold = func(ctx context.Context) error {
				come()
				select {
				case <-start:
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			answers[i] = s.Send(ctx, what, r)
			come()             // it may have failed before
			_ = r.Conn.Close() // at once: a server that serves one at a time waits for that
		})
	}
	coming.Wait()
	close(start)
	sending.Wait()
	return answers
}

// allTaken is the finding on several answers to one webhook, all of which should be success.
func (s *Session) allTaken(answers []Exchange, what, bug string) Finding {
	var refused []Exchange
	for i := range answers {
		if !s.taken(&answers[i]) {
			refused = append(refused, answers[i])
		}
	}
	if len(refused) == 0 {
		return Passed("it " + Answer(&answers[0]) + " to " + what)
	}
	return Broken(fmt.Sprintf("it %s to %d of %s: %s", Answer(&refused[0]), len(refused), what, bug), refused...)
}
