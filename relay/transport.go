package relay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
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
	// Reach says which names are dialled elsewhere, and who is asked for addresses.
	Reach Reach
	// Proxy names the proxy for a request's URL. Nil means none, whatever the environment says.
	Proxy func(*http.Request) (*url.URL, error)
}

// Transport is the HTTP client side that deliveries go through: connections are kept and there are enough of them,
// nothing is compressed, no redirect is followed, nothing is sent twice, and proxy variables are ignored unless asked for,
// since a receiver under test is on this machine. It is safe for concurrent use.
//
// What goes through net/http (https, bodies over 16 KiB, and all of it where lean is not) has one weakness that is not ours
// to mend: bytes that a receiver sends behind its answer, on a connection that is kept, may be taken for the next one's.
type Transport struct {
	open    *wires // connections to anywhere
	guarded *wires // connections to addresses that were seen to be public; none of them is shared with open
}

// NewTransport returns a Transport. Its CloseIdleConnections ends what it keeps.
func NewTransport(opt TransportOptions) *Transport {
	opt = opt.withDefaults()
	dial := opt.DialContext
	opt.DialContext = opt.Reach.dialling(dial)
	t := &Transport{open: newWires(opt)}
	opt.DialContext, opt.Proxy = opt.Reach.guarding(dial), nil // behind a proxy no address can be seen
	t.guarded = newWires(opt)
	return t
}

func (o TransportOptions) withDefaults() TransportOptions {
	if o.DialContext == nil {
		o.DialContext = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	}
	return o
}

// RoundTrip makes one exchange and tells the attempt's trip of it, where there is one. A trip that goes to public addresses
// only has connections of its own.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if trip := tripOf(req.Context()); trip != nil && trip.publicOnly {
		return t.guarded.RoundTrip(req)
	}
	return t.open.RoundTrip(req)
}

// CloseIdleConnections closes what is kept and not in use.
func (t *Transport) CloseIdleConnections() {
	t.open.CloseIdleConnections()
	t.guarded.CloseIdleConnections()
}

// wires are the HTTP clients over one dialer.
type wires struct {
	lean  *lean // takes what it can; nil for nothing
	std   *http.Transport
	fresh *http.Transport // makes a connection for each request
	piece *http.Transport // writes bodies in pieces
}

func newWires(opt TransportOptions) *wires {
	w := newStd(opt)
	if canLean && opt.Proxy == nil {
		w.lean = newLean(opt)
	}
	return w
}

func newStd(opt TransportOptions) *wires {
	w := &wires{std: newNetHTTP(opt), fresh: newNetHTTP(opt), piece: newPiecemealHTTP(opt)}
	w.fresh.DisableKeepAlives = true
	return w
}

// newNetHTTP returns net/http's client. It keeps its connections apart by scheme, host and port, and a bound on all of them
// together, which would let one target's throw out another's, is left off: so every target has a pool of its own.
func newNetHTTP(opt TransportOptions) *http.Transport {
	return &http.Transport{
		DialContext:            opt.DialContext,
		Proxy:                  opt.Proxy,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    maxIdlePerTarget,
		IdleConnTimeout:        idleLimit,
		MaxResponseHeaderBytes: maxAnswerHead,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{RootCAs: opt.RootCAs, InsecureSkipVerify: opt.InsecureSkipVerify},
	}
}

// RoundTrip makes one exchange.
func (w *wires) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.lean != nil && w.lean.takes(req) {
		return w.lean.RoundTrip(req)
	}
	trip := tripOf(req.Context())
	if w.proxied(req) {
		if trip != nil {
			trip.proxied = true
		}
		req = throughProxy(req)
	}
	if trip != nil {
		req = req.WithContext(trip.traced(req.Context()))
	}
	if isPiecemeal(req.Body) {
		return w.piece.RoundTrip(req)
	}
	if req.Body == http.NoBody { // net/http sends such a one again by itself when a kept connection has died, given an Idempotency-Key
		return w.fresh.RoundTrip(req)
	}
	return w.std.RoundTrip(req)
}

// proxied tells whether a request goes to a proxy. That it cannot be known is for net/http to say.
func (w *wires) proxied(req *http.Request) bool {
	if w.std.Proxy == nil {
		return false
	}
	proxy, err := w.std.Proxy(req)
	return err == nil && proxy != nil
}

// throughProxy puts the host into the request line of plain http, which net/http leaves as it is where the path goes out as it
// was typed.
func throughProxy(req *http.Request) *http.Request {
	if req.URL.Scheme != "http" || !strings.HasPrefix(req.URL.Opaque, "/") {
		return req
	}
	whole := *req.URL
	whole.Opaque = "//" + req.URL.Host + req.URL.Opaque
	changed := *req
	changed.URL = &whole
	return &changed
}

// CloseIdleConnections closes what is kept and not in use.
func (w *wires) CloseIdleConnections() {
	w.std.CloseIdleConnections()
	w.piece.CloseIdleConnections()
	if w.lean != nil {
		w.lean.pool.close()
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
