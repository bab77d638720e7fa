package control

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/semaphore"
)

// Intake bounds how much is being read and published at once, so that memory stays bounded however much is sent.
type Intake struct {
	// AtOnce is how many calls are read and published at once. Zero means 256.
	AtOnce int
	// Bytes is how many bytes of bodies are read and published at once; a larger body is let in alone. Memory grows with
	// it several times over, as a body is decoded and rendered. Zero means 32 MiB.
	Bytes int64
	// Waiting is how many further calls may wait for a place. Zero means 1,024.
	Waiting int
	// Patience is how long one waits for a place, in real time. Zero means 1 s.
	Patience time.Duration
}

// retryAfterSeconds is what a refused caller is asked to wait.
const retryAfterSeconds = 1

// gate is where calls wait for their place, in the order in which they came. Safe for concurrent use.
type gate struct {
	places, bytes, waiting *semaphore.Weighted

	budget   int64
	patience time.Duration
}

// gate makes the gate that all bounded calls share.
func (i Intake) gate() *gate {
	if i.AtOnce == 0 {
		i.AtOnce = 256
	}
	if i.Bytes == 0 {
		i.Bytes = 32 << 20
	}
	if i.Waiting == 0 {
		i.Waiting = 1024
	}
	if i.Patience == 0 {
		i.Patience = time.Second
	}
	return &gate{
		places: semaphore.NewWeighted(int64(i.AtOnce)), bytes: semaphore.NewWeighted(i.Bytes), waiting: semaphore.NewWeighted(int64(i.Waiting)),
		budget: i.Bytes, patience: i.Patience,
	}
}

// bounded lets only so many calls and bytes into next at once. A call that gets no place in time is refused with 429,
// one whose body is said to have more than limit bytes with 413.
func (g *gate) bounded(limit int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bytes := r.ContentLength
		switch {
		case bytes < 0:
			bytes = limit // nobody knows yet
		case bytes > limit:
			refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has %d bytes; %d are allowed", bytes, limit))
			return
		}
		bytes = min(bytes, g.budget)
		if !g.enter(r.Context(), bytes) {
			w.Header().Set("Retry-After", strconv.Itoa(retryAfterSeconds))
			refuse(w, http.StatusTooManyRequests, "too much is being published at once; nothing of this call was stored, send it again a little later")
			return
		}
		defer g.leave(bytes)
		next.ServeHTTP(w, r)
	})
}

// enter takes a place and so many bytes, and waits for them in the queue where that has room.
func (g *gate) enter(ctx context.Context, bytes int64) bool {
	if g.places.TryAcquire(1) {
		if g.bytes.TryAcquire(bytes) {
			return true
		}
		g.places.Release(1)
	}
	if !g.waiting.TryAcquire(1) {
		return false
	}
	defer g.waiting.Release(1)
	ctx, stop := context.WithTimeout(ctx, g.patience)
	defer stop()
	if g.places.Acquire(ctx, 1) != nil {
		return false
	}
	if g.bytes.Acquire(ctx, bytes) != nil {
		g.places.Release(1)
		return false
	}
	return true
}

func (g *gate) leave(bytes int64) {
	g.bytes.Release(bytes)
	g.places.Release(1)
}
