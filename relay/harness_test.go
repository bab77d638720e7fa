package relay_test

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

var harnessStart = time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)

// receiver answers in place of the network.
type receiver struct {
	mu     sync.Mutex
	seen   []*http.Request
	bodies []string
	answer func(n int, r *http.Request) (*http.Response, error) // n counts from 1
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.seen = append(r.seen, req)
	r.bodies = append(r.bodies, string(body))
	n := len(r.seen)
	r.mu.Unlock()
	return r.answer(n, req)
}

func (r *receiver) requests() ([]*http.Request, []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*http.Request{}, r.seen...), append([]string{}, r.bodies...)
}

func respond(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// always answers every request alike.
func always(status int, body string) *receiver {
	return &receiver{answer: func(int, *http.Request) (*http.Response, error) { return respond(status, body) }}
}

// harness is an engine on a real database, with a virtual clock and a receiver in place of the network.
type harness struct {
	*relay.Engine
	t     *testing.T
	clock *relay.VirtualClock
	store *sqlite.Store
	path  string
	stop  func()
}

func newHarness(t *testing.T, transport http.RoundTripper) *harness {
	return openHarness(t, transport, filepath.Join(t.TempDir(), "relay.db"), harnessStart)
}

// newHarnessOf is newHarness with dialects of its own.
func newHarnessOf(t *testing.T, transport http.RoundTripper, dialects ...relay.Dialect) *harness {
	t.Helper()
	return openHarnessWith(t, transport, filepath.Join(t.TempDir(), "relay.db"), harnessStart, dialects, func(store *sqlite.Store) relay.Store { return store })
}

func openHarness(t *testing.T, transport http.RoundTripper, path string, start time.Time) *harness {
	t.Helper()
	return openHarnessOn(t, transport, path, start, func(store *sqlite.Store) relay.Store { return store })
}

// openHarnessOn lets a test stand between the engine and its store.
func openHarnessOn(t *testing.T, transport http.RoundTripper, path string, start time.Time, between func(*sqlite.Store) relay.Store) *harness {
	t.Helper()
	return openHarnessWith(t, transport, path, start, provider.All(), between)
}

func openHarnessWith(t *testing.T, transport http.RoundTripper, path string, start time.Time, dialects []relay.Dialect, between func(*sqlite.Store) relay.Store) *harness {
	t.Helper()
	ctx := t.Context()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{t: t, clock: relay.NewVirtualClock(start), store: store, path: path}
	chance := relay.Chance{Seed: 42}
	h.Engine, err = relay.NewEngine(ctx, relay.Options{
		Dialects: dialects, Samples: samples, Store: between(store), Clock: h.clock, Chance: chance,
		Faults: fault.New(), FaultSet: relay.NewFaultSet(chance), Transport: transport, BaseURL: "http://127.0.0.1:7117",
		Grace: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	running, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := h.Run(running); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	var once sync.Once
	h.stop = func() {
		once.Do(func() {
			cancel()
			<-done
			if err := store.Close(); err != nil {
				t.Errorf("close the store: %v", err)
			}
		})
	}
	t.Cleanup(h.stop)
	return h
}

// subscribe makes a subscription to every event of a product.
func (h *harness) subscribe(name string) relay.Subscription {
	h.t.Helper()
	sub, _, err := h.Subscribe(h.t.Context(), relay.Subscription{Provider: name, URL: "http://127.0.0.1:3000/hooks/" + name})
	if err != nil {
		h.t.Fatal(err)
	}
	return sub
}

// publish publishes one event and returns its one delivery.
func (h *harness) publish(name, eventType string) relay.Delivery {
	h.t.Helper()
	published, _, err := h.Publish(h.t.Context(), []relay.PublishRequest{{Provider: name, Type: eventType}}, "")
	if err != nil {
		h.t.Fatal(err)
	}
	if n := len(published[0].Deliveries); n != 1 {
		h.t.Fatalf("%d deliveries, want 1", n)
	}
	return published[0].Deliveries[0]
}

// until waits until a delivery is as wanted.
func (h *harness) until(id string, what string, wanted func(*relay.Delivery) bool) *relay.Delivery {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	for {
		last := h.Changes.Last()
		d, err := h.store.Delivery(ctx, id)
		if err != nil {
			h.t.Fatal(err)
		}
		if wanted(d) {
			return d
		}
		if _, _, err := h.Changes.After(ctx, last); err != nil {
			h.t.Fatalf("waiting until %s: %v; it is %s after %d attempts, due %v", what, err, d.State, d.AttemptCount, d.DueAt)
		}
	}
}

func (h *harness) untilFinal(id string) *relay.Delivery {
	h.t.Helper()
	return h.until(id, "it is final", func(d *relay.Delivery) bool { return d.State.Final() })
}

func (h *harness) untilAttempts(id string, n int) *relay.Delivery {
	h.t.Helper()
	return h.until(id, "it was attempted", func(d *relay.Delivery) bool { return d.AttemptCount >= n && d.State != relay.Sending })
}

func (h *harness) attempts(id string) []relay.Attempt {
	h.t.Helper()
	attempts, err := h.store.Attempts(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return attempts
}

// timeout bounds a wait in real time; it ends a test that hangs, and no test waits for it.
func timeout(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), 20*time.Second)
}
