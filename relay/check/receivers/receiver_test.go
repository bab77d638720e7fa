package receivers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// receiver is a right receiver of one product, put together of parts: a mutant is the right one with one part replaced. It shares
// no code with relay/provider.
type receiver struct {
	secrets []string

	admits   func(r *http.Request) (status int)                                     // what refuses it before it is read; 0: nothing
	reads    func(w http.ResponseWriter, r *http.Request) (body []byte, status int) // status refuses it; 0: it was read
	probes   func(h http.Header, body []byte) bool                                  // it is no event, and answered as a success
	proof    proof                                                                  // of who sent it
	trusts   func(body []byte) bool                                                 // by what the body says
	fresh    func(h http.Header, now time.Time) bool                                // it was signed lately
	refuses  func(w http.ResponseWriter, h http.Header, body []byte)                // what is not proven or not fresh
	parses   func(body []byte) (event, error)                                       // an error: it is no event
	identity func(h http.Header, e *event, body []byte) string                      // empty: it has none, so it is no event
	takes    func(e *event) (status int)                                            // what an event that is not booked fails with; 0: it is ignored
	works    func(rc *receiver, id string, e *event) (reference string, known bool)
	answers  func(w http.ResponseWriter, reference string, known bool)

	books books
}

// event is what a receiver reads of a body.
type event struct {
	kind     string
	id       string // in the body; empty where the product has none there
	document string
	booked   bool // the app books what is of this kind
	empty    bool // the record is gone, and not in the body
}

// ServeHTTP takes one request.
func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if status := rc.admits(r); status != 0 {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(status)
		return
	}
	body, status := rc.reads(w, r)
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	if rc.probes(r.Header, body) {
		w.WriteHeader(http.StatusOK)
		return
	}
	if !rc.proof.holds(rc.secrets, r.Header, body) || !rc.trusts(body) || !rc.fresh(r.Header, relay.RealClock{}.Now()) {
		rc.refuses(w, r.Header, body)
		return
	}
	e, err := rc.parses(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	id := rc.identity(r.Header, &e, body)
	if id == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if !e.booked {
		if status := rc.takes(&e); status != 0 {
			w.WriteHeader(status)
			return
		}
		rc.answers(w, "", false)
		return
	}
	reference, known := rc.works(rc, id, &e)
	rc.answers(w, reference, known)
}

// bodyLimit is how large a body may be.
const bodyLimit = 2 << 20

// onlyPosts refuses what is no POST.
func onlyPosts(r *http.Request) int {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed
	}
	return 0
}

// readsUpTo reads bodies of so many bytes.
func readsUpTo(limit int64) func(http.ResponseWriter, *http.Request) ([]byte, int) {
	return func(w http.ResponseWriter, r *http.Request) ([]byte, int) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		if errors.As(err, new(*http.MaxBytesError)) {
			return nil, http.StatusRequestEntityTooLarge
		}
		if err != nil {
			return nil, http.StatusBadRequest
		}
		return body, 0
	}
}

func unauthorized(w http.ResponseWriter, _ http.Header, _ []byte) {
	w.WriteHeader(http.StatusUnauthorized)
}

// ignores is what to do with an event of a kind that is not handled.
func ignores(*event) int { return 0 }

// booksOnce notes and books in one step, as a unique index does.
func booksOnce(rc *receiver, id string, e *event) (string, bool) {
	rc.books.mu.Lock()
	defer rc.books.mu.Unlock()
	if reference, known := rc.books.noted[id]; known {
		return reference, true
	}
	return rc.books.note(id, rc.books.book(id, e)), false
}

// answersWith answers a status, to what is known too.
func answersWith(status int) func(http.ResponseWriter, string, bool) {
	return func(w http.ResponseWriter, _ string, _ bool) { w.WriteHeader(status) }
}

// books are what the app booked.
type books struct {
	mu    sync.Mutex
	noted map[string]string // identity -> reference
	items []relay.ObservedItem

	working sync.WaitGroup // what is booked after the answer
}

// note and book are called with mu held.
func (b *books) note(id, reference string) string {
	if b.noted == nil {
		b.noted = map[string]string{}
	}
	b.noted[id] = reference
	return reference
}

func (b *books) book(id string, e *event) (reference string) {
	reference = "INV-" + id
	b.items = append(b.items, relay.ObservedItem{EventID: id, DocumentID: e.document, Reference: reference})
	return reference
}

// observed is what the app tells of its books.
func (b *books) observed(context.Context) ([]relay.ObservedItem, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.items), nil
}

// serve runs a receiver until the test ends, and gives its URL.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL + "/webhooks"
}
