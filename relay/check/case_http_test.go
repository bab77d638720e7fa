package check_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Each of these apps has one classic bug of how it speaks HTTP, and the case that is about it names it.
func TestHTTPMistakes(t *testing.T) {
	t.Parallel()
	before := func(wrong func(w http.ResponseWriter, r *http.Request) (answered bool)) func(*receiver) http.Handler {
		return func(rc *receiver) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !wrong(w, r) {
					rc.ServeHTTP(w, r)
				}
			})
		}
	}
	answers := func(status int, where func(r *http.Request) bool) func(*receiver) http.Handler {
		return before(func(w http.ResponseWriter, r *http.Request) bool {
			if where(r) {
				w.WriteHeader(status)
				return true
			}
			return false
		})
	}
	method := func(method string) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.Method == method }
	}
	anyMethod := func(rc *receiver) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Method = http.MethodPost
			rc.ServeHTTP(w, r)
		})
	}
	unless := func(header string, holds func(string) bool) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.Method == http.MethodPost && !holds(r.Header.Get(header)) }
	}
	isJSON := func(value string) bool { return value == "application/json" }
	tests := map[string]mistake{
		"looks at the body of a GET":       {"fintoro", answers(500, method("GET")), "http/get", check.Warn, "answered 500 to a bare GET"},
		"breaks off at HEAD":               {"moneybird", before(hangsUp(method("HEAD"))), "http/head", check.Warn, "gave no answer"},
		"falls over at OPTIONS":            {"finpilo", answers(502, method("OPTIONS")), "http/options", check.Warn, "answered 502"},
		"is bound to every method, PUT":    {"silverfin", anyMethod, "http/put", check.Warn, "bound to every method"},
		"is bound to every method, PATCH":  {"fintoro", anyMethod, "http/patch", check.Warn, "bound to every method"},
		"is bound to every method, DELETE": {"bookkeeper", anyMethod, "http/delete", check.Warn, "bound to every method"},
		"refuses the registration's probe": {"moneybird", answers(401, unless("Idempotency-Key", func(v string) bool { return v != "" })), "http/probe", check.Warn, "cannot be registered"},
		"refuses an empty probe":           {"moneybird", answers(400, func(r *http.Request) bool { return r.ContentLength == 0 }), "http/probe-empty", check.Warn, "answered 400"},
		"compares the whole Content-Type":  {"moneybird", answers(415, unless("Content-Type", isJSON)), "http/charset", check.Warn, "charset=utf-8"},
		"demands application/json":         {"fintoro", answers(415, unless("Content-Type", isJSON)), "http/other-content-type", check.Warn, "answered 415"},
		"demands a Content-Type":           {"silverfin", answers(400, unless("Content-Type", isJSON)), "http/no-content-type", check.Warn, "answered 400"},
		"does not know Expect":             {"fintoro", answers(417, func(r *http.Request) bool { return r.Header.Get("Expect") != "" }), "http/expect-continue", check.Warn, "answered 417"},
		"compares the path with the query": {"finpilo", answers(404, func(r *http.Request) bool { return strings.Contains(r.RequestURI, "?") }), "http/query", check.Warn, "answered 404"},
		"refuses headers of proxies":       {"fintoro", answers(400, func(r *http.Request) bool { return r.Header.Get("Via") != "" }), "http/extra-headers", check.Warn, "headers that proxies add"},
		"reads Content-Length bytes":       {"bookkeeper", answers(401, func(r *http.Request) bool { return r.ContentLength < 0 }), "http/chunked", check.Warn, "in chunks"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.finds(t, nil)
		})
	}
}

// hangsUp closes the connection without an answer.
func hangsUp(where func(*http.Request) bool) func(w http.ResponseWriter, r *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		if where(r) {
			panic(http.ErrAbortHandler)
		}
		return false
	}
}
