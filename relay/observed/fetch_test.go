package observed_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/observed"
)

func TestFetch(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) }))
	t.Cleanup(elsewhere.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		_, _ = w.Write([]byte(`[{"id":"` + user + password + `"}]`))
	})
	mux.Handle("/moved", http.RedirectHandler("/list", http.StatusFound))
	mux.Handle("/around", http.RedirectHandler("/around", http.StatusFound))
	mux.Handle("/away", http.RedirectHandler(strings.Replace(elsewhere.URL, "http://", "http://me:secret@", 1), http.StatusFound))
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) {
		for range observed.MaxBytes>>20 + 1 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("["))
	})
	app := httptest.NewServer(mux)
	t.Cleanup(app.Close)
	if text, err := observed.Fetch(t.Context(), strings.Replace(app.URL, "http://", "http://a:b@", 1)+"/moved"); err != nil || string(text) != `[{"id":"ab"}]` {
		t.Errorf("%s, %v", text, err)
	}
	for path, want := range map[string]string{
		"/none":   "it answered 404 Not Found",
		"/away":   "it redirects elsewhere, to http://",
		"/around": "it redirects more than 5 times",
		"/cut":    "unexpected EOF",
		"/large":  observed.ErrTooLarge.Error(),
	} {
		if text, err := observed.Fetch(t.Context(), app.URL+path); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %d bytes, %v", path, len(text), err)
		}
	}
	ended, end := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	end(reason)
	if _, err := observed.Fetch(ended, app.URL+"/list"); !errors.Is(err, reason) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := observed.Fetch(t.Context(), "http://user:secret@[::1"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}
