package bench

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// MockMemory is the memory of a mock that takes very many webhooks, all new, with temporary books.
type MockMemory struct {
	Receipts int `json:"receipts"`
	// RSSMB is the most resident memory in each tenth of the receipts, in MB of a million bytes.
	RSSMB []float64 `json:"rss_mb"`
}

// Growth is the last tenth's memory in parts of the first one's.
func (m MockMemory) Growth() float64 {
	if len(m.RSSMB) == 0 {
		return 0
	}
	return share(m.RSSMB[len(m.RSSMB)-1], m.RSSMB[0])
}

// memoryProduct is whose webhooks memory is measured with: small ones, so that a million of them take little disk.
const memoryProduct = benchProvider

// tenths is how many parts memory is told of.
const tenths = 10

// mockMemory watches a mock's memory over b.Receipts receipts.
func (b *bench) mockMemory(ctx context.Context) (err error) {
	all, err := patterns()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.dir, "mock-many")
	m, err := startMock(ctx, b.Executable, dir, false, all)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.stop(), os.RemoveAll(dir)) }()
	ctx, done := m.during(ctx)
	defer done()
	run := b.newRun()
	memory := &b.result.Mock.Memory
	memory.Receipts = b.Receipts
	for _, p := range all {
		if p.provider != memoryProduct {
			continue
		}
		for part := range tenths {
			first, end := b.Receipts*part/tenths, b.Receipts*(part+1)/tenths
			most, err := peak(ctx, m.command.Process.Pid, func(ctx context.Context) error {
				return each(ctx, b.Concurrency, end-first, func(ctx context.Context, i int) error {
					w, err := p.sign(run, first+i)
					if err != nil {
						return err
					}
					return b.client.post(ctx, m.url+"/"+p.provider, w.headers, w.body, p.answer)
				})
			})
			if err != nil {
				return err
			}
			memory.RSSMB = append(memory.RSSMB, most)
		}
	}
	m.booked = b.Receipts
	return m.settled(ctx)
}

// memoryPause is how long to wait before memory is looked at again.
const memoryPause = 50 * time.Millisecond

// peak is the most memory that a process has while something is done, looked at once at the least.
func peak(ctx context.Context, pid int, do func(context.Context) error) (most float64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan error, 1)
	go func() {
		over <- do(ctx)
		cancel()
	}()
	for {
		memory, err := memoryOf(context.WithoutCancel(ctx), pid)
		if err != nil {
			cancel()
			return most, errors.Join(<-over, err)
		}
		most = max(most, round(memory))
		if (relay.RealClock{}).Pause(ctx, memoryPause) != nil {
			return most, <-over
		}
	}
}
