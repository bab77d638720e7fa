package relay_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// nap sleeps in the bubble: time passes once everything else waits.
func nap(d time.Duration) {
	synctest.Wait()
	time.Sleep(d)
	synctest.Wait()
}

// openBubble starts an engine inside a synctest bubble and returns it with its store and a function that stops it.
func openBubble(t *testing.T, clock relay.Clock, transport http.RoundTripper, path string) (*relay.Engine, *sqlite.Store, func()) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	chance := relay.Chance{Seed: 42}
	engine, err := relay.NewEngine(t.Context(), relay.Options{
		Dialects: provider.All(), Samples: samples, Store: store, Clock: clock, Chance: chance, Faults: fault.New(),
		FaultSet: relay.NewFaultSet(chance), Transport: transport, BaseURL: "http://127.0.0.1:7117",
	})
	if err != nil {
		t.Fatal(err)
	}
	running, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- engine.Run(running) }()
	return engine, store, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}
