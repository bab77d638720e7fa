package relay

import (
	"net"
	"net/http"
	"time"
)

// NewTransport returns the HTTP client side that deliveries go through: connections are kept and there are enough of
// them, nothing is compressed, and proxy variables are ignored, since a receiver under test is on this machine.
func NewTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		DialContext:         dialer.DialContext,
		DisableCompression:  true,
		MaxIdleConns:        1024,
		MaxIdleConnsPerHost: 256,
		// Shorter than receivers keep idle connections (Node: 5 s): a connection that dies under a request fails the attempt,
		// since nothing is sent twice by itself.
		IdleConnTimeout:        2 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      true,
	}
}
