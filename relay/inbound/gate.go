package inbound

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// patience is how long a request waits for its turn, in real time. Source: our choice.
const patience = time.Second

// gate is where requests wait until they are verified and stored, in the order in which they came. Safe for concurrent use.
type gate struct {
	places, waiting *semaphore.Weighted
}

func newGate(atOnce, waiting int) *gate {
	return &gate{places: semaphore.NewWeighted(int64(atOnce)), waiting: semaphore.NewWeighted(int64(waiting))}
}

// enter waits for a place; false where as many wait already, or none comes free in time.
func (g *gate) enter(ctx context.Context) bool {
	if g.places.TryAcquire(1) {
		return true
	}
	if !g.waiting.TryAcquire(1) {
		return false
	}
	defer g.waiting.Release(1)
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	return g.places.Acquire(ctx, 1) == nil
}

func (g *gate) leave() { g.places.Release(1) }
