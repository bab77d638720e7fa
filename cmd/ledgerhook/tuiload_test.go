//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/proof/bench"
)

// changesPerEvent is what an event that is delivered at once says on the change stream: published, pending, delivered.
const changesPerEvent = 3

// load is a server of its own, with a history, that publishes and delivers all the time.
type load struct {
	client *control.Client
	pid    int
	rate   int // changes a second
	stop   func() error
}

// startLoad fills a database, starts a server on it, and begins to publish. With a path the database is kept there, and
// used again the next time.
func startLoad(b testing.TB, path string, history, rate int) *load {
	b.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	if path == "" {
		path = filepath.Join(b.TempDir(), "bench", "ledgerhook.db")
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := bench.Fill(b.Context(), path, receiver.URL, history); err != nil {
			b.Fatal(err)
		}
	}
	readyFile := filepath.Join(b.TempDir(), "ready")
	command := exec.Command("ledgerhook", "serve", "--config", "none", "--bare", "--quiet", "--stop-with-stdin", "--db", path,
		"--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--ready-file", readyFile)
	command.Env = benchEnv("XDG_STATE_HOME=" + bench.StateHome(path))
	var said bytes.Buffer
	command.Stderr = &said
	stdin, err := command.StdinPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	l := &load{pid: command.Process.Pid, rate: rate}
	publishing, cancel := context.WithCancel(b.Context())
	var publisher sync.WaitGroup
	var failure error
	l.stop = func() error {
		cancel()
		publisher.Wait()
		err := errors.Join(failure, stdin.Close(), command.Wait())
		receiver.Close()
		if err != nil {
			err = errors.Join(err, errors.New(said.String()))
		}
		return err
	}
	if err := l.connect(b.Context(), readyFile, receiver.URL); err != nil {
		b.Fatal(errors.Join(err, l.stop()))
	}
	publisher.Go(func() { failure = l.publish(publishing) })
	return l
}

// benchEnv is the environment without what is meant for a server of the user's.
func benchEnv(more ...string) []string {
	var env []string
	for _, setting := range os.Environ() {
		name, _, _ := strings.Cut(setting, "=")
		if name == "LEDGERHOOK_BENCH_PROFILE" || !strings.HasPrefix(name, "LEDGERHOOK_") && name != "NO_COLOR" && name != "COLORTERM" {
			env = append(env, setting)
		}
	}
	return append(env, more...)
}

// connect waits for the server and lets it send to the receiver.
func (l *load) connect(ctx context.Context, readyFile, receiver string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var line ready
	for {
		if text, err := os.ReadFile(readyFile); err == nil {
			if err := json.Unmarshal(text, &line); err != nil {
				return err
			}
			break
		}
		if err := (relay.RealClock{}).Pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	l.client = control.NewClient(line.Control)
	subs, err := l.client.Subscriptions(ctx)
	for i := range subs {
		if err == nil {
			_, err = l.client.UpdateSubscription(ctx, subs[i].ID, control.UpdateSubscription{URL: &receiver})
		}
	}
	return err
}

// publish publishes batches at the rate, ten a second; what it is late with goes into the next one.
func (l *load) publish(ctx context.Context) error {
	types := []string{"payment.confirmed", "refund.initiated", "refund.completed", "transaction.completed"}
	elapsed := relay.RealClock{}.Stopwatch()
	for sent := 0; ; {
		if err := (relay.RealClock{}).Pause(ctx, 100*time.Millisecond); err != nil {
			return nil
		}
		due := int(elapsed().Seconds()*float64(l.rate)/changesPerEvent) - sent
		requests := make([]control.PublishRequest, 0, 1000)
		for i := range min(due, cap(requests)) {
			requests = append(requests, control.PublishRequest{Provider: "bookkeeper", Type: types[(sent+i)%len(types)]})
		}
		if len(requests) == 0 {
			continue
		}
		sent += len(requests)
		if _, err := l.client.PublishBatch(ctx, requests); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
}

// changes is the number of the next change; zero where none comes.
func (l *load) changes(ctx context.Context) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	enough := errors.New("enough")
	err = l.client.Watch(ctx, 0, func(change control.Change) error {
		if change.Kind == "" {
			return nil
		}
		number = change.Number
		return enough
	})
	if errors.Is(err, enough) || ctx.Err() != nil {
		err = nil
	}
	return number, err
}
