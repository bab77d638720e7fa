package relay

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// lean is an HTTP/1.1 client for what nearly all deliveries are: a small POST over plain http to a receiver on this
// machine. net/http spends most of an attempt's CPU on handing it between three goroutines; here the caller's own
// goroutine writes the request in one piece and reads the answer, with net/http's parser. The hostile-receiver suite holds
// both to the same behaviour. What it does not take goes to net/http: see takes.
type lean struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	pool *leanPool
}

// maxLeanBody bounds the bodies that lean takes. A write of this size and a head ends in the socket's buffer even where the
// receiver reads nothing, so that an answer before the body was read is seen. For more, reading must go on beside writing.
const maxLeanBody = 16 << 10

func newLean(opt TransportOptions) *lean {
	return &lean{dial: opt.DialContext, pool: newLeanPool()}
}

// takes tells whether lean can send a request. It leaves out whatever net/http treats in a way of its own.
func (l *lean) takes(req *http.Request) bool {
	if isPiecemeal(req.Body) {
		return false
	}
	if req.URL.Scheme != "http" || req.Method != http.MethodPost || req.Body == nil || req.ContentLength < 0 || req.ContentLength > maxLeanBody ||
		req.Host != req.URL.Host || !plainHost(req.Host) || len(req.TransferEncoding) > 0 || req.Close {
		return false
	}
	for name := range req.Header {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Connection", "Content-Length", "Expect", "Host", "Trailer", "Transfer-Encoding", "Upgrade":
			return false
		}
	}
	return checkHeaders(req.Header) == nil && len(req.Header["User-Agent"]) == 1
}

// plainHost tells whether a host needs no rewriting: no name beyond ASCII, no zone of an address.
func plainHost(host string) bool {
	return host != "" && host[0] != ':' && !strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '%' })
}

// RoundTrip sends a request that lean takes, over a kept connection or a new one. It sends it once.
func (l *lean) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	defer req.Body.Close()
	trip := tripOf(ctx)
	target := addressOf(req.URL)
	conn := l.pool.take(target)
	if conn != nil && trip != nil {
		trip.reused()
	}
	if conn == nil {
		var err error
		if conn, err = l.connect(ctx, trip, target); err != nil {
			return nil, err
		}
	}
	if trip != nil {
		trip.leads(conn)
	}
	release := context.AfterFunc(ctx, conn.abort)
	resp, err := conn.exchange(req, trip)
	if err != nil {
		release()
		_ = conn.Close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	body := &leanBody{src: resp.Body, conn: conn, release: release, pool: l.pool, keep: !resp.Close && resp.StatusCode != http.StatusSwitchingProtocols}
	if resp.Body == http.NoBody {
		body.end(true)
		return resp, nil
	}
	resp.Body = body
	return resp, nil
}

// addressOf is what a URL's connections are made to, and kept under.
func addressOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), "80")
}

// connect makes a connection. The dialer learns of the end of ctx only by its being done: else its own timer for the same
// instant could be first, and a time limit look like a receiver that cannot be reached.
func (l *lean) connect(ctx context.Context, trip *trip, target string) (*leanConn, error) {
	dialling := context.Context(undated{ctx})
	if trip != nil {
		dialling = trip.traced(dialling)
	}
	conn, err := l.dial(dialling, "tcp", target)
	if err != nil {
		return nil, err
	}
	return newLeanConn(conn, target), nil
}

// undated is a context that does not tell its deadline.
type undated struct{ context.Context }

// Deadline tells none.
func (undated) Deadline() (time.Time, bool) { return time.Time{}, false }

// leanBody is an answer's body. Read to its end it gives the connection back; closed before, it ends the connection.
type leanBody struct {
	src     io.Reader
	conn    *leanConn
	release func() bool // ends the watch on the request's context
	pool    *leanPool
	keep    bool // the answer's head allows another request
	ended   bool
}

// Read reads what the answer's framing says is the body.
func (b *leanBody) Read(p []byte) (int, error) {
	n, err := b.src.Read(p)
	if err != nil {
		b.end(err == io.EOF)
	}
	return n, err
}

// Close never waits for the rest.
func (b *leanBody) Close() error {
	b.end(false)
	return nil
}

// end lets go of the connection. Only one that has been read to the end, and of which nobody has said more than that, can
// be used again.
func (b *leanBody) end(whole bool) {
	if b.ended {
		return
	}
	b.ended = true
	if b.release() && whole && b.keep && b.conn.clean() {
		b.pool.put(b.conn)
		return
	}
	_ = b.conn.Close()
}
