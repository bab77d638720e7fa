package relay_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// wire makes an HTTP client side. Each one is held to the same suite: hostile_*_test.go.
type wire func(relay.TransportOptions) http.RoundTripper

func wires() map[string]wire {
	return map[string]wire{
		"nethttp":   relay.NewNetHTTP,
		"transport": func(opt relay.TransportOptions) http.RoundTripper { return relay.NewTransport(opt) },
	}
}

// onEveryWire runs a test of the suite on each client side.
func onEveryWire(t *testing.T, test func(t *testing.T, wire wire)) {
	t.Helper()
	t.Parallel()
	for name, wire := range wires() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, wire)
		})
	}
}

// open makes a client side that is closed with the test.
func (w wire) open(t *testing.T, opt relay.TransportOptions) http.RoundTripper {
	t.Helper()
	transport := w(opt)
	t.Cleanup(transport.(interface{ CloseIdleConnections() }).CloseIdleConnections)
	return transport
}

// rawReceiver is a receiver that is no HTTP server: a script has each connection to itself.
type rawReceiver struct {
	url   string
	mu    sync.Mutex
	got   []string // one entry a request that arrived whole
	conns int
}

// receiveRaw lets script serve each connection, counted from 1. Its end closes the connection.
func receiveRaw(t *testing.T, script func(n int, c *rawConn)) *rawReceiver {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &rawReceiver{url: "http://" + listener.Addr().String()}
	var running sync.WaitGroup
	open := map[net.Conn]bool{}
	t.Cleanup(func() {
		listener.Close()
		r.mu.Lock()
		for conn := range open {
			conn.Close()
		}
		r.mu.Unlock()
		running.Wait()
	})
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.conns++
			n := r.conns
			open[conn] = true
			r.mu.Unlock()
			running.Go(func() {
				defer conn.Close()
				script(n, &rawConn{Conn: conn, reader: bufio.NewReader(conn), receiver: r})
			})
		}
	})
	return r
}

func (r *rawReceiver) requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func (r *rawReceiver) connections() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.conns
}

// rawConn is one connection, seen from the receiver.
type rawConn struct {
	net.Conn
	reader   *bufio.Reader
	receiver *rawReceiver
}

// request reads one whole request and tells whether there was one.
func (c *rawConn) request() bool {
	var raw strings.Builder
	length := 0
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			return false
		}
		raw.WriteString(line)
		_, _ = fmt.Sscanf(line, "Content-Length: %d", &length)
		if line == "\r\n" {
			break
		}
	}
	if _, err := io.CopyN(&raw, c.reader, int64(length)); err != nil {
		return false
	}
	if c.receiver != nil {
		c.receiver.mu.Lock()
		c.receiver.got = append(c.receiver.got, raw.String())
		c.receiver.mu.Unlock()
	}
	return true
}

// say writes text; the sender may have had enough of it.
func (c *rawConn) say(text string) bool {
	_, err := io.WriteString(c, text)
	return err == nil
}

// untilClosed waits until the sender has closed the connection.
func (c *rawConn) untilClosed() { _, _ = io.Copy(io.Discard, c.reader) }

// reset ends the connection with an RST.
func (c *rawConn) reset() {
	_ = c.Conn.(*net.TCPConn).SetLinger(0)
	_ = c.Close()
}

// pipes stand in for the network: each connection is served by script, and a synctest bubble's time passes. The test ends
// once every script has.
func pipes(t *testing.T, script func(c *rawConn)) relay.TransportOptions {
	return relay.TransportOptions{DialContext: piped(t, func(_ string, c *rawConn) { script(c) })}
}

// piped lets script serve each connection to each address.
func piped(t *testing.T, script func(address string, c *rawConn)) func(context.Context, string, string) (net.Conn, error) {
	var running sync.WaitGroup
	t.Cleanup(running.Wait)
	return func(_ context.Context, _, address string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		running.Go(func() {
			defer theirs.Close()
			script(address, &rawConn{Conn: theirs, reader: bufio.NewReader(theirs)})
		})
		return ours, nil
	}
}

const hostileTimeout = 20 * time.Second // ends a test that hangs, and no test waits for it

func attemptOn(t *testing.T, transport http.RoundTripper, out relay.Outgoing) relay.Attempt {
	t.Helper()
	if out.Timeout == 0 {
		out.Timeout = hostileTimeout
	}
	if out.Body == nil {
		out.Body = []byte(`{"a":1.0}`)
	}
	out.UserAgent = "ledgerhook/test"
	return relay.Send(t.Context(), transport, out, relay.RealClock{}.Stopwatch())
}
