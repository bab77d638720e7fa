package relay_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

const emptyOK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

// sent fails the test unless an attempt was answered with 200.
func sent(t *testing.T, attempt relay.Attempt) {
	t.Helper()
	if attempt.Outcome != relay.Success || attempt.Status() != 200 {
		t.Fatalf("%s %d: %s", attempt.Outcome, attempt.Status(), attempt.Error)
	}
}

func TestConnectionIsKept(t *testing.T) {
	answers := map[string]struct{ say, body string }{
		"an empty answer":            {emptyOK, ""},
		"a body of known length":     {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"},
		"chunks":                     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "ok"},
		"chunks and trailers":        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n", "ok"},
		"informational answers":      {"HTTP/1.1 103 Early Hints\r\n\r\n" + emptyOK, ""},
		"HTTP/1.0 that keeps alive":  {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", "ok"},
		"a body that is thrown away": {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", 100<<10, strings.Repeat("b", 100<<10)), strings.Repeat("b", relay.MaxResponseBytes)},
		"a body of just what is kept": {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", relay.MaxResponseBytes, strings.Repeat("b", relay.MaxResponseBytes)),
			strings.Repeat("b", relay.MaxResponseBytes)},
	}
	onEveryWire(t, func(t *testing.T, wire wire) {
		for name, tt := range answers {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				receiver := receiveRaw(t, func(_ int, c *rawConn) {
					for c.request() && c.say(tt.say) {
					}
				})
				transport := wire.open(t, relay.TransportOptions{})
				for n := range 5 {
					attempt := attemptOn(t, transport, relay.Outgoing{URL: receiver.url})
					sent(t, attempt)
					if string(attempt.Response.Body) != tt.body {
						t.Errorf("attempt %d: %d bytes of body, want %d", n, len(attempt.Response.Body), len(tt.body))
					}
					if attempt.Timings.Reused != (n > 0) {
						t.Errorf("attempt %d says that its connection was reused: %v", n, attempt.Timings.Reused)
					}
				}
				if n := receiver.connections(); n != 1 {
					t.Errorf("%d connections, want 1", n)
				}
			})
		}
	})
}

// After each of these answers the connection is of no use, and the next attempt must not meet what is left on it.
func TestConnectionIsNotKept(t *testing.T) {
	answers := map[string]struct{ say, body string }{
		"the receiver closes by header":   {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "ok"},
		"HTTP/1.0":                        {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"},
		"a body that is cut":              {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", 4<<20, strings.Repeat("b", 4<<20)), ""},
		"an answer that nobody asked for": {emptyOK + "HTTP/1.1 500 Poison\r\nContent-Length: 0\r\n\r\n", ""},
		"a body longer than its length":   {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Poison\r\nContent-Length: 0\r\n\r\n", "ok"},
		"chunks with more behind them":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 500 Poison\r\nContent-Length: 0\r\n\r\n", "ok"},
		"101, with nothing behind it":     {"HTTP/1.1 101 Switching Protocols\r\n\r\n", ""},
		"garbage behind an empty answer":  {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nhello", ""},
	}
	onEveryWire(t, func(t *testing.T, wire wire) {
		for name, tt := range answers {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ended := make(chan struct{}, 3)
				receiver := receiveRaw(t, func(_ int, c *rawConn) {
					if c.request() && c.say(tt.say) {
						c.request() // nothing may come
					}
					ended <- struct{}{}
				})
				transport := wire.open(t, relay.TransportOptions{})
				for range 3 {
					attempt := attemptOn(t, transport, relay.Outgoing{URL: receiver.url})
					if attempt.Outcome != relay.Success || attempt.Status() >= 300 || attempt.Timings.Reused {
						t.Errorf("%s %d (%s), reused %v", attempt.Outcome, attempt.Status(), attempt.Error, attempt.Timings.Reused)
					}
					if name := t.Name(); strings.Contains(name, "/nethttp/") {
						// net/http looks at what is left only after it has put the connection back, and an attempt that is quicker
						// takes it for its own answer: seen once in some hundred runs of this test. Here it gets the time.
						<-ended
					}
				}
				if n := len(receiver.requests()); n != 3 {
					t.Errorf("%d requests arrived, want 3", n)
				}
			})
		}
	})
}

// A kept connection that dies under a request is a failed attempt: the receiver may have done its work.
func TestDyingConnectionIsOneAttempt(t *testing.T) {
	deaths := map[string]func(c *rawConn){
		"closed":                    func(*rawConn) {},
		"reset":                     (*rawConn).reset,
		"closed within the head":    func(c *rawConn) { c.say("HTTP/1.1 200 OK\r\nConte") },
		"closed after a 103":        func(c *rawConn) { c.say("HTTP/1.1 103 Early Hints\r\n\r\n") },
		"closed with a 1xx pending": func(c *rawConn) { c.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1") },
	}
	bodies := map[string][]byte{"a body": []byte(`{"a":1}`), "no body": {}, "a large body": make([]byte, 512<<10)}
	onEveryWire(t, func(t *testing.T, wire wire) {
		for death, die := range deaths {
			for name, body := range bodies {
				t.Run(death+" under "+name, func(t *testing.T) {
					t.Parallel()
					receiver := receiveRaw(t, func(_ int, c *rawConn) {
						for c.request() {
							if len(c.receiver.requests()) == 2 {
								die(c)
								return
							}
							c.say(emptyOK)
						}
					})
					transport := wire.open(t, relay.TransportOptions{})
					out := relay.Outgoing{URL: receiver.url, Body: body, Headers: []relay.Header{{Name: "Idempotency-Key", Value: "k"}, {Name: "X-Idempotency-Key", Value: "k"}}}
					sent(t, attemptOn(t, transport, out))
					second := attemptOn(t, transport, out)
					if second.Outcome != relay.ProtocolError || !second.Timings.Reused && len(body) > 0 {
						t.Errorf("%s (%s), reused %v: want protocol_error on the kept connection", second.Outcome, second.Error, second.Timings.Reused)
					}
					if n := len(receiver.requests()); n != 2 {
						t.Errorf("%d requests arrived, want 2", n)
					}
				})
			}
		}
	})
}

// A receiver that closes right behind its answer meets no request twice, whichever comes first.
func TestReceiverThatClosesBehindItsAnswer(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		receiver := receiveRaw(t, func(_ int, c *rawConn) {
			if c.request() {
				c.say(emptyOK)
			}
		})
		transport := wire.open(t, relay.TransportOptions{})
		answered := 0
		for range 50 {
			switch attempt := attemptOn(t, transport, relay.Outgoing{URL: receiver.url}); attempt.Outcome {
			case relay.Success:
				answered++
			case relay.ProtocolError: // the close was on its way
			default:
				t.Fatalf("%s: %s", attempt.Outcome, attempt.Error)
			}
		}
		if n := len(receiver.requests()); n != answered {
			t.Errorf("%d requests arrived, %d were answered", n, answered)
		}
	})
}

// Some receivers answer without reading: they know the sender, or the length, and have seen enough.
func TestAnswerBeforeTheBodyWasRead(t *testing.T) {
	const tooLarge = "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
	onEveryWire(t, func(t *testing.T, wire wire) {
		for _, size := range []int{9, 1 << 10, 16 << 10, 17 << 10, 1 << 20} {
			t.Run(fmt.Sprintf("%d bytes", size), func(t *testing.T) {
				t.Parallel()
				done := make(chan struct{})
				receiver := receiveRaw(t, func(_ int, c *rawConn) {
					if _, err := c.Read(make([]byte, 1)); err == nil {
						c.say(tooLarge)
					}
					<-done // and no more is read
				})
				t.Cleanup(func() { close(done) })
				attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{URL: receiver.url, Body: make([]byte, size)})
				if attempt.Status() != 413 || string(attempt.Response.Body) != "no" {
					t.Errorf("%s %d: %s", attempt.Outcome, attempt.Status(), attempt.Error)
				}
			})
		}
	})
}
