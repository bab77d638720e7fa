package control

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What a refused caller may still send before the connection is closed on it: so much, and for so long.
const (
	maxDrainBytes = 64 << 20
	maxDrainTime  = 10 * time.Second
)

// Drained reads what next left of a body and forgets it. A caller that first sends all and then reads would otherwise
// see its connection reset instead of why it was refused.
func Drained(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		body := &leftOpen{Reader: r.Body}
		open := r.WithContext(r.Context())
		open.Body = body
		next.ServeHTTP(w, open)
		// A caller that waits for 100 Continue and did not get it sends nothing.
		if body.ended || !body.begun && strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
			return
		}
		// An error here means that the connection cannot be read any more, and then it is closed anyway.
		_ = http.NewResponseController(w).SetReadDeadline(relay.RealClock{}.Now().Add(maxDrainTime))
		_, _ = io.CopyN(io.Discard, r.Body, maxDrainBytes)
	})
}

// leftOpen is a body that can still be read after its reader has closed it.
type leftOpen struct {
	io.Reader

	begun, ended bool
}

func (b *leftOpen) Read(p []byte) (int, error) {
	b.begun = true
	n, err := b.Reader.Read(p)
	b.ended = b.ended || err != nil
	return n, err
}

func (b *leftOpen) Close() error { return nil }
