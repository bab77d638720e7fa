package bench

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Latency is the time from the start of a request to the receipt of its event, at a rate that is kept however long
// answers take.
type Latency struct {
	Rate        int     `json:"rate"` // events a second
	P50MS       float64 `json:"p50_ms"`
	P99MS       float64 `json:"p99_ms"`
	DirectP50MS float64 `json:"direct_p50_ms"` // posted straight to the receiver
	DirectP99MS float64 `json:"direct_p99_ms"`
	AddedP50MS  float64 `json:"added_p50_ms"`
	AddedP99MS  float64 `json:"added_p99_ms"`
	Samples     int     `json:"samples"` // of each
}

const (
	slowRate = 50  // events a second
	fastRate = 200 // the one that the targets speak of

	latencyRounds = 2 // direct and through the server take turns so often
	warmUp        = 5 // requests at the head of a round that do not count: they open the connections
)

// emptyLatency measures with an empty database.
func (b *bench) emptyLatency(ctx context.Context) (err error) {
	var p prepared
	if err := b.prepare(ctx, &p, "latency", 0); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.remove()) }()
	before, err := fsyncTimes(b.dir)
	if err != nil {
		return err
	}
	if b.result.Latency, err = b.latencies(ctx, &p); err != nil {
		return err
	}
	after, err := fsyncTimes(b.dir)
	if err != nil {
		return err
	}
	syncs := append(before, after...)
	b.result.FsyncP50MS, b.result.FsyncP99MS = milliseconds(percentile(syncs, 50)), milliseconds(percentile(syncs, 99))
	return nil
}

// latencies measures both rates on a database.
func (b *bench) latencies(ctx context.Context, p *prepared) (found []Latency, err error) {
	server, err := startServer(ctx, b.Executable, p.path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	ctx, done := server.during(ctx)
	defer done()
	event := eventStencil()
	for _, rate := range []int{slowRate, fastRate} {
		var direct, through []time.Duration
		n := warmUp + max(int(b.LatencyTime.Seconds()*float64(rate)/latencyRounds), 2)
		for range latencyRounds {
			times, err := b.grid(ctx, rate, n, func(ctx context.Context, run, i int) error {
				return b.client.post(ctx, b.receiver.Receiver, b.sample.headers, b.sample.with(nil, run, i), http.StatusOK)
			})
			if err != nil {
				return nil, err
			}
			direct = append(direct, times...)
			times, err = b.grid(ctx, rate, n, func(ctx context.Context, run, i int) error {
				return b.client.post(ctx, server.control+"/v1/events", event.headers, event.with(nil, run, i), http.StatusAccepted)
			})
			if err != nil {
				return nil, err
			}
			through = append(through, times...)
			p.finished += n
		}
		found = append(found, latencyOf(rate, direct, through))
	}
	return found, server.delivered(ctx, p.finished)
}

// grid sends at fixed times, whether or not earlier requests were answered, and returns how long each event took from
// the start of its request to its receipt.
func (b *bench) grid(ctx context.Context, rate, n int, send func(ctx context.Context, run, i int) error) ([]time.Duration, error) {
	run := b.newRun()
	if err := b.receiver.begin(ctx, run, n); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	starts := make([]time.Time, n)
	var wait sync.WaitGroup
	begun := relay.RealClock{}.Now()
	for i := range n {
		if (relay.RealClock{}).Wait(ctx, begun.Add(time.Duration(i)*time.Second/time.Duration(rate))) != nil {
			break
		}
		wait.Go(func() {
			starts[i] = relay.RealClock{}.Now()
			if err := send(ctx, run, i); err != nil {
				cancel(err)
			}
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	counts, err := b.receiver.wait(ctx, n)
	if err != nil {
		return nil, err
	}
	arrivals, err := b.receiver.arrivals(ctx)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for i := warmUp; i < n; i++ {
		times = append(times, time.Unix(0, arrivals[i]).Sub(starts[i]))
	}
	return times, counts.exactly(n)
}

func latencyOf(rate int, direct, through []time.Duration) Latency {
	l := Latency{
		Rate: rate, Samples: len(through),
		P50MS: milliseconds(percentile(through, 50)), P99MS: milliseconds(percentile(through, 99)),
		DirectP50MS: milliseconds(percentile(direct, 50)), DirectP99MS: milliseconds(percentile(direct, 99)),
	}
	l.AddedP50MS, l.AddedP99MS = round(l.P50MS-l.DirectP50MS), round(l.P99MS-l.DirectP99MS)
	return l
}
