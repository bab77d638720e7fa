package relay_test

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// slowReceivers never give a whole answer. The network is pipes, so that a bubble's time passes.
func slowReceivers() map[string]func(c *rawConn) {
	drip := func(c *rawConn, text string) {
		for c.say(text) {
			time.Sleep(time.Second)
		}
	}
	return map[string]func(c *rawConn){
		"no answer":             func(c *rawConn) { c.request(); c.untilClosed() },
		"a request left unread": func(c *rawConn) { time.Sleep(time.Hour) },
		"a head in drips":       func(c *rawConn) { c.request(); c.say("HTTP/1.1 200 OK\r\nX-Drip: "); drip(c, "d") },
		"headers in drips":      func(c *rawConn) { c.request(); c.say("HTTP/1.1 200 OK\r\n"); drip(c, "X-Drip: d\r\n") },
		"1xx in drips":          func(c *rawConn) { c.request(); drip(c, "HTTP/1.1 103 Early Hints\r\n\r\n") },
		"a body in drips":       func(c *rawConn) { c.request(); c.say("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"); drip(c, "d") },
		"chunks in drips": func(c *rawConn) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
			drip(c, "1\r\nd\r\n")
		},
		"a body without end in drips": func(c *rawConn) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\n\r\n")
			drip(c, "d")
		},
		"a body that stops where no more is kept": func(c *rawConn) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n" + string(make([]byte, relay.MaxResponseBytes)))
			c.untilClosed()
		},
		"a body that stops where it would be cut": func(c *rawConn) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n110000\r\n" + string(make([]byte, relay.MaxResponseBytes+1<<20)) + "\r\n")
			c.untilClosed()
		},
		"trailers that do not come": func(c *rawConn) {
			c.request()
			c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nd\r\n0\r\n")
			c.untilClosed()
		},
	}
}

// The time limit covers everything, the answer's body included.
func TestTimeLimitCoversTheWholeExchange(t *testing.T) {
	for name, wire := range wires() {
		for slow, script := range slowReceivers() {
			t.Run(name+"/"+slow, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					transport := wire.open(t, pipes(t, script))
					attempt := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/", Timeout: 30 * time.Second})
					if attempt.Outcome != relay.Timeout || attempt.Duration != 30*time.Second {
						t.Errorf("%s after %v (%s), want timeout after 30s", attempt.Outcome, attempt.Duration, attempt.Error)
					}
				})
			})
		}
		t.Run(name+"/an address that does not answer", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := wire.open(t, relay.TransportOptions{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
					if _, dated := ctx.Deadline(); dated { // then a net.Dialer gives up by a timer of its own, which may be first
						return nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
					}
					<-ctx.Done()
					return nil, ctx.Err()
				}})
				attempt := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/", Timeout: 3 * time.Second})
				if attempt.Outcome != relay.Timeout || attempt.Duration != 3*time.Second {
					t.Errorf("%s after %v (%s), want timeout after 3s", attempt.Outcome, attempt.Duration, attempt.Error)
				}
				transport.(interface{ CloseIdleConnections() }).CloseIdleConnections()
			})
		})
	}
}

// A stop of ours ends an attempt at once, wherever it stands, and never looks like a failure of the receiver.
func TestStopEndsAnAttemptAnywhere(t *testing.T) {
	for name, wire := range wires() {
		for slow, script := range slowReceivers() {
			t.Run(name+"/"+slow, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancelCause(t.Context())
					go func() {
						time.Sleep(2500 * time.Millisecond)
						cancel(errors.New("stopping"))
					}()
					transport := wire.open(t, pipes(t, script))
					attempt := relay.Send(ctx, transport, relay.Outgoing{URL: "http://receiver.test/", Body: []byte("b"), Timeout: 30 * time.Second}, relay.RealClock{}.Stopwatch())
					if attempt.Outcome != relay.Aborted || attempt.Error != "stopping" || attempt.Duration != 2500*time.Millisecond {
						t.Errorf("%s after %v (%s), want aborted after 2.5s", attempt.Outcome, attempt.Duration, attempt.Error)
					}
				})
			})
		}
	}
}

// A slow answer that comes in time is an answer, and the connection is kept for the next one.
func TestSlowAnswerInTime(t *testing.T) {
	for name, wire := range wires() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := wire.open(t, pipes(t, func(c *rawConn) {
					for c.request() {
						for _, b := range "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" {
							time.Sleep(100 * time.Millisecond)
							c.say(string(b))
						}
					}
				}))
				for n := range 3 {
					attempt := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/", Timeout: 30 * time.Second})
					sent(t, attempt)
					want := relay.Timings{FirstByte: 100 * time.Millisecond, Reused: n > 0}
					if attempt.Duration != 6800*time.Millisecond || attempt.Timings != want {
						t.Errorf("%v with %+v, want 6.8s with %+v", attempt.Duration, attempt.Timings, want)
					}
				}
			})
		})
	}
}

// Connections are dropped before receivers usually do so, whether or not another attempt comes.
func TestIdleConnectionsAreDropped(t *testing.T) {
	for name, wire := range wires() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				closed := make(chan time.Time, 1)
				transport := wire.open(t, pipes(t, func(c *rawConn) {
					for c.request() && c.say(emptyOK) {
					}
					closed <- time.Now()
				}))
				sent(t, attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/"}))
				time.Sleep(1500 * time.Millisecond)
				second := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/"})
				idleFrom := time.Now()
				if sent(t, second); !second.Timings.Reused {
					t.Error("the connection was not kept for 1.5s")
				}
				if idle := (<-closed).Sub(idleFrom); idle != 2*time.Second {
					t.Errorf("the connection was closed after %v, want 2s", idle)
				}
				third := attemptOn(t, transport, relay.Outgoing{URL: "http://receiver.test/"})
				if sent(t, third); third.Timings.Reused {
					t.Error("a connection was used that had been closed")
				}
			})
		})
	}
}
