package emulate_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

const baseURL = "http://127.0.0.1:7117"

// server is the APIs over a real engine and store, whose clock stands still.
type server struct {
	http.Handler
	engine *relay.Engine
	clock  *relay.VirtualClock
}

func newServer(t testing.TB, edits ...func(*emulate.Options)) *server {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "ledgerhook.db"), NoSync: true, Seal: queuetest.Seal{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	clock := relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 123456789, time.UTC))
	chance := relay.Chance{Seed: 1}
	engine, err := relay.NewEngine(t.Context(), relay.Options{
		Dialects: provider.All(), Samples: samples, Store: store, Clock: clock, Chance: chance,
		Faults: fault.New(), FaultSet: relay.NewFaultSet(chance), Transport: relay.NewTransport(relay.TransportOptions{}), BaseURL: baseURL,
	})
	if err != nil {
		t.Fatal(err)
	}
	opt := emulate.Options{
		Engine: engine, Store: store, Details: samples, Samples: samples, Clock: clock, Chance: chance, BaseURL: baseURL, Tokens: map[string]string{},
		NoProbe: true, FaultSet: engine.FaultSet, Faults: fault.New(),
	}
	for _, name := range engine.Providers() {
		opt.Tokens[name] = tokenOf(name)
	}
	for _, edit := range edits {
		edit(&opt)
	}
	return &server{Handler: emulate.NewHandler(opt), engine: engine, clock: clock}
}

// tokenOf is the token issued for a product.
func tokenOf(product string) string { return "issued-" + product }

// ask makes one call with the token issued for the path's product; a body goes as JSON.
func (s *server) ask(t *testing.T, method, path, body string, edits ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	product, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	r.Header.Set("Authorization", "Bearer "+tokenOf(product))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, edit := range edits {
		edit(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// mustAsk makes a call that must get a status, and reads the answer where there is one.
func (s *server) mustAsk(t *testing.T, status int, method, path, body string) map[string]any {
	t.Helper()
	w := s.ask(t, method, path, body)
	if w.Code != status {
		t.Fatalf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	if w.Body.Len() == 0 {
		return nil
	}
	var read map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &read); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return read
}

// dump is an answer as a golden file keeps it.
func dump(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	var names []string
	for name := range w.Header() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(w.Header()[name], ", "))
	}
	fmt.Fprintf(&b, "\n%s\n", w.Body)
	return b.String()
}

// golden compares with testdata/<Test>/<case>.golden, which UPDATE_GOLDEN=1 rewrites.
func golden(t *testing.T, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(t.Name())+".golden")
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with UPDATE_GOLDEN=1)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// publish makes one event and returns where its deliveries go.
func (s *server) publish(t *testing.T, product, eventType string) []relay.Delivery {
	t.Helper()
	published, _, err := s.engine.Publish(t.Context(), []relay.PublishRequest{{Provider: product, Type: eventType}}, "")
	if err != nil {
		t.Fatal(err)
	}
	return published[0].Deliveries
}
