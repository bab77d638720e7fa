package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// How many webhooks come in at once: in part and whole.
const (
	burstSize      = 500
	wholeBurstSize = 10_000
)

// burstSenders is how many connections the product has.
const burstSenders = 64

const burstSecret = "whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"

// A burst comes in while the app is down, and the relay is killed in the middle of it. Every webhook that was answered 200 is
// stored and reaches the app once relay and app are there again; every other was refused with 503 and Retry-After, or got no
// answer. The product sends those again, and then the app has all of them, each with the product's own bytes and signature.
func TestABurstSurvivesKill(t *testing.T) {
	t.Parallel()
	size := burstSize
	if os.Getenv(testWhole) != "" {
		size = wholeBurstSize
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	app := newBurstApp(t)
	dir := t.TempDir()
	burst := &burst{ids: make([]string, size), outcomes: make([]burstOutcome, size)}
	for i := range burst.ids {
		burst.ids[i] = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
	}

	first := startBurstRelay(ctx, t, dir, app.url)
	var once sync.Once
	burst.send(ctx, t, first.line.Hooks["fintoro"], func(acknowledged int) {
		if acknowledged >= size/2 {
			once.Do(first.kill)
		}
	})
	once.Do(func() { t.Error("nothing was left to be killed"); first.kill() })
	if burst.count(acknowledged) < size/2 || burst.count(unanswered) == 0 {
		t.Errorf("%d of %d were acknowledged, and %d got no answer: the kill did not come in the middle", burst.count(acknowledged), size, burst.count(unanswered))
	}
	if n := burst.count(otherwise); n > 0 {
		t.Errorf("%d were answered neither 200 nor 503 with Retry-After", n)
	}

	app.up.Store(true)
	second := startBurstRelay(ctx, t, dir, app.url)
	if second.line.Hooks["fintoro"][len("http://127.0.0.1:00000"):] != first.line.Hooks["fintoro"][len("http://127.0.0.1:00000"):] {
		t.Errorf("the hook moved from %s to %s", first.line.Hooks["fintoro"], second.line.Hooks["fintoro"])
	}
	stored := map[string]string{} // verdicts by identity
	client := control.NewClient(second.line.Control)
	if _, err := each(ctx, func(ctx context.Context, cursor string, limit int) ([]control.Incoming, string, error) {
		return client.Incoming(ctx, control.IncomingQuery{Cursor: cursor, Limit: limit})
	}, 0, func(in control.Incoming) error {
		stored[in.DialectID] = in.Verdict
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	acked := map[string]bool{}
	for i, outcome := range burst.outcomes {
		if outcome == acknowledged {
			acked[burst.ids[i]] = true
			if stored[burst.ids[i]] != string(relay.IncomingVerified) {
				t.Errorf("%s was acknowledged, and is stored as %q", burst.ids[i], stored[burst.ids[i]])
			}
		}
	}
	app.await(ctx, t, acked)

	again := burst.rest()
	again.send(ctx, t, second.line.Hooks["fintoro"], func(int) {})
	if n := again.count(acknowledged); n != len(again.ids) {
		t.Errorf("%d of the %d that were sent again were acknowledged", n, len(again.ids))
	}
	all := map[string]bool{}
	for _, id := range burst.ids {
		all[id] = true
	}
	app.await(ctx, t, all)
	if app.wrong.Load() > 0 {
		t.Errorf("the app got %d requests with a wrong signature", app.wrong.Load())
	}
	t.Logf("of %d: %d acknowledged, %d refused with 503, %d without an answer, of which %d were stored; the app got %d requests",
		size, burst.count(acknowledged), burst.count(refused), burst.count(unanswered), len(stored)-len(acked), app.got.Load())
	second.stop(t)
}

// burstRelay is ledgerhook relay as a process.
type burstRelay struct {
	command *exec.Cmd
	stdin   io.Closer
	line    ready
}

// startBurstRelay starts it on free ports, with the data of an earlier one. Its retries are 20 times as fast.
func startBurstRelay(ctx context.Context, t *testing.T, dir, to string) *burstRelay {
	t.Helper()
	readyFile := filepath.Join(dir, "ready.json")
	_ = os.Remove(readyFile)
	r := &burstRelay{command: exec.Command("ledgerhook", "relay", "--provider", "fintoro", "--secret", burstSecret, "--to", to,
		"--config", "none", "--quiet", "--stop-with-stdin", "--time-scale", "20", "--db", filepath.Join(dir, "relay.db"), "--ready-file", readyFile,
		"--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--public-listen", "127.0.0.1:0")}
	r.command.Env = append(os.Environ(), "XDG_STATE_HOME="+dir, "LEDGERHOOK_SERVER=")
	var said bytes.Buffer
	r.command.Stderr = &said
	var err error
	if r.stdin, err = r.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.command.Process.Kill() })
	for {
		text, err := os.ReadFile(readyFile)
		if err == nil {
			if err := json.Unmarshal(text, &r.line); err != nil {
				t.Fatal(err)
			}
			return r
		}
		if (relay.RealClock{}).Pause(ctx, 10*time.Millisecond) != nil {
			t.Fatalf("it is not ready: %s", said.Bytes())
		}
	}
}

func (r *burstRelay) kill() {
	_ = r.command.Process.Signal(syscall.SIGKILL)
	_ = r.command.Wait()
}

func (r *burstRelay) stop(t *testing.T) {
	t.Helper()
	if err := r.stdin.Close(); err != nil {
		t.Error(err)
	}
	if err := r.command.Wait(); err != nil {
		t.Errorf("it did not stop well: %v", err)
	}
}
