package bench

import (
	"context"
	"errors"

	"github.com/ledgerhook/ledgerhook/relay"
)

// History is drain and latency again, with finished deliveries stored.
type History struct {
	Finished      int     `json:"finished"`
	DrainRPS      float64 `json:"drain_rps"`
	DrainRatio    float64 `json:"drain_ratio"`
	DrainCPURatio float64 `json:"drain_cpu_ratio"`
	// The ratios to those of the empty database: 1 means that the history costs nothing.
	DrainRatioToEmpty    float64   `json:"drain_ratio_to_empty"`
	DrainCPURatioToEmpty float64   `json:"drain_cpu_ratio_to_empty"`
	P50MS                float64   `json:"p50_ms"`
	P99MS                float64   `json:"p99_ms"`
	DirectP50MS          float64   `json:"direct_p50_ms"`
	DirectP99MS          float64   `json:"direct_p99_ms"`
	P50ToEmpty           float64   `json:"p50_to_empty"` // latency in parts of the empty database's
	Latency              []Latency `json:"latency"`
}

// history makes a database with b.History finished deliveries and a backlog: of the pending ones where they are not too
// many.
func (b *bench) history(ctx context.Context, waiting, p *prepared) error {
	if waiting.pending <= b.History {
		*p = *waiting
	} else {
		if err := waiting.remove(); err != nil {
			return err
		}
		if err := b.prepare(ctx, p, "history", 0); err != nil {
			return err
		}
	}
	if missing := b.History - p.pending; missing > 0 {
		if err := b.fill(ctx, p, missing); err != nil {
			return err
		}
	}
	if err := b.finish(ctx, p); err != nil {
		return err
	}
	b.result.History = &History{Finished: p.finished}
	return b.fill(ctx, p, b.Events)
}

// finish settles what is pending in a database.
func (b *bench) finish(ctx context.Context, p *prepared) (err error) {
	d, err := openDesk(ctx, p.path, b.receiver.Receiver, b.Concurrency)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	if err := d.finish(ctx); err != nil {
		return err
	}
	states, err := d.stored(ctx)
	p.finished, p.pending = states[relay.Delivered], 0
	return err
}

// fullLatency measures with the history that drain left.
func (b *bench) fullLatency(ctx context.Context, p *prepared) (err error) {
	b.result.History.Latency, err = b.latencies(ctx, p)
	return errors.Join(err, p.remove())
}
