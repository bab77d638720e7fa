package mock

import (
	"context"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// frozen reports whether the clock stands until somebody moves it.
func (rc *Receiver) frozen() bool {
	clock, movable := rc.clock.(relay.Movable)
	return movable && !clock.Running()
}

// turnPatience bounds how long a webhook waits for those before it while the clock stands, in real time.
const turnPatience = 5 * time.Second

// takeTurn lets one webhook after another in while the clock stands, each once all of those before are booked: so a run
// repeats, its references included. done lets the next one in.
func (rc *Receiver) takeTurn(ctx context.Context) (done func()) {
	if !rc.frozen() || !rc.running.Load() {
		return func() {}
	}
	ctx, cancel := context.WithTimeout(ctx, turnPatience)
	defer cancel()
	select {
	case rc.turn <- struct{}{}:
	case <-ctx.Done():
		return func() {}
	}
	_, _ = rc.Settled(ctx) // what takes longer is not waited for
	return func() { <-rc.turn }
}
