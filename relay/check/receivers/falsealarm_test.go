package receivers_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// oddity is another way to be right: nothing of it is to be mended.
type oddity struct {
	name  string
	of    []string                        // products; nil: all
	makes func(*receiver)                 // nil: a right receiver as it is
	wraps func(http.Handler) http.Handler // nil: it is served as it is
	url   func(url string) string         // nil: it is called as it is
	warns []string                        // what it is warned of, and deserves to be
	meets []string                        // groups beside those that all meet
}

func oddities() []oddity {
	signing := []string{"fintoro", "moneybird", "silverfin", "bookkeeper"}
	return []oddity{
		{name: "it books after it answered", makes: booksLater},
		{name: "it answers 200 with a page", of: signing, makes: answersPage, meets: []string{"answer"}},
		{name: "it answers 202", of: []string{"fintoro", "silverfin", "bookkeeper"}, makes: answering(http.StatusAccepted), meets: []string{"answer/status"}},
		{name: "it compresses its answer", of: signing, makes: compresses, meets: []string{"answer"}},
		{name: "it refuses by 403", makes: refusing(http.StatusForbidden)},
		{name: "it refuses by 400", makes: refusing(http.StatusBadRequest)},
		{name: "it wants JSON", makes: wantsJSON, warns: []string{"http/other-content-type", "http/no-content-type"},
			meets: []string{"http/*content-type", "http/charset"}},
		{name: "it speaks HTTP/1.0", of: signing, wraps: oldServer, meets: []string{"http/put", "http/keep-alive", "http/after-pause"}},
		{name: "it stands behind a path", wraps: behind("/apps/7/hooks/in"), url: func(url string) string {
			return strings.TrimSuffix(url, "/webhooks") + "/apps/7/hooks/in?tenant=a%20b"
		}},
		{name: "it wants a password", of: signing, wraps: behindPassword, url: func(url string) string {
			return strings.Replace(url, "http://", "http://hooks:p%40ss@", 1)
		}},
		{name: "it gives no reference", of: []string{"finpilo"}, makes: answering(http.StatusOK), meets: []string{"answer"}},
		{name: "it keeps one line a document, by the event that told of it last", of: []string{"fintoro"}, makes: keepsOneLine, warns: []string{"identity/other-content"}},
		{name: "it checks who sends after its answer", makes: acceptsForged, warns: []string{"signature/wrong-secret"}, meets: []string{"signature", "time"}},
		{name: "it does one thing at a time", makes: booksOneByOne},
	}
}

// What is right in another way than ours has nothing to mend either.
func TestOddReceiversPass(t *testing.T) {
	t.Parallel()
	var trials []trial
	var receivers []*receiver
	var warns [][]string
	for _, o := range oddities() {
		for _, product := range products() {
			if o.of != nil && !slices.Contains(o.of, product) {
				continue
			}
			rc, url := o.serve(t, product)
			receivers, warns = append(receivers, rc), append(warns, o.warns)
			trials = append(trials, trial{name: product + ", " + o.name, url: url, product: product, observed: rc.books.observed, only: quick(slices.Concat(o.meets, []string{"delivery", "identity"})...)})
		}
	}
	for i, report := range all(t, trials) {
		t.Run(trials[i].name, func(t *testing.T) {
			passes(t, report, warns[i]...)
			receivers[i].booked(t)
		})
	}
}

func (o *oddity) serve(t *testing.T, product string) (*receiver, string) {
	t.Helper()
	rc := right(product)
	if o.makes != nil {
		o.makes(rc)
	}
	handler := http.Handler(rc)
	if o.wraps != nil {
		handler = o.wraps(handler)
	}
	url := serve(t, handler)
	if o.url != nil {
		url = o.url(url)
	}
	return rc, url
}

// booksLater notes, answers, and books a moment after that.
func booksLater(rc *receiver) {
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		reference, known := rc.books.noted[id]
		if known {
			return reference, true
		}
		rc.books.working.Go(func() {
			_ = relay.RealClock{}.Pause(context.Background(), 50*time.Millisecond)
			rc.books.mu.Lock()
			defer rc.books.mu.Unlock()
			rc.books.book(id, e)
		})
		return rc.books.note(id, "INV-"+id), false
	}
}

// booksOneByOne does one thing at a time, and each takes a moment.
func booksOneByOne(rc *receiver) {
	var turn sync.Mutex
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		turn.Lock()
		defer turn.Unlock()
		_ = relay.RealClock{}.Pause(context.Background(), time.Millisecond)
		return booksOnce(rc, id, e)
	}
}

// keepsOneLine writes over what it booked of a document, under the identity that it came with.
func keepsOneLine(rc *receiver) {
	rc.identity = byHeader
	rc.works = func(rc *receiver, id string, e *event) (string, bool) {
		rc.books.mu.Lock()
		defer rc.books.mu.Unlock()
		for i := range rc.books.items {
			if item := &rc.books.items[i]; item.DocumentID == e.document {
				item.EventID = id
				return item.Reference, true
			}
		}
		return rc.books.book(id, e), false
	}
}

func answersPage(rc *receiver) {
	rc.answers = func(w http.ResponseWriter, _ string, known bool) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><title>ok</title><p>seen before: " + strconv.FormatBool(known)))
	}
}

func compresses(rc *receiver) {
	rc.answers = func(w http.ResponseWriter, _ string, _ bool) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write([]byte(`{"ok":true}`))
		_ = z.Close()
	}
}

func refusing(status int) func(*receiver) {
	return func(rc *receiver) {
		rc.refuses = func(w http.ResponseWriter, _ http.Header, _ []byte) { w.WriteHeader(status) }
	}
}

// oldServer answers as a server of HTTP/1.0 does, whose answers end with the connection.
func oldServer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noted := &statusOf{header: http.Header{}, status: http.StatusOK}
		next.ServeHTTP(noted, r)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		out := bufio.NewWriter(conn)
		_, _ = out.WriteString("HTTP/1.0 " + strconv.Itoa(noted.status) + " " + http.StatusText(noted.status) + "\r\nConnection: close\r\n\r\n")
		_ = out.Flush()
	})
}

// statusOf keeps the status of an answer.
type statusOf struct {
	header http.Header
	status int
}

func (s *statusOf) Header() http.Header         { return s.header }
func (s *statusOf) Write(p []byte) (int, error) { return len(p), nil }
func (s *statusOf) WriteHeader(status int)      { s.status = status }

// behind serves a path, and nothing else.
func behind(path string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != path || r.URL.Query().Get("tenant") != "a b" {
				http.NotFound(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func behindPassword(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, password, _ := r.BasicAuth(); name != "hooks" || password != "p@ss" {
			w.Header().Set("WWW-Authenticate", "Basic")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A receiver whose books cannot be asked is judged by what it answers.
func TestRightReceiversPassUnobserved(t *testing.T) {
	t.Parallel()
	var trials []trial
	for _, product := range products() {
		trials = append(trials, trial{name: product, url: serve(t, right(product)), product: product, only: quick("delivery", "identity", "order")})
	}
	for i, report := range all(t, trials) {
		t.Run(trials[i].name, func(t *testing.T) { passes(t, report) })
	}
}

// A check that was run before has left its events behind: the next one's are its own.
func TestASecondCheckMeetsItsOwnEvents(t *testing.T) {
	t.Parallel()
	rc := right("fintoro")
	url := serve(t, rc)
	for _, run := range []string{"one", "two"} {
		for _, report := range all(t, []trial{{name: run, url: url, product: "fintoro", observed: rc.books.observed, only: quick("delivery", "identity", "answer", "http")}}) {
			passes(t, report)
		}
	}
}

// quick are the groups that a receiver meets unless all are asked for: those in which what is odd of it shows.
func quick(groups ...string) []string {
	if os.Getenv(testWhole) != "" {
		return nil
	}
	return groups
}
