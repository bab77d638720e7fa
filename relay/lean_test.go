package relay_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A kept connection that its receiver has closed, or talks on, is found out before a request is written to it. net/http
// finds out on a goroutine of its own, which may come too late.
func TestLeanLooksBeforeItWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]func(c *rawConn){
		"closed":         func(c *rawConn) { _ = c.Close() },
		"reset":          (*rawConn).reset,
		"half closed":    func(c *rawConn) { _ = c.Conn.(*net.TCPConn).CloseWrite() },
		"talks":          func(c *rawConn) { c.say("HTTP/1.1 500 Poison\r\nContent-Length: 0\r\n\r\n") },
		"says one byte":  func(c *rawConn) { c.say("\n") },
		"408 and closed": func(c *rawConn) { c.say("HTTP/1.1 408 Timeout\r\nConnection: close\r\n\r\n"); _ = c.Close() },
	}
	for name, then := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answered, done := make(chan struct{}), make(chan struct{})
			receiver := receiveRaw(t, func(_ int, c *rawConn) {
				if c.request() && c.say(emptyOK) {
					<-answered
					then(c)
					done <- struct{}{}
					c.untilClosed()
				}
			})
			transport := relay.NewTransport(relay.TransportOptions{})
			t.Cleanup(transport.CloseIdleConnections)
			for range 20 {
				attempt := attemptOn(t, transport, relay.Outgoing{URL: receiver.url})
				if sent(t, attempt); attempt.Timings.Reused {
					t.Fatal("the connection was used again")
				}
				answered <- struct{}{}
				<-done
			}
		})
	}
}

// told is a connection that has said everything already.
type told struct {
	net.Conn
	answer []byte
}

func (c *told) Read(p []byte) (int, error) {
	if len(c.answer) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.answer)
	c.answer = c.answer[n:]
	return n, nil
}

func (c *told) Write(p []byte) (int, error)      { return len(p), nil }
func (c *told) Close() error                     { return nil }
func (c *told) SetDeadline(time.Time) error      { return nil }
func (c *told) SetReadDeadline(time.Time) error  { return nil }
func (c *told) SetWriteDeadline(time.Time) error { return nil }

// FuzzAnswer holds the lean client to what net/http's parser makes of any bytes: the same outcome, status, headers and body.
// The reference is http.ReadResponse on the bytes alone, since net/http's Transport takes bytes that come before its
// request for unsolicited.
func FuzzAnswer(f *testing.F) {
	for _, answer := range hostileAnswers() {
		f.Add([]byte(answer.say + answer.again))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		transport := relay.NewTransport(relay.TransportOptions{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return &told{answer: answer}, nil
		}})
		attempt := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/"})
		transport.CloseIdleConnections()
		want, err := parsed(answer)
		if (attempt.Outcome == relay.Success) != (err == nil) || attempt.Outcome != relay.Success && attempt.Outcome != relay.ProtocolError {
			t.Fatalf("%s (%s), net/http's parser says %v", attempt.Outcome, attempt.Error, err)
		}
		if diff := cmp.Diff(want, attempt.Response, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

// parsed is the last answer in some bytes, by net/http's parser.
func parsed(answer []byte) (*relay.Response, error) {
	reader := bufio.NewReader(bytes.NewReader(answer))
	for {
		resp, err := http.ReadResponse(reader, &http.Request{Method: http.MethodPost})
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols {
			return relay.ReadResponse(resp)
		}
	}
}
