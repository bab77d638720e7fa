package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// serverProcess is a running `serve` as a user starts it, on free ports.
type serverProcess struct {
	*child
	control string        // the URL of its API
	ready   time.Duration // from its start until it answered
	started time.Time
}

// startServer starts a server on a database and waits until it is ready.
func startServer(ctx context.Context, executable, db string) (*serverProcess, error) {
	readyFile := db + ".ready"
	if err := os.Remove(readyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s := &serverProcess{started: relay.RealClock{}.Now()}
	elapsed := relay.RealClock{}.Stopwatch()
	var err error
	s.child, err = spawn(ctx, filepath.Dir(db), nil, executable, "serve", "--config", "none", "--bare", "--quiet", "--stop-with-stdin", "--db", db,
		"--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--ready-file", readyFile)
	if err != nil {
		return nil, err
	}
	line, err := awaitReady(ctx, s.child, readyFile)
	if err != nil {
		return nil, err
	}
	s.ready, s.control = elapsed(), line.Control
	return s, nil
}

// readyLine is what a child writes into its ready file, as far as it is used.
type readyLine struct {
	Control string `json:"control"` // the URL of a server's API
	Mock    string `json:"mock"`    // where the mock receives
}

// awaitReady waits until a child has written its ready file. On an error the child is gone.
func awaitReady(ctx context.Context, p *child, readyFile string) (line readyLine, err error) {
	for {
		text, err := os.ReadFile(readyFile) // written in one step
		if err == nil {
			if err := json.Unmarshal(text, &line); err != nil {
				return line, errors.Join(fmt.Errorf("read the ready file: %w", err), p.kill())
			}
			return line, nil
		}
		select {
		case <-p.over:
			return line, errors.Join(fmt.Errorf("%s ended before it was ready", p.command.Args[1]), p.gone())
		default:
		}
		if err := (relay.RealClock{}).Pause(ctx, time.Millisecond); err != nil {
			return line, errors.Join(err, p.kill())
		}
	}
}

// delivered waits until everything is stored as delivered, and holds it to a number.
func (s *serverProcess) delivered(ctx context.Context, want int) error {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	client := control.NewClient(s.control)
	for {
		stats, err := client.Stats(ctx)
		if err != nil {
			return err
		}
		states := stats.Deliveries
		if states[string(relay.Pending)]+states[string(relay.Sending)] == 0 {
			if got := states[string(relay.Delivered)]; got != want {
				return fmt.Errorf("%w: the server has %d deliveries as delivered, %d were sent to it: %v", ErrNotOnce, got, want, states)
			}
			return nil
		}
		if err := (relay.RealClock{}).Pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}
