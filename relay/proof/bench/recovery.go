package bench

import (
	"context"
	"errors"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Recovery is the start after a kill -9.
type Recovery struct {
	ReadyMS         float64 `json:"ready_ms"`          // until the server answered
	FirstDeliveryMS float64 `json:"first_delivery_ms"` // until the first receipt
	Pending         int     `json:"pending"`           // how many deliveries were not delivered at the kill
}

// recovery starts a server on many pending deliveries, kills it as soon as it sends, starts it again, and looks at its
// memory meanwhile.
func (b *bench) recovery(ctx context.Context, p *prepared) error {
	counts, _, err := b.sendAndKill(ctx, p, 0)
	if err != nil {
		return err
	}
	b.result.Recovery.Pending = p.pending - counts.Distinct
	if err := (relay.RealClock{}).Pause(ctx, 100*time.Millisecond); err != nil { // what the killed server had sent is read by then
		return err
	}
	begun := relay.RealClock{}.Now()
	counts, ready, err := b.sendAndKill(ctx, p, b.Watch)
	b.result.Recovery.ReadyMS = milliseconds(ready)
	b.result.Recovery.FirstDeliveryMS = milliseconds(counts.First.Sub(begun))
	return err
}

// sendAndKill starts a server, watches its memory for a while from the first receipt on, and kills it.
func (b *bench) sendAndKill(ctx context.Context, p *prepared, watch time.Duration) (counts Counts, ready time.Duration, err error) {
	if err := b.receiver.begin(ctx, p.run, p.pending); err != nil {
		return counts, 0, err
	}
	server, err := startServer(ctx, b.Executable, p.path)
	if err != nil {
		return counts, 0, err
	}
	living, done := server.during(ctx)
	err = b.watchMemory(living, server, watch)
	done()
	if err := errors.Join(err, server.kill()); err != nil {
		return counts, 0, err
	}
	counts, err = b.receiver.wait(ctx, 1)
	return counts, server.ready, err
}

// watchMemory keeps the most that the server's memory came to.
func (b *bench) watchMemory(ctx context.Context, server *serverProcess, watch time.Duration) error {
	if _, err := b.receiver.wait(ctx, 1); err != nil {
		return err
	}
	for elapsed := (relay.RealClock{}).Stopwatch(); ; {
		memory, err := memoryOf(ctx, server.command.Process.Pid)
		if err != nil {
			return err
		}
		b.result.RSSMB = max(b.result.RSSMB, round(memory))
		if elapsed() >= watch {
			return nil
		}
		if err := (relay.RealClock{}).Pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}
