package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ceiling posts the same bytes and headers straight to the receiver.
func (b *bench) ceiling(ctx context.Context) error {
	n := max(b.Events/2, 1)
	run := b.newRun()
	if err := b.receiver.begin(ctx, run, n); err != nil {
		return err
	}
	from, err := b.cpu(ctx, nil)
	if err != nil {
		return err
	}
	elapsed := relay.RealClock{}.Stopwatch()
	err = each(ctx, b.Concurrency, n, func(ctx context.Context, i int) error {
		return b.client.post(ctx, b.receiver.Receiver, b.sample.headers, b.sample.with(make([]byte, 0, len(b.sample.text)), run, i), http.StatusOK)
	})
	if err != nil {
		return err
	}
	took := elapsed()
	to, err := b.cpu(ctx, nil)
	if err != nil {
		return err
	}
	counts, err := b.receiver.wait(ctx, n)
	if err != nil {
		return err
	}
	b.spent(ceilingPart, n, took, from, to)
	return counts.exactly(n)
}

// ErrNotOnce means that an event was lost or came twice, though nothing failed.
var ErrNotOnce = errors.New("not every event arrived exactly once")

// exactly holds the counts to every event having arrived once.
func (c Counts) exactly(n int) error {
	if c.Distinct == n && c.Received == n {
		return nil
	}
	return fmt.Errorf("%w: the receiver got %d requests with %d different events, %d were sent", ErrNotOnce, c.Received, c.Distinct, n)
}

// drain starts a server on a backlog and measures from the first to the last receipt. A database with a history stays
// for what comes next.
func (b *bench) drain(ctx context.Context, p *prepared, part string) (err error) {
	n := p.pending
	if err := b.receiver.begin(ctx, p.run, n); err != nil {
		return err
	}
	server, err := startServer(ctx, b.Executable, p.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	ctx, done := server.during(ctx)
	defer done()
	started, err := b.receiver.wait(ctx, 1)
	if err != nil {
		return err
	}
	from, err := b.cpu(ctx, server)
	if err != nil {
		return err
	}
	counts, err := b.receiver.wait(ctx, n)
	if err != nil {
		return err
	}
	to, err := b.cpu(ctx, server)
	if err != nil {
		return err
	}
	b.spent(part, max(n-started.Distinct, 1), counts.Last.Sub(started.Last), from, to)
	p.finished, p.pending = p.finished+n, 0
	if err := server.delivered(ctx, p.finished); err != nil {
		return err
	}
	counts, err = b.receiver.wait(ctx, n)
	return errors.Join(err, counts.exactly(n))
}

// through posts events to a server with an empty database, size events a request, and measures from the first request
// to the last receipt.
func (b *bench) through(ctx context.Context, part string, size int) (err error) {
	var p prepared
	if err := b.prepare(ctx, &p, part, 0); err != nil {
		return err
	}
	server, err := startServer(ctx, b.Executable, p.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop(), p.remove()) }()
	ctx, done := server.during(ctx)
	defer done()
	n, run := b.Events, b.newRun()
	if err := b.receiver.begin(ctx, run, n); err != nil {
		return err
	}
	event := eventStencil()
	from, err := b.cpu(ctx, server)
	if err != nil {
		return err
	}
	begun := relay.RealClock{}.Now()
	elapsed := relay.RealClock{}.Stopwatch()
	err = each(ctx, b.Concurrency, (n+size-1)/size, func(ctx context.Context, i int) error {
		if size == 1 {
			return b.client.post(ctx, server.control+"/v1/events", event.headers, event.with(nil, run, i), http.StatusAccepted)
		}
		return b.client.post(ctx, server.control+"/v1/events/batch", event.headers, event.batch(run, i*size, min(n, (i+1)*size)), http.StatusAccepted)
	})
	if err != nil {
		return err
	}
	acknowledged := elapsed()
	counts, err := b.receiver.wait(ctx, n)
	if err != nil {
		return err
	}
	to, err := b.cpu(ctx, server)
	if err != nil {
		return err
	}
	b.spent(part, n, counts.Last.Sub(begun), from, to).IngestRPS = round(float64(n) / acknowledged.Seconds())
	if err := server.delivered(ctx, n); err != nil {
		return err
	}
	counts, err = b.receiver.wait(ctx, n)
	return errors.Join(err, counts.exactly(n))
}
