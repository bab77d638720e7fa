package check

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// paceSize is how many right webhooks, one after the other, tell how a receiver answers. Source: our choice.
const paceSize = 10

// pace is how right webhooks are answered when they come one by one, the fastest first.
type pace []Exchange

func (p pace) median() time.Duration { return p[len(p)/2].Duration }

func (p pace) slowest() Exchange { return p[len(p)-1] }

// told says how long they took.
func (p pace) told() string {
	return fmt.Sprintf("%d right webhooks were answered after %v, and the slowest after %v",
		len(p), p.median().Round(time.Millisecond), p.slowest().Duration.Round(time.Millisecond))
}

// paceOnce sends them, once in a check; fewer where they take long. There is at least one.
func (s *Session) paceOnce(ctx context.Context) (pace, error) {
	if s.pace != nil {
		return s.pace, nil
	}
	var p pace
	total := time.Duration(0)
	for n := range paceSize {
		if total > s.Timeout {
			break
		}
		_, x, err := s.sends(ctx, fmt.Sprintf("a right webhook, the %s in a row", ordinal(n+1)), usualType(s.Traits.Name), nil)
		if err != nil {
			return nil, err
		}
		p = append(p, x)
		total += x.Duration
	}
	slices.SortStableFunc(p, func(a, b Exchange) int { return int(a.Duration - b.Duration) })
	s.pace = p
	return p, context.Cause(ctx)
}
