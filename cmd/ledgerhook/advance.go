package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// advanceNote is how often a terminal hears where the clock stands while it is moved.
const advanceNote = time.Second

// watchAdvance lets the clock move. Where that takes long, a terminal hears how far it is.
func (a *app) watchAdvance(ctx context.Context, move func(context.Context) (control.Clock, error)) (control.Clock, error) {
	if _, is := terminal(a.stderr); !is || a.quiet {
		return move(ctx)
	}
	moving, arrived := context.WithCancel(ctx)
	noted := make(chan struct{})
	go func() {
		defer close(noted)
		a.noteClock(moving, a.client())
	}()
	clock, err := move(ctx)
	arrived()
	<-noted
	return clock, err
}

// noteClock tells where the clock stands until ctx ends.
func (a *app) noteClock(ctx context.Context, client *control.Client) {
	drawn := false
	for (relay.RealClock{}).Pause(ctx, advanceNote) == nil {
		clock, err := client.Clock(ctx)
		if err != nil {
			break
		}
		drawn = true
		fmt.Fprintf(a.stderr, "\rthe clock is at %s\x1b[K", export.Moment(clock.Now))
	}
	if drawn {
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
}
