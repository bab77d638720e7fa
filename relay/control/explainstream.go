package control

import (
	"context"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// explanations are what the watchers of the change stream were told last, made once for all of them. However many
// refusals there are, searching their answers takes no more than a small share of the time. Safe for concurrent use.
type explanations struct {
	mu   sync.Mutex
	kept [64]explanation
	next int

	elapsed func() time.Duration
	rested  time.Duration // until then, answers are not searched
}

type explanation struct {
	delivery string
	attempt  int
	line     string
}

// searchRests is how many times as long as a search took no other one starts.
const searchRests = 10

// of returns what was told of an attempt, or asks make for it. quick tells make to search no answer.
func (e *explanations) of(delivery string, attempt int, make func(quick bool) string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, k := range e.kept {
		if k.delivery == delivery && k.attempt == attempt {
			return k.line
		}
	}
	if e.elapsed == nil {
		e.elapsed = relay.RealClock{}.Stopwatch()
	}
	began := e.elapsed()
	quick := began < e.rested
	line := make(quick)
	if !quick {
		ended := e.elapsed()
		e.rested = ended + searchRests*(ended-began)
	}
	if line == "" { // it could not be read, perhaps since its watcher is gone: the next one may be luckier
		return ""
	}
	e.kept[e.next] = explanation{delivery, attempt, line}
	e.next = (e.next + 1) % len(e.kept)
	return line
}

// explainedNewest is the explanation of a delivery's newest attempt, read from the store, since changes do not carry
// attempts; empty where there is nothing to say, or the attempt is gone already.
func (s *server) explainedNewest(ctx context.Context, d *relay.Delivery) string {
	if s.Explain == nil || d.LastOutcome != relay.HTTPError || !relay.ExplainedStatus(d.LastStatus) {
		return ""
	}
	return s.told.of(d.ID, d.AttemptCount, func(quick bool) string {
		attempts, err := s.Engine.Store.Attempts(ctx, d.ID)
		if err != nil {
			return "" // the change itself matters more
		}
		for i := range attempts {
			if attempts[i].Number == d.AttemptCount {
				return s.explain(d, &attempts[i], quick)
			}
		}
		return ""
	})
}
