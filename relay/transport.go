package relay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// idleLimit is shorter than receivers keep idle connections (Node: 5 s): a connection that dies under a request fails the
// attempt, since nothing is sent twice by itself.
const idleLimit = 2 * time.Second

const (
	maxIdlePerTarget = 256       // connections kept for one scheme, host and port
	maxAnswerHead    = 256 << 10 // bytes of an answer's headers, those of informational ones before it included
)

// TransportOptions say how deliveries go out. The zero value verifies receivers by the system's roots.
type TransportOptions struct {
	// RootCAs are who may sign receivers' certificates. Nil means those that the system trusts.
	RootCAs *x509.CertPool
	// InsecureSkipVerify sends over TLS to whoever answers. Every attempt made so carries a note.
	InsecureSkipVerify bool
	// DialContext makes the connections. Nil means a net.Dialer that gives up after 10 s.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
}

// Transport is the HTTP client side that deliveries go through: connections are kept and there are enough of them,
// nothing is compressed, no redirect is followed, nothing is sent twice, and proxy variables are ignored, since a receiver
// under test is on this machine. It is safe for concurrent use.
//
// What goes through net/http (https, bodies over 16 KiB, and all of it where lean is not) has one weakness that is not ours
// to mend: bytes that a receiver sends behind its answer, on a connection that is kept, may be taken for the next one's.
type Transport struct {
	lean  *lean // takes what it can; nil for nothing
	std   *http.Transport
	fresh *http.Transport // makes a connection for each request
}

// NewTransport returns a Transport. Its CloseIdleConnections ends what it keeps.
func NewTransport(opt TransportOptions) *Transport {
	opt = opt.withDefaults()
	t := newStd(opt)
	if canLean {
		t.lean = newLean(opt)
	}
	return t
}

func newStd(opt TransportOptions) *Transport {
	t := &Transport{std: newNetHTTP(opt), fresh: newNetHTTP(opt)}
	t.fresh.DisableKeepAlives = true
	return t
}

func (o TransportOptions) withDefaults() TransportOptions {
	if o.DialContext == nil {
		o.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	return o
}

// newNetHTTP returns net/http's client. It keeps its connections apart by scheme, host and port, and a bound on all of them
// together, which would let one target's throw out another's, is left off: so every target has a pool of its own.
func newNetHTTP(opt TransportOptions) *http.Transport {
	return &http.Transport{
		DialContext:            opt.DialContext,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    maxIdlePerTarget,
		IdleConnTimeout:        idleLimit,
		MaxResponseHeaderBytes: maxAnswerHead,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{RootCAs: opt.RootCAs, InsecureSkipVerify: opt.InsecureSkipVerify},
	}
}

// RoundTrip makes one exchange and tells the attempt's trip of it, where there is one.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.lean != nil && t.lean.takes(req) {
		return t.lean.RoundTrip(req)
	}
	if trip := tripOf(req.Context()); trip != nil {
		req = req.WithContext(trip.traced(req.Context()))
	}
	if req.Body == http.NoBody { // net/http sends such a one again by itself when a kept connection has died, given an Idempotency-Key
		return t.fresh.RoundTrip(req)
	}
	return t.std.RoundTrip(req)
}

// CloseIdleConnections closes what is kept and not in use.
func (t *Transport) CloseIdleConnections() {
	t.std.CloseIdleConnections()
	if t.lean != nil {
		t.lean.pool.close()
	}
}

// RootsWith returns the authorities that the system trusts and those of a PEM file, such as mkcert's rootCA.pem.
func RootsWith(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &InputError{Field: "ca", Problem: err.Error(), Hint: "name a PEM file of certificates"}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the system's roots: %w", err)
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, &InputError{Field: "ca", Problem: fmt.Sprintf("%s holds no certificate in PEM", file), Hint: "it begins with -----BEGIN CERTIFICATE-----"}
	}
	return roots, nil
}
