package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// mockProcess is a running `mock` as a user starts it, on a free port, with every product's secret and --quiet.
type mockProcess struct {
	*child
	url    string
	books  *sqlite.BooksBeside
	booked int // how many postings must be in the books
}

// startMock starts a mock whose books are in a file in dir, or temporary as they are without --db.
func startMock(ctx context.Context, executable, dir string, durable bool, patterns []*pattern) (*mockProcess, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a directory for the mock: %w", err)
	}
	readyFile := filepath.Join(dir, "mock.ready")
	args := []string{"mock", "--quiet", "--stop-with-stdin", "--listen", "127.0.0.1:0", "--ready-file", readyFile, "--db"}
	if durable {
		args = append(args, filepath.Join(dir, "mock.db"))
	} else {
		args = append(args, local.InMemory)
	}
	for _, p := range patterns {
		for _, secret := range p.secrets() {
			args = append(args, "--secret", p.provider+"="+secret)
		}
	}
	m := &mockProcess{}
	var err error
	if m.child, err = spawn(ctx, dir, nil, executable, args...); err != nil {
		return nil, err
	}
	line, err := awaitReady(ctx, m.child, readyFile)
	if err != nil {
		return nil, err
	}
	m.url = line.Mock
	if m.books, err = openBooksOf(dir); err != nil {
		return nil, errors.Join(err, m.kill())
	}
	return m, nil
}

// openBooksOf finds the books of a mock: temporary ones are in a directory of their own.
func openBooksOf(dir string) (*sqlite.BooksBeside, error) {
	for _, pattern := range []string{"mock.db", "*/mock.db"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err == nil && len(found) == 1 {
			return sqlite.OpenBooksBeside(found[0])
		}
	}
	return nil, fmt.Errorf("the mock's books are not in %s", dir)
}

// stop lets it end by itself.
func (m *mockProcess) stop() error { return errors.Join(m.books.Close(), m.child.stop()) }

// take posts webhooks of a pattern, which must all be accepted, and returns once the last one is booked.
func (m *mockProcess) take(ctx context.Context, client *poster, concurrency int, p *pattern, webhooks []webhook) error {
	if err := client.postAll(ctx, concurrency, m.url+"/"+p.provider, webhooks, p.answer); err != nil {
		return err
	}
	if p.books {
		m.booked += len(webhooks)
	}
	return m.settled(ctx)
}

// settled waits until all that was sent is booked, and refuses more than that.
func (m *mockProcess) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, waitLimit, fmt.Errorf("%w: the mock has not booked all it accepted", ErrNotOnce))
	defer cancel()
	for {
		n, err := m.books.CountPostings(ctx)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return err
		case n > m.booked:
			return fmt.Errorf("%w: the mock has %d postings for %d events", ErrNotOnce, n, m.booked)
		case n == m.booked:
			return nil
		}
		if err := (relay.RealClock{}).Pause(ctx, booksPause); err != nil {
			return context.Cause(ctx)
		}
	}
}

// refuses makes sure that the mock verifies: what has lost its signature must not pass.
func (m *mockProcess) refuses(ctx context.Context, client *poster, p *pattern) error {
	unsigned, err := p.sign(0, 0)
	if err != nil {
		return err
	}
	unsigned.headers = []relay.Header{{Name: "Content-Type", Value: "application/json"}}
	return client.post(ctx, m.url+"/"+p.provider, unsigned.headers, unsigned.body, http.StatusUnauthorized)
}
