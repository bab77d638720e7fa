package bench

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// keyring is mock.Keys as data.
type keyring map[string][]mock.Key

func (k keyring) Keys(_ context.Context, provider string) ([]mock.Key, error) {
	return k[provider], nil
}

// testMock is a mock in this process, with a file of its own, and what it received.
func testMock(t *testing.T, all []*pattern) (m *mockProcess, receipts func() []relay.Receipt) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mock.db")
	books, err := sqlite.OpenBooks(t.Context(), sqlite.Options{Path: path, NoSync: true})
	must(t, err)
	t.Cleanup(func() { must(t, books.Close()) })
	keys := keyring{}
	for _, p := range all {
		keys[p.provider] = []mock.Key{{Secrets: p.secrets()}}
	}
	var mu sync.Mutex
	var seen []relay.Receipt
	receiver, err := mock.New(mock.Options{
		Books: books, Keys: keys, Clock: relay.RealClock{}, IDs: relay.NewIDs(relay.Chance{}, 0),
		OnReceipt: func(r relay.Receipt) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, r)
		},
	})
	must(t, err)
	booking, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	booked := make(chan error, 1)
	go func() { booked <- receiver.Run(booking) }()
	t.Cleanup(func() {
		stop()
		must(t, <-booked)
	})
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	m = &mockProcess{url: server.URL}
	m.books, err = openBooksOf(filepath.Dir(path))
	must(t, err)
	t.Cleanup(func() { must(t, m.books.Close()) })
	return m, func() []relay.Receipt {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}

// What the bench sends passes as genuine and new, and is booked; without its signature it is refused.
func TestMockTakesTheWebhooks(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // for a posting that never comes
	defer cancel()
	all, err := patterns()
	must(t, err)
	m, receipts := testMock(t, all)
	client := newPoster(4)
	t.Cleanup(client.close)
	const n = 20
	for _, p := range all {
		before := m.booked
		must(t, m.refuses(ctx, client, p))
		var webhooks []webhook
		for i := range n {
			w, err := p.sign(7, i)
			must(t, err)
			webhooks = append(webhooks, w)
		}
		must(t, m.take(ctx, client, 4, p, webhooks))
		if booked := m.booked - before; p.books != (booked == n) {
			t.Errorf("%s: %d postings for %d webhooks", p.provider, booked, n)
		}
		must(t, client.postAll(ctx, 4, m.url+"/"+p.provider, webhooks, p.answer)) // again: the same identities
		must(t, m.settled(ctx))
	}
	verdicts := map[string]map[relay.Verdict]int{}
	for _, r := range receipts() {
		if verdicts[r.Provider] == nil {
			verdicts[r.Provider] = map[relay.Verdict]int{}
		}
		verdicts[r.Provider][r.Verdict]++
		if r.Verdict == relay.Accepted && r.Problem != "" && !strings.HasSuffix(r.Problem, " not read: no API of "+r.Provider+" is known") {
			t.Errorf("%s: accepted with the remark %q", r.Provider, r.Problem)
		}
	}
	for _, p := range all {
		got := verdicts[p.provider]
		if got[relay.Rejected] != 1 || got[relay.Accepted] != n || got[relay.Duplicate] != n || len(got) != 3 {
			t.Errorf("%s: %v, want 1 rejected, %d accepted and as many duplicates", p.provider, got, n)
		}
	}
	m.booked--
	if err := m.settled(ctx); !errors.Is(err, ErrNotOnce) {
		t.Errorf("the books hold more than was sent, yet it says %v", err)
	}
}

// The wait for a posting that never comes ends with the run.
func TestMissingPostingIsWaitedFor(t *testing.T) {
	t.Parallel()
	m, _ := testMock(t, nil)
	m.booked = 1
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	waited := make(chan error, 1)
	go func() { waited <- m.settled(ctx) }()
	cancel(stopped)
	if err := <-waited; !errors.Is(err, stopped) {
		t.Errorf("it ended with %v, want %v", err, stopped)
	}
}

func TestWrongAnswerEndsTheTurn(t *testing.T) {
	t.Parallel()
	all, err := patterns()
	must(t, err)
	m, _ := testMock(t, nil) // knows no secret: it takes what is not signed
	client := newPoster(1)
	t.Cleanup(client.close)
	for _, p := range all {
		if err := m.refuses(t.Context(), client, p); err == nil {
			t.Errorf("%s: a mock that verifies nothing passes as one that does", p.provider)
		}
	}
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	w, err := all[0].sign(1, 1)
	must(t, err)
	if err := client.postAll(t.Context(), 1, server.URL, []webhook{w}, http.StatusOK); err == nil {
		t.Error("a 404 passes for the wanted 200")
	}
}
