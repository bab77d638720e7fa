package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A burst, as a product makes one that has much to tell at once. Source: our choice.
const (
	burstSize     = 200
	burstConns    = 20
	burstPatience = 10 * time.Second // after which no more of it is sent
	burstShown    = 3
)

// burst is what came of many webhooks at once.
type burst struct {
	before  *Webhook // sent alone, right before all others; nil: it was not taken
	taken   []Webhook
	failed  []Exchange
	slowest Exchange      // of those that were answered
	elapsed time.Duration // from the first byte to the last answer
}

// sent is how many there was time for.
func (b *burst) sent() int { return len(b.taken) + len(b.failed) }

// told says how much it was.
func (b *burst) told() string {
	if b.sent() < burstSize {
		return fmt.Sprintf("%d webhooks over %d connections, as many as there was time for in %v", b.sent(), burstConns, burstPatience)
	}
	return fmt.Sprintf("%d webhooks over %d connections", burstSize, burstConns)
}

// burstOnce sends the burst, once in a check.
func (s *Session) burstOnce(ctx context.Context) (*burst, error) {
	if s.burst != nil {
		return s.burst, nil
	}
	var webhooks []Webhook
	var requests []Request
	for range burstSize {
		w, err := s.Usual()
		if err != nil {
			return nil, err
		}
		request, err := s.Signed(w, Signing{})
		if err != nil {
			return nil, err
		}
		webhooks, requests = append(webhooks, w), append(requests, request)
	}
	before, x, err := s.sends(ctx, "a webhook before a burst", usualType(s.Traits.Name), nil)
	if err != nil {
		return nil, err
	}
	elapsed := relay.RealClock{}.Stopwatch()
	answers := s.sendOver(ctx, burstConns, requests, func() bool { return elapsed() < burstPatience })
	b := &burst{elapsed: elapsed()}
	if s.taken(&x) {
		b.before = &before
	}
	for i, x := range answers {
		switch {
		case x == nil: // there was no time for it
		case s.taken(x):
			b.taken = append(b.taken, webhooks[i])
		default:
			b.failed = append(b.failed, *x)
		}
		if x != nil && x.Response != nil && (b.slowest.Response == nil || x.Duration > b.slowest.Duration) {
			b.slowest = *x
		}
	}
	s.burst = b
	return b, context.Cause(ctx)
}

// sendOver sends over so many connections at once, each of which is used again where it stays open. What was not sent since there
// was no more time has no exchange.
func (s *Session) sendOver(ctx context.Context, conns int, requests []Request, timeLeft func() bool) []*Exchange {
	answers := make([]*Exchange, len(requests))
	var sending sync.WaitGroup
	for first := range conns {
		sending.Go(func() {
			kept := &Conn{}
			for i := first; i < len(requests) && timeLeft() && ctx.Err() == nil; i += conns {
				r := requests[i]
				r.Conn = kept
				what := fmt.Sprintf("webhook %d of %d over %d connections at once", i+1, len(requests), conns)
				x := s.Send(ctx, what, r)
				if x.Response == nil && x.Reused && !x.Late { // it was closed before this was sent
					x = s.Send(ctx, what+", over a new connection", r)
				}
				answers[i] = &x
			}
			_ = kept.Close() // what is wrong with it by now does no harm
		})
	}
	sending.Wait()
	return answers
}

// mostCommon is what most of these answered, such as "answered 503", and how many.
func mostCommon(all []Exchange) (answer string, n int) {
	counts := map[string]int{}
	for i := range all {
		counts[Answer(&all[i])]++
	}
	for each, times := range counts {
		if times > n || times == n && cmp.Less(each, answer) {
			answer, n = each, times
		}
	}
	return answer, n
}

// some are the first few, which is enough to see what happened.
func some(all []Exchange) []Exchange { return slices.Clone(all[:min(burstShown, len(all))]) }
