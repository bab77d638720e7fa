package mock

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"
)

// How many bytes of bodies are in hand at once, and how long a webhook waits until some of the others are gone. A body of
// unknown length counts as the largest.
const (
	intakeBytes    = 64 << 20
	intakePatience = time.Second
)

// bounded keeps memory bounded however many webhooks come at once: what finds no room in time gets 429, which every
// product takes for a failure that is worth another try. Source: our choice.
func bounded(bytes int64, patience time.Duration, next http.Handler) http.Handler {
	room := semaphore.NewWeighted(bytes)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := r.ContentLength
		if size < 0 || size > maxBodyBytes {
			size = maxBodyBytes
		}
		if !room.TryAcquire(size) { // the usual case needs no timer
			ctx, stop := context.WithTimeout(r.Context(), patience)
			err := room.Acquire(ctx, size)
			stop()
			if err != nil {
				busy(w)
				return
			}
		}
		defer room.Release(size)
		next.ServeHTTP(w, r)
	})
}

// busy sends away what there is no room for. It leaves no receipt: that would make the matter worse.
func busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	writeAnswer(w, http.StatusTooManyRequests, errorBody("too much is arriving at once"))
}
