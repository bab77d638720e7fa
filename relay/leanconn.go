package relay

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var errHeadTooLarge = fmt.Errorf("server response headers exceeded %d bytes", maxAnswerHead)

// leanConn is one connection of lean. One request at a time uses it.
type leanConn struct {
	net.Conn
	target string
	reader *bufio.Reader // over readBounded
	left   int64         // bytes that may still come before the head has ended
	out    []byte        // the request being written; kept for the next one
	names  []string      // of its headers, likewise
	broken bool          // the request could not be written whole
	abort  func()        // makes all that waits on the connection return
	quiet  func() bool   // whether nothing has come and nobody has closed; nil where that cannot be known
	since  time.Duration // when it was put into the pool
}

func newLeanConn(conn net.Conn, target string) *leanConn {
	c := &leanConn{Conn: conn, target: target, quiet: quietness(conn)}
	c.reader = bufio.NewReader(readBounded{c})
	c.abort = func() { _ = conn.SetDeadline(time.Unix(1, 0)) }
	return c
}

// exchange writes a request and reads the answer's head. An answer that came although the request could not be written
// whole is an answer: the receiver had seen enough.
func (c *leanConn) exchange(req *http.Request, trip *trip) (*http.Response, error) {
	if err := c.compose(req); err != nil {
		return nil, err
	}
	_, unwritten := c.Write(c.out)
	c.broken = unwritten != nil
	resp, err := c.head(req, trip)
	if err != nil && unwritten != nil {
		return nil, unwritten
	}
	return resp, err
}

// compose puts the whole request into out, as net/http writes it.
func (c *leanConn) compose(req *http.Request) error {
	line := req.URL.RequestURI()
	if hasControl(line) {
		return errors.New("can't write a control character in the URL")
	}
	b := append(c.out[:0], "POST "...)
	b = append(b, line...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, req.Host...)
	if agent := strings.Trim(req.Header["User-Agent"][0], " \t"); agent != "" {
		b = append(b, "\r\nUser-Agent: "...)
		b = append(b, agent...)
	}
	b = append(b, "\r\nContent-Length: "...)
	b = strconv.AppendInt(b, req.ContentLength, 10)
	c.names = c.names[:0]
	for name := range req.Header {
		if name != "User-Agent" {
			c.names = append(c.names, name)
		}
	}
	slices.Sort(c.names)
	for _, name := range c.names {
		for _, value := range req.Header[name] {
			b = append(b, "\r\n"...)
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, strings.Trim(value, " \t")...)
		}
	}
	b = append(b, "\r\n\r\n"...)
	head := len(b)
	c.out = slices.Grow(b, int(req.ContentLength))[:head+int(req.ContentLength)]
	if _, err := io.ReadFull(req.Body, c.out[head:]); err != nil {
		return fmt.Errorf("read the request's body: %w", err)
	}
	return nil
}

// head reads the answer's head and leaves out informational ones. All of them together are bounded.
func (c *leanConn) head(req *http.Request, trip *trip) (*http.Response, error) {
	c.left = maxAnswerHead
	if _, err := c.reader.Peek(1); err != nil {
		return nil, err
	}
	if trip != nil {
		trip.firstByte()
	}
	for {
		resp, err := http.ReadResponse(c.reader, req)
		if err != nil && c.left <= 0 { // the parser may have made something else of a line that was cut there
			return nil, errHeadTooLarge
		}
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			c.left = math.MaxInt64
			return resp, nil
		}
	}
}

// clean tells whether the last exchange left nothing behind.
func (c *leanConn) clean() bool { return !c.broken && c.reader.Buffered() == 0 }

// readBounded reads from a connection as much as may still come.
type readBounded struct{ c *leanConn }

// Read fails once a head has become too large.
func (r readBounded) Read(p []byte) (int, error) {
	if r.c.left <= 0 {
		return 0, errHeadTooLarge
	}
	n, err := r.c.Conn.Read(p[:min(int64(len(p)), r.c.left)])
	r.c.left -= int64(n)
	return n, err
}
