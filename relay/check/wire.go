package check

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// wire writes requests as they are to be, byte for byte, which no HTTP client would do. Safe for concurrent use.
type wire struct {
	session *Session
	tls     *tls.Config // nil for plain http

	mu       sync.Mutex // guards what follows, and what the session keeps of exchanges
	patience patience
}

// errWaited is the cause where no answer came in time.
var errWaited = errors.New("no answer in time")

func newWire(s *Session) (*wire, error) {
	w := &wire{session: s}
	if s.target.Scheme == "https" {
		w.tls = &tls.Config{ServerName: s.target.Hostname(), InsecureSkipVerify: s.InsecureSkipVerify, NextProtos: []string{"http/1.1"}}
		if s.CAFile != "" {
			roots, err := relay.RootsWith(s.CAFile)
			if err != nil {
				return nil, err
			}
			w.tls.RootCAs = roots
		}
	}
	return w, nil
}

// conn is an open connection.
type conn struct {
	net.Conn
	reader *bufio.Reader
}

func (w *wire) send(ctx context.Context, what string, r Request) Exchange {
	x := Exchange{What: what, Sent: w.sent(&r)}
	limit := w.limit(&r)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errWaited)
	defer cancel()
	elapsed := relay.RealClock{}.Stopwatch()
	err := w.exchange(ctx, &r, &x)
	x.Duration = elapsed()
	if err != nil {
		x.Late = errors.Is(context.Cause(ctx), errWaited)
		x.Error = problem(ctx, limit, err, &x)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.patience.learn(&x)
	if status := x.Status(); status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.session.turnedAway = append(w.session.turnedAway, x)
	}
	w.session.exchanges = append(w.session.exchanges, x)
	return x
}

// exchange sends over the request's connection, or one that is opened for it.
func (w *wire) exchange(ctx context.Context, r *Request, x *Exchange) error {
	c := (*conn)(nil)
	if r.Conn != nil {
		c = r.Conn.open
		x.Reused = c != nil && r.Conn.used
		r.Conn.used = true
	}
	if c == nil {
		var err error
		if c, err = w.dial(ctx); err != nil {
			return err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(longAgo()) })
	defer stop()
	kept, err := w.over(ctx, c, r, x)
	if r.Conn != nil && kept {
		r.Conn.open = c
		return err
	}
	if r.Conn != nil {
		r.Conn.open = nil
	}
	return errors.Join(err, ignoreClosed(c.Close()))
}

// over makes one exchange; kept tells whether the connection can be used again.
func (w *wire) over(ctx context.Context, c *conn, r *Request, x *Exchange) (kept bool, err error) {
	unsent := w.write(ctx, c, r)
	if errors.Is(unsent, errCut) {
		return false, nil
	}
	var resp *http.Response
	for { // informational answers come before the one that counts
		if resp, err = http.ReadResponse(c.reader, &http.Request{Method: r.method()}); err != nil {
			return false, errors.Join(unsent, err)
		}
		if resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			break
		}
	}
	x.Response, err = relay.ReadResponse(resp)
	closing := ignoreClosed(resp.Body.Close())
	x.Stray = c.reader.Buffered()
	return err == nil && unsent == nil && !resp.Close, errors.Join(err, closing)
}

// errCut says that the connection was ended on purpose.
var errCut = errors.New("cut on purpose")

// write sends the request in its pieces.
func (w *wire) write(ctx context.Context, c *conn, r *Request) error {
	text := w.compose(r)
	cut := false
	if r.CutAfter > 0 && r.CutAfter < len(r.Body) {
		text, cut = text[:len(text)-len(r.Body)+r.CutAfter], true
	}
	if r.hold != nil {
		if _, err := c.Write(text[:len(text)-1]); err != nil {
			return err
		}
		if err := r.hold(ctx); err != nil {
			return err
		}
		text = text[len(text)-1:]
	}
	pieces := max(1, r.Pieces)
	size := (len(text) + pieces - 1) / pieces
	for len(text) > 0 {
		n := min(size, len(text))
		if _, err := c.Write(text[:n]); err != nil {
			return err
		}
		if text = text[n:]; len(text) > 0 && r.Pause > 0 {
			if err := w.session.pause(ctx, r.Pause); err != nil {
				return err
			}
		}
	}
	if cut {
		return errCut
	}
	return nil
}

func (w *wire) dial(ctx context.Context) (*conn, error) {
	target := w.session.target
	port := target.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[target.Scheme]
	}
	raw, err := w.session.Dial(ctx, "tcp", net.JoinHostPort(target.Hostname(), port))
	if err != nil {
		return nil, err
	}
	if w.tls == nil {
		return &conn{raw, bufio.NewReader(raw)}, nil
	}
	secured := tls.Client(raw, w.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, ignoreClosed(raw.Close()))
	}
	return &conn{secured, bufio.NewReader(secured)}, nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// compose writes the whole request.
func (w *wire) compose(r *Request) []byte {
	var b bytes.Buffer
	target := w.session.target
	path := target.EscapedPath()
	if path == "" {
		path = "/"
	}
	if query := r.query(target); query != "" {
		path += "?" + query
	}
	b.WriteString(r.method() + " " + path + " HTTP/1.1\r\nHost: " + target.Host + "\r\n")
	for _, h := range w.headers(r) {
		b.WriteString(h.Name + ": " + h.Value + "\r\n")
	}
	b.WriteString("\r\n")
	if r.Chunk == 0 {
		b.Write(r.Body)
		return b.Bytes()
	}
	writeChunks(&b, r.Body, r.Chunk)
	return b.Bytes()
}
