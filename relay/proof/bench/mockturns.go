package bench

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	// mockTurns is how often the bare handler and the mock take turns with each product.
	mockTurns = 5
	// mockShare is which part of b.Events each turn has.
	mockShare = 10
	// booksPause is how long to wait before the books are looked at again.
	booksPause = time.Millisecond
)

// The mock's stores, as the figures name them.
const (
	inMemory = "memory" // temporary books, as the mock has without --db
	inFile   = "file"   // --db: flushed to disk before the answer
)

// turn is the same webhooks posted to the bare handler, then to the mock.
type turn struct{ bare, mock effort }

// effort is what n webhooks took: until the last one was answered and booked.
type effort struct {
	n              int
	took           time.Duration
	client, server float64 // seconds of CPU of the load generator, and of the handler's process or the mock's
}

func (e effort) plus(other effort) effort {
	return effort{e.n + other.n, e.took + other.took, e.client + other.client, e.server + other.server}
}

// patterns renders a webhook of each product that the mock is sent.
func patterns() ([]*pattern, error) {
	samples, err := fixtures.New()
	if err != nil {
		return nil, err
	}
	var all []*pattern
	for _, t := range mockTraffic() {
		p, err := newPattern(samples, t)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// mockRates measures the mock by itself, product by product, with one store.
func (b *bench) mockRates(ctx context.Context, store string) (err error) {
	all, err := patterns()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.dir, "mock-"+store)
	m, err := startMock(ctx, b.Executable, dir, store == inFile, all)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.stop(), os.RemoveAll(dir)) }()
	ctx, done := m.during(ctx)
	defer done()
	for _, p := range all {
		if err := m.refuses(ctx, b.client, p); err != nil {
			return err
		}
		if _, err := b.turn(ctx, m, p, b.Concurrency); err != nil { // which opens the connections
			return err
		}
	}
	turns := make([][]turn, len(all))
	for range mockTurns {
		for i, p := range all {
			t, err := b.turn(ctx, m, p, b.turnSize())
			if err != nil {
				return err
			}
			turns[i] = append(turns[i], t)
		}
	}
	for i, p := range all {
		rate := mockRateOf(turns[i])
		rate.Provider, rate.Type, rate.BodyBytes, rate.Store, rate.Books = p.provider, p.eventType, len(p.text), store, p.books
		b.result.Mock.Rates = append(b.result.Mock.Rates, rate)
	}
	total := mockRateOf(together(turns))
	total.Provider, total.Store, total.Books = allProducts, store, true
	b.result.Mock.Rates = append(b.result.Mock.Rates, total)
	return nil
}

// turnSize is how many webhooks each of the two gets in a turn.
func (b *bench) turnSize() int { return max(b.Events/mockShare, 1) }

// turn signs n new webhooks and posts them to the bare handler, then to the mock.
func (b *bench) turn(ctx context.Context, m *mockProcess, p *pattern, n int) (t turn, err error) {
	run := b.newRun()
	webhooks := make([]webhook, n)
	for i := range webhooks {
		if webhooks[i], err = p.sign(run, i); err != nil {
			return t, err
		}
	}
	t.bare, err = measure(ctx, n, b.receiver.command.Process.Pid, func() error {
		return b.client.postAll(ctx, b.Concurrency, b.receiver.Receiver, webhooks, http.StatusOK)
	})
	if err != nil {
		return t, err
	}
	t.mock, err = measure(ctx, n, m.command.Process.Pid, func() error {
		return m.take(ctx, b.client, b.Concurrency, p, webhooks)
	})
	return t, err
}

// measure tells what it takes to do something with n webhooks. pid is the process that receives them.
func measure(ctx context.Context, n, pid int, do func() error) (e effort, err error) {
	var cpu [4]float64
	read := func(at int) error {
		for i, of := range []int{os.Getpid(), pid} {
			seconds, err := cpuOf(ctx, of)
			if err != nil {
				return err
			}
			cpu[at+i] = seconds
		}
		return nil
	}
	if err := read(0); err != nil {
		return e, err
	}
	elapsed := relay.RealClock{}.Stopwatch()
	if err := do(); err != nil {
		return e, err
	}
	took := elapsed()
	if err := read(2); err != nil {
		return e, err
	}
	return effort{n: n, took: took, client: cpu[2] - cpu[0], server: cpu[3] - cpu[1]}, nil
}
