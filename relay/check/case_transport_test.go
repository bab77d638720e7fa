package check_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/pipetest"
)

// Each of these servers speaks HTTP by hand, and wrongly.
func TestTransportMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mistake
		serves func(l net.Listener, c net.Conn)
	}{
		"knows headers in one casing, lower": {mistake{"moneybird", nil, "http/lower-case-headers", check.Fail, "headers in lower case"}, exactly("Moneybird-Signature")},
		"knows headers in one casing, upper": {mistake{"fintoro", nil, "http/upper-case-headers", check.Fail, "headers in capitals"}, exactly("webhook-signature")},
		"knows headers in one casing, first": {mistake{"silverfin", nil, "http/canonical-headers", check.Fail, "Written-Like-This"}, exactly("X-SF-SIGNATURE-1")},
		"takes one read for the whole body":  {mistake{"bookkeeper", nil, "http/slow-sender", check.Warn, "in 5 pieces"}, oneRead},
		"dies where a sender stops":          {mistake{"fintoro", nil, "http/sender-stops", check.Fail, "broke it"}, diesOfHalf},
		"closes a connection unannounced":    {mistake{"fintoro", nil, "http/keep-alive", check.Warn, "second webhook over one connection"}, closesUnannounced},
		"answers once on a connection":       {mistake{"moneybird", nil, "http/after-pause", check.Warn, "no answer within"}, answersOnce},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { tt.names(t, tt.at(t, newByHand(t, tt.serves), nil, nil)) })
		})
	}
}

// A webhook of which half came is booked by an app that goes by the headers alone: what it tells of its books shows that.
func TestHalfABodyIsBooked(t *testing.T) {
	t.Parallel()
	hasty := func(rc *receiver) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rc.mu.Lock()
			rc.book(rc.identity(r, nil))
			rc.mu.Unlock()
			rc.ServeHTTP(w, r)
		})
	}
	mistake{"moneybird", hasty, "http/sender-stops", check.Fail, "half the body"}.finds(t, func(o *check.Options, rc *receiver) { o.Observed = rc.observed })
}

// A server that serves one connection at a time is stopped by one that says nothing.
func TestOneConnectionAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener, server := pipetest.Listen(), &http.Server{Handler: rightReceiver("moneybird")}
		go func() { _ = server.Serve(&oneAtATime{Listener: listener, free: make(chan struct{}, 1)}) }()
		defer server.Close()
		m := mistake{"moneybird", nil, "http/silent-connection", check.Warn, "one connection at a time"}
		m.names(t, m.at(t, listener, nil, nil))
	})
}

// A server may close a connection that rests, and say so or not.
func TestClosingAKeptConnectionIsAllowed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := mistake{product: "fintoro", found: "http/after-pause"}
		listener := serve(t, &http.Server{Handler: rightReceiver("fintoro"), IdleTimeout: 10 * time.Millisecond})
		if r := m.at(t, listener, nil, nil); r.Verdict != check.Pass || !strings.Contains(r.Detail, "closes a connection that rests") {
			t.Errorf("%s %q", r.Verdict, r.Detail)
		}
	})
}

// oneAtATime accepts no connection while there is one.
type oneAtATime struct {
	net.Listener
	free chan struct{}
}

func (l *oneAtATime) Accept() (net.Conn, error) {
	l.free <- struct{}{}
	c, err := l.Listener.Accept()
	return &onlyConn{Conn: c, free: l.free}, err
}

type onlyConn struct {
	net.Conn
	free chan struct{}
	once sync.Once
}

func (c *onlyConn) Close() error {
	c.once.Do(func() { <-c.free })
	return c.Conn.Close()
}

// newByHand lets serves read and write HTTP by hand, in a bubble.
func newByHand(t *testing.T, serves func(l net.Listener, c net.Conn)) *pipetest.Listener {
	t.Helper()
	l := pipetest.Listen()
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close()
				stop := context.AfterFunc(t.Context(), func() { c.Close() })
				defer stop()
				serves(l, c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		open.Wait()
	})
	return l
}

// reply writes a whole answer.
func reply(c net.Conn, status int, more string) {
	_, _ = fmt.Fprintf(c, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\n%s\r\n", status, http.StatusText(status), more)
}

// readHead reads a request's head; its headers are by the names that came.
func readHead(r *bufio.Reader) (map[string]string, error) {
	headers := map[string]string{}
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == "\r\n" {
			return headers, err
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		headers[name] = value
	}
}

// readBody reads as much as Content-Length says.
func readBody(r *bufio.Reader, headers map[string]string) error {
	n, _ := strconv.Atoi(headers["Content-Length"])
	_, err := io.CopyN(io.Discard, r, int64(n))
	return err
}

func exactly(name string) func(net.Listener, net.Conn) {
	return func(_ net.Listener, c net.Conn) {
		r := bufio.NewReader(c)
		headers, err := readHead(r)
		if err != nil || readBody(r, headers) != nil {
			return
		}
		status := http.StatusUnauthorized
		if headers[name] != "" {
			status = http.StatusOK
		}
		reply(c, status, "Connection: close\r\n")
	}
}

func oneRead(_ net.Listener, c net.Conn) {
	buffer := make([]byte, 64<<10)
	n, err := c.Read(buffer)
	if err != nil {
		return
	}
	head, body, _ := strings.Cut(string(buffer[:n]), "\r\n\r\n")
	status := http.StatusUnauthorized
	if strings.Contains(head, "Content-Length: "+strconv.Itoa(len(body))) {
		status = http.StatusOK
	}
	reply(c, status, "Connection: close\r\n")
}

func diesOfHalf(l net.Listener, c net.Conn) {
	r := bufio.NewReader(c)
	headers, err := readHead(r)
	if err == nil && readBody(r, headers) != nil {
		l.Close()
		return
	}
	reply(c, http.StatusOK, "Connection: close\r\n")
}

func closesUnannounced(_ net.Listener, c net.Conn) {
	r := bufio.NewReader(c)
	if headers, err := readHead(r); err == nil && readBody(r, headers) == nil {
		reply(c, http.StatusOK, "")
	}
}

func answersOnce(_ net.Listener, c net.Conn) {
	r := bufio.NewReader(c)
	if headers, err := readHead(r); err == nil && readBody(r, headers) == nil {
		reply(c, http.StatusOK, "")
	}
	_, _ = io.Copy(io.Discard, r)
}
