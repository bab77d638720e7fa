package chaos

import (
	"context"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// gate is how feeders find the server, whose port changes at every start.
type gate struct {
	mu      sync.Mutex
	client  *control.Client // nil while there is no server
	changed chan struct{}   // closed at the next change
}

func newGate() *gate { return &gate{changed: make(chan struct{})} }

// open lets feeders in to a server.
func (g *gate) open(client *control.Client) { g.set(client) }

// shut lets them wait for the next one.
func (g *gate) shut() { g.set(nil) }

func (g *gate) set(client *control.Client) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.client = client
	close(g.changed)
	g.changed = make(chan struct{})
}

// patience is how long a feeder waits for another server than the one that has just failed it.
const patience = 50 * time.Millisecond

// pass waits for a server. The one that failed is given again only after a while, when it is still the only one.
func (g *gate) pass(ctx context.Context, failed *control.Client) (*control.Client, error) {
	patient, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(patience))
	defer stop()
	for {
		g.mu.Lock()
		client, changed := g.client, g.changed
		g.mu.Unlock()
		if client != nil && client != failed {
			return client, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-changed:
		case <-patient:
			patient, failed = nil, nil
		}
	}
}
