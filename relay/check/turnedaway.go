package check

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// How long a receiver that limits its rate is waited for, where it says how long that takes: what it turns away says nothing of what it
// takes. Source: our choice.
const (
	turnWait  = 2 * time.Second // at a time
	turnWaits = time.Minute     // in all
)

// retryAfterCase is about what a receiver says that turns webhooks away.
const retryAfterCase = "answer/retry-after"

// Send makes one exchange and keeps it for the report; where a 429 asks for a short wait, one more after it. It may be called by
// several goroutines at once.
func (s *Session) Send(ctx context.Context, what string, r Request) Exchange {
	x := s.client.send(ctx, what, r)
	if wait, ok := s.turn(&r, &x); ok && s.pause(ctx, wait) == nil {
		x = s.client.send(ctx, what, r)
	}
	if x.Status() == http.StatusTooManyRequests {
		s.client.mu.Lock()
		defer s.client.mu.Unlock()
		s.away = append(s.away, x)
	}
	return x
}

// turn is how long to wait before a request that was answered 429 goes once more; ok is false where it does not.
func (s *Session) turn(r *Request, x *Exchange) (wait time.Duration, ok bool) {
	if r.Conn != nil || x.Status() != http.StatusTooManyRequests { // what goes at once with others is not to wait
		return 0, false
	}
	wait, _, ok = relay.RetryAfter(asked(x), s.Clock.Now())
	s.client.mu.Lock()
	defer s.client.mu.Unlock()
	if !ok || wait > turnWait || s.waited+wait > turnWaits {
		return 0, false
	}
	s.waited += wait
	return wait, true
}

// limited looks whether a case goes by a 429 that right webhooks get, too: then it is about how many come, and not about what it
// sent. That is told once, and the cases behind it are skipped.
func (s *Session) limited(ctx context.Context, c *Case, found Finding) (Finding, error) {
	ownLoad := strings.HasPrefix(c.ID, "load/") && c.ID != "load/after"
	if len(s.away) == 0 || found.Verdict == Skip || ownLoad || c.ID == firstCase || c.ID == retryAfterCase {
		return found, nil
	}
	told := s.away[0]
	if found.Verdict != Pass && !strings.Contains(found.Detail, Answer(&told)) { // it is about something else
		return found, nil
	}
	_, x, err := s.sends(ctx, "a right webhook, to see whether it takes any", usualType(s.Traits.Name), nil)
	if err != nil || x.Status() != http.StatusTooManyRequests {
		return found, err
	}
	detail := "it " + Answer(&told) + " to " + told.What + ", and to a right webhook behind it: it limits how many it takes in a while, so this says nothing"
	if s.limits {
		return Skipped(detail), nil
	}
	s.limits = true
	found = Broken(detail, told, x)
	found.Remedy = "lift the limit while it is checked, or let its Retry-After ask for " + turnWait.String() + " at most, which are waited for; cases that it turns away are skipped from here on"
	return found, nil
}
