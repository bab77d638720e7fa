package saves

import (
	"context"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/ledgerhook/ledgerhook/relay"
)

// How long a burst of events must be over before it counts as one save, and how long it may go on at most.
const (
	SettleFor = 100 * time.Millisecond
	BurstFor  = 2 * time.Second
)

// Settle waits until a burst of events is over and then calls look, until ctx ends or events do. concerns says of each event
// whether it counts. lost says that some were not seen, since there were too many at once or the watcher failed. Both are called
// in the caller's goroutine.
func Settle(ctx context.Context, events <-chan fsnotify.Event, errors <-chan error, clock relay.Clock, concerns func(fsnotify.Event) bool, look func(lost bool)) {
	var quiet <-chan struct{}
	var latest time.Time // when it is looked though the burst goes on; zero: there is no burst
	stop := func() {}
	defer func() { stop() }()
	lost := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-quiet:
			look(lost)
			quiet, latest, lost = nil, time.Time{}, false
			continue
		case event, ok := <-events:
			if !ok {
				return
			}
			if !concerns(event) {
				continue
			}
		case _, ok := <-errors:
			if !ok {
				return
			}
			lost = true
		}
		now := clock.Now()
		if latest.IsZero() {
			latest = now.Add(BurstFor)
		}
		due := now.Add(SettleFor)
		if due.After(latest) {
			due = latest
		}
		stop()
		quiet, stop = clock.Alarm(due)
	}
}
