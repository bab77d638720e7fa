package bench

import "context"

// bench is one run.
type bench struct {
	Options
	dir      string
	receiver *receiverProcess
	client   *poster
	sample   stencil // a rendered body and its headers: what the engine sends, for the ceiling to send as well
	runs     int     // the number of the newest run
	costs    costs   // of what was measured, in order
	result   Result
}

type benchStep struct {
	name string
	do   func(context.Context) error
}

// steps is the order: the ceiling stands before and after each part, since machines are noisy.
func (b *bench) steps() []benchStep {
	ceiling := benchStep{"ceiling: post straight to the receiver", b.ceiling}
	var empty, full, waiting prepared
	steps := []benchStep{
		{"store a backlog", func(ctx context.Context) error { return b.prepare(ctx, &empty, "drain", b.Events) }},
		ceiling,
		{"drain: deliver the backlog", func(ctx context.Context) error { return b.drain(ctx, &empty, "drain") }},
		ceiling,
		{"through: one event a request", func(ctx context.Context) error { return b.through(ctx, "through", 1) }},
		ceiling,
		{"through: 50 events a request", func(ctx context.Context) error { return b.through(ctx, "batch", batchSize) }},
		ceiling,
		{"latency: 50 and 200 events a second", func(ctx context.Context) error { return b.emptyLatency(ctx) }},
		{"store pending deliveries", func(ctx context.Context) error { return b.prepare(ctx, &waiting, "pending", b.Pending) }},
		{"memory and recovery: kill -9 and start again", func(ctx context.Context) error { return b.recovery(ctx, &waiting) }},
	}
	if b.History == 0 {
		steps = append(steps, benchStep{"clean up", func(context.Context) error { return waiting.remove() }})
		return append(steps, b.mockSteps()...)
	}
	steps = append(steps,
		benchStep{"store a history of finished deliveries", func(ctx context.Context) error { return b.history(ctx, &waiting, &full) }},
		ceiling,
		benchStep{"drain with the history", func(ctx context.Context) error { return b.drain(ctx, &full, "history_drain") }},
		ceiling,
		benchStep{"latency with the history", func(ctx context.Context) error { return b.fullLatency(ctx, &full) }},
	)
	return append(steps, b.mockSteps()...)
}

// mockSteps measure the mock by itself.
func (b *bench) mockSteps() []benchStep {
	steps := []benchStep{
		{"mock: verify and book, with temporary books", func(ctx context.Context) error { return b.mockRates(ctx, inMemory) }},
		{"mock: verify and book, with books in a file", func(ctx context.Context) error { return b.mockRates(ctx, inFile) }},
	}
	if b.Receipts == 0 {
		return steps
	}
	return append(steps, benchStep{"mock: memory over many receipts", b.mockMemory})
}

// newRun numbers what is sent next, so that what comes late of an earlier run is not counted.
func (b *bench) newRun() int {
	b.runs++
	return b.runs
}
