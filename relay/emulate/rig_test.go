package emulate_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// settle waits until all deliveries are final, and returns how many there are.
func (s *server) settle(t *testing.T) int {
	t.Helper()
	for {
		last := s.engine.Changes.Last()
		counts, err := s.engine.Store.CountDeliveries(t.Context(), relay.Filter{}, s.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		final, open := 0, 0
		for state, n := range counts {
			if state.Final() {
				final += n
			} else {
				open += n
			}
		}
		if open == 0 {
			return final
		}
		if _, _, err := s.engine.Changes.After(t.Context(), last); err != nil {
			t.Fatal(err)
		}
	}
}

// receiver is somebody's webhook: it answers as it is told, and keeps what it got.
type receiver struct {
	URL    string
	mu     sync.Mutex
	answer func(w http.ResponseWriter)
	got    []string // "Authorization body" of each request
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	rc := &receiver{}
	rc.says(200, "")
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		rc.mu.Lock()
		rc.got = append(rc.got, r.Header.Get("Authorization")+" "+string(body))
		answer := rc.answer
		rc.mu.Unlock()
		answer(w)
	}))
	t.Cleanup(front.Close)
	rc.URL = front.URL
	return rc
}

// says sets the answer from now on.
func (rc *receiver) says(status int, body string) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.answer = func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// took is what came since the last time.
func (rc *receiver) took() []string {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	got := rc.got
	rc.got = nil
	return got
}
