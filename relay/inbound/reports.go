package inbound

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// reportsPerSecond is how many lines the public side may log, since anybody outside can cause them. Source: our choice.
const reportsPerSecond = 5

// reports logs, so much a second and no more. No line holds what a caller sent, nor where from. Safe for concurrent use.
type reports struct {
	log     *slog.Logger
	rate    *rate
	leftOut atomic.Int64
}

func newReports(log *slog.Logger, elapsed func() time.Duration) *reports {
	return &reports{log: log, rate: newRate(reportsPerSecond, reportsPerSecond, elapsed)}
}

// rejected tells why a request does not prove who sent it: line is that of the verification.
func (r *reports) rejected(ctx context.Context, hk *hook, line string) {
	r.write(ctx, slog.LevelWarn, "an incoming request was rejected", hk, slog.String("problem", relay.Visible(line)))
}

func (r *reports) untaken(ctx context.Context, hk *hook, err error) {
	r.write(ctx, slog.LevelError, "an incoming request could not be stored and was refused", hk, slog.String("error", relay.Visible(err.Error())))
}

func (r *reports) unanswered(ctx context.Context, hk *hook, err error) {
	r.write(ctx, slog.LevelError, "the app's answer could not be waited for", hk, slog.String("error", relay.Visible(err.Error())))
}

func (r *reports) write(ctx context.Context, level slog.Level, line string, hk *hook, why slog.Attr) {
	if _, ok := r.rate.take(); !ok {
		r.leftOut.Add(1)
		return
	}
	attrs := []slog.Attr{slog.String("hook", hk.Name), why}
	if n := r.leftOut.Swap(0); n > 0 {
		attrs = append(attrs, slog.Int64("lines_left_out", n))
	}
	r.log.LogAttrs(ctx, level, line, attrs...)
}
