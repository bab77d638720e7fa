package control

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Intake bounds how much is being read and published at once, so that memory stays bounded however much is sent.
type Intake struct {
	// AtOnce is how many calls are read and published at once. Zero means 256.
	AtOnce int
	// Waiting is how many further ones may wait for a place. Zero means 1,024.
	Waiting int
	// Patience is how long one waits for a place, in real time. Zero means 1 s.
	Patience time.Duration
}

// retryAfterSeconds is what a refused caller is asked to wait.
const retryAfterSeconds = 1

// bounded lets only so many calls into next at once. One that gets no place in time is refused with 429.
func (i Intake) bounded(next http.Handler) http.Handler {
	if i.AtOnce == 0 {
		i.AtOnce = 256
	}
	if i.Waiting == 0 {
		i.Waiting = 1024
	}
	if i.Patience == 0 {
		i.Patience = time.Second
	}
	places := make(chan struct{}, i.AtOnce)
	queue := make(chan struct{}, i.Waiting)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !enter(r.Context(), places, queue, i.Patience) {
			w.Header().Set("Retry-After", strconv.Itoa(retryAfterSeconds))
			refuse(w, http.StatusTooManyRequests, "too much is being published at once; nothing of this call was stored, send it again a little later")
			return
		}
		defer func() { <-places }()
		next.ServeHTTP(w, r)
	})
}

// enter takes a place, and waits for one in the queue where that has room.
func enter(ctx context.Context, places, queue chan struct{}, patience time.Duration) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	select {
	case queue <- struct{}{}:
		defer func() { <-queue }()
	default:
		return false
	}
	over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(patience))
	defer stop()
	select {
	case places <- struct{}{}:
		return true
	case <-over:
	case <-ctx.Done():
	}
	return false
}
