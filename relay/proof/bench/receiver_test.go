package bench

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testReceiver runs a receiver inside the test, and ends it as a gone parent would: by its standard input.
func testReceiver(t *testing.T) *receiverProcess {
	t.Helper()
	stdin, parent := io.Pipe()
	lines, stdout := io.Pipe()
	over := make(chan error, 1)
	go func() { over <- RunReceiver(context.Background(), stdin, stdout) }()
	t.Cleanup(func() {
		_ = parent.Close()
		if err := <-over; err != nil {
			t.Errorf("the receiver ended with %v", err)
		}
	})
	line, err := bufio.NewReader(lines).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	r := &receiverProcess{}
	if err := json.Unmarshal(line, &r.addresses); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReceiverCounts(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	receiver, client, event := testReceiver(t), newPoster(4), eventStencil()
	t.Cleanup(client.close)
	const n = 100
	if err := receiver.begin(ctx, 2, n); err != nil {
		t.Fatal(err)
	}
	before := relay.RealClock{}.Now()
	send := func(run, i int) error {
		return client.post(ctx, receiver.Receiver, event.headers, event.with(nil, run, i), http.StatusOK)
	}
	if err := each(ctx, 4, n-1, func(_ context.Context, i int) error { return send(2, i) }); err != nil {
		t.Fatal(err)
	}
	must(t, send(1, n-1)) // of an earlier run
	must(t, send(2, n+5)) // of no event of this run
	must(t, send(2, 0))   // again
	must(t, client.post(ctx, receiver.Receiver, nil, []byte("no mark"), http.StatusOK))
	counts, err := receiver.wait(ctx, n-1)
	must(t, err)
	if counts.Received != n || counts.Distinct != n-1 {
		t.Errorf("%d requests with %d events, want %d with %d", counts.Received, counts.Distinct, n, n-1)
	}
	if err := counts.exactly(n); !errors.Is(err, ErrNotOnce) {
		t.Errorf("one event is missing and one came twice, yet it says %v", err)
	}

	arrived := make(chan error, 1)
	go func() {
		_, err := receiver.wait(ctx, n)
		arrived <- err
	}()
	must(t, send(2, n-1))
	must(t, <-arrived)
	times, err := receiver.arrivals(ctx)
	must(t, err)
	after := relay.RealClock{}.Now()
	if len(times) != n || slices.Min(times) < before.UnixNano() || slices.Max(times) > after.UnixNano() {
		t.Errorf("%d arrivals, not all between %v and %v: %v", len(times), before, after, times)
	}
	must(t, receiver.begin(ctx, 3, n))
	counts, err = receiver.wait(ctx, 0)
	must(t, err)
	if diff := cmp.Diff(Counts{}, counts); diff != "" {
		t.Errorf("a new run begins with counts (-want +got):\n%s", diff)
	}
}

func TestExactly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		counts Counts
		holds  bool
	}{
		"each once":                  {Counts{Received: 3, Distinct: 3}, true},
		"one lost":                   {Counts{Received: 2, Distinct: 2}, false},
		"one twice":                  {Counts{Received: 4, Distinct: 3}, false},
		"one lost and another twice": {Counts{Received: 3, Distinct: 2}, false},
	} {
		if err := test.counts.exactly(3); (err == nil) != test.holds {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Sending goes on at its times though nothing is answered meanwhile.
func TestGridIsAnOpenLoop(t *testing.T) {
	t.Parallel()
	receiver, client, event := testReceiver(t), newPoster(4), eventStencil()
	t.Cleanup(client.close)
	b := &bench{receiver: receiver, client: client}
	const n = warmUp + 20
	all := make(chan struct{}) // closed by the last one to begin
	times, err := b.grid(t.Context(), 1000, n, func(ctx context.Context, run, i int) error {
		if i == n-1 {
			close(all)
		}
		select {
		case <-all:
		case <-ctx.Done():
		}
		return client.post(ctx, receiver.Receiver, event.headers, event.with(nil, run, i), http.StatusOK)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(times) != n-warmUp || slices.Min(times) <= 0 {
		t.Errorf("%d times, want %d above zero: %v", len(times), n-warmUp, times)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
