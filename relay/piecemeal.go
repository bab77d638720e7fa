package relay

import (
	"crypto/tls"
	"io"
	"net/http"
)

// Piecemeal is a request's body whose pieces go out as they come, however small. The request's head goes before.
type Piecemeal interface {
	io.ReadCloser
	Piecemeal()
}

func isPiecemeal(body io.ReadCloser) bool {
	_, piecemeal := body.(Piecemeal)
	return piecemeal
}

// newPiecemealHTTP returns net/http's client for bodies that come in pieces: nothing is gathered before it is written. In
// HTTP/2 a piece could not be told from what it stands in.
func newPiecemealHTTP(opt TransportOptions) *http.Transport {
	t := newNetHTTP(opt)
	t.WriteBufferSize, t.ForceAttemptHTTP2 = 1, false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	return t
}
