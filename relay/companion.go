package relay

import (
	"context"
	"time"
)

// Companion is something else that waits for the engine's clock, such as the mock's own tries to read a detail.
type Companion interface {
	// Settled waits until nothing of it is due, and tells when something will be; zero for never. An error is why ctx ended
	// before.
	Settled(ctx context.Context) (next time.Time, err error)
}

// Accompany lets Advance stop wherever something of a companion is due, too, and wait for it. What companions do at an
// instant may lead to attempts, and attempts to work of theirs.
func (e *Engine) Accompany(c Companion) {
	e.advancing.Lock()
	defer e.advancing.Unlock()
	e.companions = append(e.companions, c)
}

// allQuiet is quiet for the engine and its companions. The caller holds advancing.
func (e *Engine) allQuiet(ctx context.Context) (next time.Time, err error) {
	for {
		own, err := e.quiet(ctx)
		if err != nil {
			return time.Time{}, err
		}
		next := own
		for _, c := range e.companions {
			theirs, err := c.Settled(ctx)
			if err != nil {
				return time.Time{}, err
			}
			if !theirs.IsZero() {
				next = earliest(next, theirs)
			}
		}
		e.mu.Lock()
		again, calm := e.nextDue(e.Clock.Now())
		e.mu.Unlock()
		if calm && again.Equal(own) {
			return next, nil
		}
	}
}
