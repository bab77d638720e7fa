package mock_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// api answers reads one after another, the last answer again and again.
type api struct {
	mu      sync.Mutex
	answers []string // "200 body", "429 3" with a Retry-After, "cut", "refused"
	asked   []string // method, URL and token
}

func (a *api) RoundTrip(req *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, req.Method+" "+req.URL.String()+" "+req.Header.Get("Authorization"))
	answer := a.answers[0]
	if len(a.answers) > 1 {
		a.answers = a.answers[1:]
	}
	status, rest, _ := strings.Cut(answer, " ")
	resp := &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(rest))}
	switch status {
	case "refused":
		return nil, errors.New("connection refused")
	case "cut":
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader("half"), broken{}))
	case "429":
		resp.Header.Set("Retry-After", rest)
		resp.Header.Set(relay.ReadFaultHeader, "detail-429")
		resp.StatusCode = 429
	default:
		if _, err := fmt.Sscan(status, &resp.StatusCode); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("reset by peer") }

// paidInvoice is the detail of the invoice in Fintoro's vector.
const paidInvoice = `{"id":4812,"number":"2026-0042","currencyId":1,"itemsTotal":"100.00","itemsTotalWithVat":"121.00",` +
	`"total":"100.00","totalWithVat":"121.00","status":"paid"}`

const base = "http://127.0.0.1:7117"

// reads is a receiver that reads from an api, with the products at base.
func reads(t *testing.T, w webhook, a *api) *rig {
	t.Helper()
	return newRigWith(t, mock.Options{
		Keys: keyring{w.product: w.keys}, Clock: relay.NewVirtualClock(w.now), Transport: a,
		APIs: map[string]mock.API{w.product: {URL: base + "/" + w.product, Public: "http://localhost:8787", Token: map[string]string{"fintoro": "tok"}[w.product]}},
	})
}

// advance moves the clock from one try to the next, for so long in all.
func (r *rig) advance(t *testing.T, by time.Duration) {
	t.Helper()
	for end := r.clock.Now().Add(by); ; {
		next, err := r.Settled(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			r.clock.Advance(end.Sub(r.clock.Now()))
			return
		}
		r.clock.Advance(next.Sub(r.clock.Now()))
	}
}

func TestDetailsAreRead(t *testing.T) {
	t.Parallel()
	detail := "/api/public/v1/invoices/4812"
	ask := "GET " + base + "/fintoro" + detail + " Bearer tok"
	for name, tt := range map[string]struct {
		answers []string
		wait    time.Duration
		asked   int
		want    relay.Fetch
		booked  bool
		problem string // what it ends in
	}{
		"at once":           {[]string{"200 " + paidInvoice}, 0, 1, relay.Fetch{State: relay.Fetched, Tries: 1, Status: 200}, true, ""},
		"after a 404":       {[]string{"404 ", "200 " + paidInvoice}, time.Second, 2, relay.Fetch{State: relay.Fetched, Tries: 2, Status: 200}, true, ""},
		"after what is cut": {[]string{"cut", "refused", "500 ", "200 " + paidInvoice}, 36 * time.Second, 4, relay.Fetch{State: relay.Fetched, Tries: 4, Status: 200}, true, ""},
		"not before it is asked for": {
			[]string{"429 60", "200 " + paidInvoice}, 59 * time.Second, 1,
			relay.Fetch{State: relay.FetchWaiting, Tries: 1, Status: 429, Problem: "answered 429", Fault: "detail-429", NextTry: vectorTime.Add(time.Minute)}, false, "",
		},
		"when it is asked for": {[]string{"429 60", "200 " + paidInvoice}, time.Minute, 2, relay.Fetch{State: relay.Fetched, Tries: 2, Status: 200}, true, ""},
		"never, as it is gone": {[]string{"404 "}, 24 * time.Hour, 6, relay.Fetch{State: relay.FetchGone, Tries: 6, Status: 404, Problem: "answered 404"}, false, ""},
		"never, as it redirects": {
			[]string{"302 "}, 24 * time.Hour, 6, relay.Fetch{State: relay.FetchFailed, Tries: 6, Status: 302, Problem: "answered 302"}, false,
			"not booked: its detail could not be read: answered 302",
		},
		"never, as it is huge": {
			[]string{"200 " + strings.Repeat(" ", 1<<20+1)}, 24 * time.Hour, 1,
			relay.Fetch{State: relay.FetchFailed, Tries: 1, Status: 200, Problem: "it is larger than 1048576 bytes"}, false,
			"not booked: its detail could not be read: it is larger than 1048576 bytes",
		},
		"never, as it is no JSON": {[]string{"200 <html>"}, 0, 1, relay.Fetch{State: relay.Fetched, Tries: 1, Status: 200}, false, "not booked:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, a := vectors(t)["fintoro"], &api{answers: tt.answers}
			r := reads(t, request, a)
			if answer := request.post(r); answer.Code != 204 {
				t.Fatalf("answered %d", answer.Code)
			}
			request.post(r) // a duplicate reads nothing
			r.advance(t, tt.wait)
			receipt := r.receipts(t)[0]
			if len(receipt.Fetches) != 1 || len(r.receipts(t)[1].Fetches) != 0 {
				t.Fatalf("fetches %+v", receipt.Fetches)
			}
			got := receipt.Fetches[0]
			if (got.SHA256 != "") != (got.State == relay.Fetched) || (got.Bytes != 0) != (got.State == relay.Fetched) {
				t.Errorf("%d bytes, hash %q", got.Bytes, got.SHA256)
			}
			got.SHA256, got.Bytes = "", 0
			tt.want.What, tt.want.URL = relay.FetchDetail, detail
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(a.asked) != tt.asked || a.asked[0] != ask {
				t.Errorf("asked %d times: %q", len(a.asked), a.asked)
			}
			if booked := len(r.postings(t)) > 0; booked != tt.booked || booked != (receipt.Reference != "") {
				t.Errorf("%d postings, reference %q", len(r.postings(t)), receipt.Reference)
			}
			if tt.problem == "" && receipt.Problem != "" || !strings.Contains(receipt.Problem, tt.problem) {
				t.Errorf("problem %q, want %q", receipt.Problem, tt.problem)
			}
		})
	}
}

// An API that has too much to do is left alone by everything, until it wants to be asked again.
func TestABusyAPIIsLeftAlone(t *testing.T) {
	t.Parallel()
	request, a := vectors(t)["fintoro"], &api{answers: []string{"429 60", "200 " + paidInvoice}}
	r := reads(t, request, a)
	request.post(r)
	request.but(func(w *webhook) { w.headers["webhook-id"] = "another" }).post(r)
	r.advance(t, 59*time.Second)
	if len(a.asked) != 1 {
		t.Errorf("asked %d times", len(a.asked))
	}
	r.advance(t, time.Second)
	for i, receipt := range r.receipts(t) {
		if f := receipt.Fetches[0]; f.State != relay.Fetched || f.Tries != 2-i {
			t.Errorf("receipt %d: %+v", i+1, f)
		}
	}
}

// A file that cannot be read does not keep its document from being booked, and comes later.
func TestFilesComeLater(t *testing.T) {
	t.Parallel()
	request, a := vectors(t)["finpilo"], &api{answers: []string{"503 ", "200 %PDF"}}
	r := reads(t, request, a)
	if answer := request.post(r); answer.Body.String() != `{"accountingReferenceId":"`+firstInvoice+`"}` {
		t.Errorf("answered %s", answer.Body)
	}
	url := "http://localhost:8787/_files/finpilo/3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10"
	want := relay.Fetch{
		What: relay.FetchFile, URL: url, State: relay.FetchWaiting, Tries: 1, Status: 503, Problem: "answered 503", NextTry: vectorTime.Add(time.Second),
	}
	if diff := cmp.Diff(&want, r.postings(t)[0].File); diff != "" {
		t.Errorf("while it fails (-want +got):\n%s", diff)
	}
	r.advance(t, time.Second)
	want = relay.Fetch{
		What: relay.FetchFile, URL: url, State: relay.Fetched, Tries: 2, Status: 200, Bytes: 4,
		SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("%PDF"))),
	}
	if diff := cmp.Diff(&want, r.postings(t)[0].File); diff != "" {
		t.Errorf("then (-want +got):\n%s", diff)
	}
	asked := "GET http://127.0.0.1:7117/_files/finpilo/3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10 Bearer local-dev-key"
	if diff := cmp.Diff([]string{asked, asked}, a.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// Nothing is read for whom nobody vouches, and nothing from where nobody said that it may be read.
func TestWhatIsNotRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		product string
		change  func(*webhook)
		problem string
	}{
		"of an unverified webhook": {"silverfin", func(w *webhook) { w.keys = nil }, "not verified: no secret known; file not read: the webhook is not verified"},
		"from another host": {
			"finpilo", func(w *webhook) { w.body = strings.ReplaceAll(w.body, "localhost:8787", "169.254.169.254") },
			"file not read: its URL is not at http://127.0.0.1:7117",
		},
		"with a user": {
			"finpilo", func(w *webhook) { w.body = strings.ReplaceAll(w.body, "localhost", "localhost@127.0.0.1") },
			"file not read: its URL is none that can be read",
		},
		"from a file": {
			"finpilo", func(w *webhook) { w.body = strings.ReplaceAll(w.body, "http://localhost:8787", "file://") },
			"file not read: its URL is none that can be read",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, a := vectors(t)[tt.product].but(tt.change), &api{answers: []string{"200 x"}}
			r := reads(t, request, a)
			request.post(r)
			if receipt := r.receipt(t); receipt.Problem != tt.problem || len(receipt.Fetches) != 0 || len(a.asked) != 0 {
				t.Errorf("%q, %v, asked %q", receipt.Problem, receipt.Fetches, a.asked)
			}
		})
	}
}

// What waits to be read is read after a restart, when it is due.
func TestReadsGoOnAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	request, a := vectors(t)["fintoro"], &api{answers: []string{"503 ", "200 " + paidInvoice}}
	now := request.now
	for start := range 2 {
		books, err := sqlite.OpenBooks(t.Context(), sqlite.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		receiver, err := mock.New(mock.Options{
			Books: books, Keys: keyring{"fintoro": request.keys}, Clock: relay.NewVirtualClock(now), IDs: relay.NewIDs(relay.Chance{}, uint64(start)),
			Transport: a, APIs: map[string]mock.API{"fintoro": {URL: base}},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- receiver.Run(ctx) }()
		if start == 0 {
			request.post(receiver)
		}
		next, err := receiver.Settled(t.Context())
		if err != nil || start == 0 && !next.Equal(now.Add(time.Second)) {
			t.Fatalf("next at %v, %v", next, err)
		}
		now = now.Add(time.Second)
		stop()
		if err := <-stopped; err != nil {
			t.Fatal(err)
		}
		postings, _, err := books.Postings(t.Context(), "", "", 0)
		if err != nil || (len(postings) > 0) != (start == 1) {
			t.Errorf("start %d: %d postings, %v", start+1, len(postings), err)
		}
		if err := books.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// movedBooks are books under a clock that moves to what is due next while the mock looks for what is due. It moves once, in
// the second look that finds nothing to read, as the first one is still awake from the read before.
type movedBooks struct {
	mock.Books
	clock *relay.VirtualClock
	quiet int
	moved chan struct{}
}

func (b *movedBooks) Errands(ctx context.Context, now time.Time, limit int) ([]relay.Errand, error) {
	due, err := b.Books.Errands(ctx, now, limit)
	if next, _ := b.NextErrand(ctx, now); len(due) == 0 && !next.IsZero() {
		if b.quiet++; b.quiet == 2 {
			b.clock.Advance(next.Sub(now))
			close(b.moved)
		}
	}
	return due, err
}

// What falls due while the mock looks for what is due is read all the same.
func TestAReadThatFallsDueMeanwhile(t *testing.T) {
	t.Parallel()
	request, a := vectors(t)["fintoro"], &api{answers: []string{"503 ", "200 " + paidInvoice}}
	clock := relay.NewVirtualClock(request.now)
	books := &movedBooks{Books: openBooks(t), clock: clock, moved: make(chan struct{})}
	r := newRigWith(t, mock.Options{
		Books: books, Keys: keyring{"fintoro": request.keys}, Clock: clock, Transport: a, APIs: map[string]mock.API{"fintoro": {URL: base}},
	})
	request.post(r)
	<-books.moved
	if next, err := r.Settled(t.Context()); err != nil || !next.IsZero() || len(a.asked) != 2 {
		t.Errorf("asked %d times, then next at %v, %v", len(a.asked), next, err)
	}
}
