package local_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stock is what the nodes of these tests share, where they name none: each then starts in a few milliseconds.
var stock = sync.OnceValues(func() (*local.Stock, error) { return local.NewStock(context.Background()) })

// start starts a node on free ports, which is closed at the test's end.
func start(t *testing.T, opt local.Options) (*local.Node, *control.Client) {
	t.Helper()
	if opt.Listen == "" {
		opt.Listen = "127.0.0.1:0"
	}
	opt.MockListen = "127.0.0.1:0"
	if opt.Stock == nil {
		shared, err := stock()
		if err != nil {
			t.Fatal(err)
		}
		opt.Stock = shared
	}
	node, err := local.Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, node) })
	return node, control.NewClient(node.ControlURL)
}

func stop(t *testing.T, node *local.Node) {
	t.Helper()
	if err := node.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}

// Every event type of every product arrives at the mock, verified.
func TestEveryEventTypeArrives(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{})
	ctx := t.Context()
	total := 0
	for _, name := range node.Engine.Providers() {
		types, _ := node.Engine.EventTypes(name)
		var requests []control.PublishRequest
		for _, eventType := range types {
			requests = append(requests, control.PublishRequest{Provider: name, Type: eventType.Name})
		}
		published, err := client.PublishBatch(ctx, requests)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		total += len(published)
	}
	if total != 1+53+379+22+5 {
		t.Errorf("%d events were published, want 460", total)
	}
	waited, err := client.Wait(ctx, "", time.Minute)
	if err != nil || waited.States["delivered"] != total {
		t.Fatalf("states %v, want %d delivered (%v)", waited.States, total, err)
	}
	seen := 0
	for cursor := ""; ; {
		receipts, next, err := client.Receipts(ctx, "", "", cursor, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range receipts {
			seen++
			if r.Verdict != string(relay.Accepted) || r.EventType == "" {
				t.Errorf("%s %s: %s %s", r.Provider, r.EventType, r.Verdict, r.Problem)
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	if seen != total {
		t.Errorf("%d receipts, want %d", seen, total)
	}
}

func TestSecondNodeIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "ledgerhook.db")
	first, _ := start(t, local.Options{DB: path})
	_, err := local.Start(t.Context(), local.Options{DB: path, Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0"})
	var inUse *sqlite.InUseError
	if !errors.As(err, &inUse) || inUse.PID != os.Getpid() || inUse.Address != first.ControlURL {
		t.Errorf("the second node gets %v, want the first one's process and address", err)
	}
}

func TestPortInUseLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	for _, opt := range []local.Options{
		{DB: path, Listen: taken.Addr().String(), MockListen: "127.0.0.1:0"},
		{DB: path, Listen: "127.0.0.1:0", MockListen: taken.Addr().String()},
	} {
		_, err := local.Start(t.Context(), opt)
		var op *net.OpError
		if !errors.As(err, &op) || op.Op != "listen" {
			t.Errorf("a taken port gives %v, want a *net.OpError of listen", err)
		}
	}
	start(t, local.Options{DB: path}) // the database was released
}

// A new start finds what was pending, keeps the secrets, and points the built-in subscriptions to where the mock is now.
func TestRestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	first, client := start(t, local.Options{DB: path, Transport: unreachable{}})
	ctx := t.Context()
	before, err := client.Env(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed"}, "")
	if err != nil {
		t.Fatal(err)
	}
	stop(t, first)

	second, client := start(t, local.Options{DB: path})
	if second.Seed != first.Seed {
		t.Errorf("the seed changed from %d to %d", first.Seed, second.Seed)
	}
	after, err := client.Env(ctx)
	if err != nil || after.Secrets["fintoro"].Secret != before.Secrets["fintoro"].Secret {
		t.Errorf("the secret changed from %v to %v (%v)", before.Secrets["fintoro"], after.Secrets["fintoro"], err)
	}
	d, err := client.Delivery(ctx, p.Deliveries[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.State == string(relay.Pending) { // its retry is due in seconds: bring it forward
		if _, err := client.Retry(ctx, d.ID); err != nil {
			t.Fatal(err)
		}
	}
	waited, err := client.Wait(ctx, "id:"+d.ID, 20*time.Second)
	if err != nil || waited.States["delivered"] != 1 {
		t.Errorf("states %v (%v)", waited.States, err)
	}
}

// unreachable is a network on which nobody answers.
type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: errors.New("unreachable")}
}

// An attempt that outlives the grace period is aborted, costs no try, and goes out at the next start.
func TestStopReleasesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	arrived, release := make(chan struct{}), make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-release
	}))
	defer hanging.Close()
	defer close(release)
	first, client := start(t, local.Options{DB: path, Bare: true, Grace: time.Millisecond})
	ctx := t.Context()
	if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "fintoro", URL: hanging.URL}); err != nil {
		t.Fatal(err)
	}
	p, err := client.Publish(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil {
		t.Fatal(err)
	}
	<-arrived
	stop(t, first)

	store, err := sqlite.Open(context.Background(), sqlite.Options{Path: path, Seal: local.KeyFile(filepath.Join(filepath.Dir(path), "key"))})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	d, err := store.Delivery(ctx, p.Deliveries[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.State != relay.Pending || d.Tries != 0 || d.AttemptCount != 1 || d.LastOutcome != relay.Aborted {
		t.Errorf("it is %s after %d tries, last outcome %s; want pending after 0, aborted", d.State, d.Tries, d.LastOutcome)
	}
}

// A virtual clock takes up where the database left it, though the machine's time is another.
func TestAVirtualClockGoesOnWhereTheDatabaseLeftIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	begun := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first, client := start(t, local.Options{DB: path, Clock: relay.NewVirtualClock(begun)})
	if _, err := client.Advance(t.Context(), 50*time.Second); err != nil {
		t.Fatal(err)
	}
	stop(t, first)
	for name, tt := range map[string]struct {
		start time.Time
		goOn  bool
		want  time.Time
	}{
		"without a start of its own":    {begun.AddDate(3, 0, 0), true, begun.Add(50 * time.Second)},
		"with a start before that time": {begun.AddDate(-1, 0, 0), false, begun.Add(50 * time.Second)},
		"with a start after that time":  {begun.Add(time.Hour), false, begun.Add(time.Hour)},
	} {
		t.Run(name, func(t *testing.T) {
			db := copyOf(t, path)
			_, client := start(t, local.Options{DB: db, Key: local.KeyFile(filepath.Join(filepath.Dir(path), "key")), Clock: relay.NewVirtualClock(tt.start), ClockGoesOn: tt.goOn})
			clock, err := client.Clock(t.Context())
			if err != nil || !clock.Now.Equal(tt.want) {
				t.Errorf("it stands at %v, %v; want %v", clock.Now, err, tt.want)
			}
		})
	}
}

func copyOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "ledgerhook.db")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
