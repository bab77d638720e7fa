package control

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
)

// unknownVersion stands in the version header of answers to those who may not know it.
const unknownVersion = "-"

// authorized asks every call for a token; an empty one asks for none. Without the right one, /healthz and /readyz still
// tell whether the server is well, and nothing else. ready returns why it is not ready.
func authorized(token string, ready func(context.Context) error, next http.Handler) http.Handler {
	if token == "" {
		return next
	}
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if holds(r, want) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set(versionHeader, unknownVersion)
		looks := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case looks && r.URL.Path == "/healthz", looks && r.URL.Path == "/readyz" && ready(r.Context()) == nil:
			w.Header().Set("Content-Type", "application/json")
			_ = json.MarshalWrite(w, map[string]string{"status": "ok"}) // an error means that the caller is gone
		case looks && r.URL.Path == "/readyz":
			refuse(w, http.StatusServiceUnavailable, "not ready")
		default:
			w.Header().Set("WWW-Authenticate", "Bearer")
			refuse(w, http.StatusUnauthorized, "this server asks for its token: send Authorization: Bearer with the one that `ledgerhook serve` was "+
				"given or printed when it started; the command line takes it from LEDGERHOOK_TOKEN")
		}
	})
}

// holds reports whether a request carries the token; it takes the same time whatever is sent.
func holds(r *http.Request, want [sha256.Size]byte) bool {
	given := r.Header.Values("Authorization")
	if len(given) != 1 {
		return false
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return subtle.ConstantTimeCompare(sum[:], want[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

// WithToken returns a client of the same server that sends a token; an empty one sends none.
func (c *Client) WithToken(token string) *Client {
	with := *c
	with.token = token
	return &with
}
