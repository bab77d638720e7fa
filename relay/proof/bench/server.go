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
	for {
		text, err := os.ReadFile(readyFile) // written in one step
		if err == nil {
			s.ready = elapsed()
			var line struct {
				Control string `json:"control"`
			}
			if err := json.Unmarshal(text, &line); err != nil {
				return nil, errors.Join(fmt.Errorf("read the ready file: %w", err), s.kill())
			}
			s.control = line.Control
			return s, nil
		}
		select {
		case <-s.over:
			return nil, errors.Join(errors.New("the server ended before it was ready"), s.gone())
		default:
		}
		if err := (relay.RealClock{}).Pause(ctx, time.Millisecond); err != nil {
			return nil, errors.Join(err, s.kill())
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
