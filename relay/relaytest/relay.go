package relaytest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Options say what is to be started. The zero value is what New starts.
type Options struct {
	// Seed is what every secret, id and sample is drawn from. Zero means 1.
	Seed uint64
	// Start is where the clock stands at first. Zero means 2026-01-01 00:00 UTC.
	Start time.Time
	// SignWall takes the time of signatures from the wall and not from the clock, for a handler that checks how fresh they are
	// and whose own clock cannot be set.
	SignWall bool
	// AttemptTimeout replaces the products' time limits for an attempt, in real time. Zero keeps them: 5 s and more.
	AttemptTimeout time.Duration
	// Stock is what tests share, so that each starts sooner. Nil: the test makes its own.
	Stock *Stock
}

// Stock is what the relays of many tests have in common and takes long to make. With one, a test starts in half the time.
// The zero value is ready: a variable of the test's package holds it. Safe for concurrent use.
type Stock struct {
	once  sync.Once
	stock *local.Stock
	err   error
}

func (s *Stock) get() (*local.Stock, error) {
	if s == nil {
		return nil, nil
	}
	s.once.Do(func() { s.stock, s.err = local.NewStock(context.Background()) })
	return s.stock, s.err
}

// Relay is a running ledgerhook without subscriptions or faults. Its methods are for the goroutine of its test.
type Relay struct {
	t      testing.TB
	node   *local.Node
	client *control.Client
}

// New starts a relay that ends with the test.
func New(t testing.TB) *Relay {
	t.Helper()
	return NewWith(t, Options{})
}

// grace is how long attempts may go on at the end of a test. Source: our choice.
const grace = time.Second

// NewWith is New with options.
func NewWith(t testing.TB, opt Options) *Relay {
	t.Helper()
	if opt.Seed == 0 {
		opt.Seed = 1
	}
	if opt.Start.IsZero() {
		opt.Start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	stock, err := opt.Stock.get()
	if err != nil {
		t.Fatalf("relaytest: make the stock: %v", err)
	}
	node, err := local.Start(t.Context(), local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Stock: stock, Grace: grace,
		Seed: &opt.Seed, Clock: relay.NewVirtualClock(opt.Start), SignWall: opt.SignWall, AttemptTimeout: opt.AttemptTimeout,
	})
	if err != nil {
		t.Fatalf("relaytest: start: %v", err)
	}
	h := &Relay{t: t, node: node, client: node.Client()}
	t.Cleanup(h.end)
	return h
}

// end closes the relay. Of a test that failed it tells first how things stood.
func (h *Relay) end() {
	h.t.Helper()
	if h.t.Failed() {
		h.t.Log(h.situation(context.WithoutCancel(h.t.Context())))
	}
	if err := h.node.Close(); err != nil {
		h.t.Errorf("relaytest: close: %v", err)
	}
}

// Client calls the control API, for all that has no method here.
func (h *Relay) Client() *control.Client { return h.client }

// Seed is what everything is drawn from.
func (h *Relay) Seed() uint64 { return h.node.Seed }

// MockURL is where the mock takes a product's webhooks: ledgerhook's own receiver, which verifies, deduplicates and books
// them.
func (h *Relay) MockURL(provider string) string { return h.node.MockURL + "/" + provider }

// ProviderURL is the base URL of a product's own API, without a trailing slash: what an app changes that registers its
// webhook itself.
func (h *Relay) ProviderURL(provider string) string {
	h.t.Helper()
	return h.of(provider, h.node.ProviderURLs)
}

// Token is the bearer token that the product's API has issued. Any other that is not empty is taken too, and owns a company
// of its own.
func (h *Relay) Token(provider string) string {
	h.t.Helper()
	return h.of(provider, h.node.Tokens)
}

func (h *Relay) of(provider string, values map[string]string) string {
	h.t.Helper()
	value, ok := values[provider]
	if !ok {
		h.t.Fatalf("relaytest: there is no provider %q", provider)
	}
	return value
}

// must ends the test where a call was refused.
func must[T any](h *Relay, value T, err error, what string) T {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("relaytest: %s: %v", what, err)
	}
	return value
}
