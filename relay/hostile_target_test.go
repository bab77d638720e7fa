package relay_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A receiver that hangs with everything it was sent holds up nobody else.
func TestTargetsDoNotStarveEachOther(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		const stuck = 300
		var arrived, ended sync.WaitGroup
		arrived.Add(stuck)
		hanging := receiveRaw(t, func(_ int, c *rawConn) {
			if c.request() {
				arrived.Done()
			}
			c.untilClosed()
		})
		healthy := receiveRaw(t, func(_ int, c *rawConn) {
			for c.request() && c.say(emptyOK) {
			}
		})
		transport := wire.open(t, relay.TransportOptions{})
		ctx, stop := context.WithCancel(t.Context())
		for range stuck {
			ended.Go(func() {
				relay.Send(ctx, transport, relay.Outgoing{URL: hanging.url, Body: []byte("b"), Timeout: hostileTimeout}, relay.RealClock{}.Stopwatch())
			})
		}
		arrived.Wait()
		for range 10 {
			sent(t, attemptOn(t, transport, relay.Outgoing{URL: healthy.url}))
		}
		stop()
		ended.Wait()
		if n := healthy.connections(); n != 1 {
			t.Errorf("the healthy receiver has seen %d connections, want 1", n)
		}
	})
}

// However many connections other targets keep, a target's own one is still there.
func TestTargetsDoNotThrowOutEachOthersConnections(t *testing.T) {
	for name, wire := range wires() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				dialled := map[string]int{}
				all := make(chan struct{})
				transport := wire.open(t, relay.TransportOptions{DialContext: piped(t, func(address string, c *rawConn) {
					mu.Lock()
					dialled[address]++
					mu.Unlock()
					for c.request() {
						if strings.HasPrefix(address, "busy") {
							<-all // so that each request needs a connection of its own
						}
						c.say(emptyOK)
					}
				})})
				sent(t, attemptOn(t, transport, relay.Outgoing{URL: "http://quiet.test/"}))
				var busy sync.WaitGroup
				for _, host := range []string{"busy1", "busy2", "busy3", "busy4", "busy5", "busy6"} {
					for range 250 {
						busy.Go(func() {
							relay.Send(t.Context(), transport, relay.Outgoing{URL: "http://" + host + ".test/", Body: []byte("b"), Timeout: hostileTimeout}, relay.RealClock{}.Stopwatch())
						})
					}
				}
				synctest.Wait()
				close(all)
				busy.Wait()
				attempt := attemptOn(t, transport, relay.Outgoing{URL: "http://quiet.test/"})
				if sent(t, attempt); !attempt.Timings.Reused || dialled["quiet.test:80"] != 1 {
					t.Errorf("the quiet target was dialled %d times while others kept 1,500 connections", dialled["quiet.test:80"])
				}
				if n := dialled["busy1.test:80"]; n != 250 {
					t.Errorf("busy1 was dialled %d times, want 250: the test does not fill the pool", n)
				}
			})
		})
	}
}

// Two spellings of one machine, and two ports of it, are targets of their own; two paths are one.
func TestTargetIsHostAndPort(t *testing.T) {
	tests := map[string]struct{ url, dialled, line, host string }{
		"a name":                         {"http://receiver.test/a", "receiver.test:80", "/a", "receiver.test"},
		"another path":                   {"http://receiver.test/b", "", "/b", "receiver.test"},
		"the port in words":              {"http://receiver.test:80/c", "", "/c", "receiver.test:80"},
		"another port":                   {"http://receiver.test:8080/", "receiver.test:8080", "/", "receiver.test:8080"},
		"no path":                        {"http://receiver.test", "", "/", "receiver.test"},
		"no path but a query":            {"http://receiver.test?a=b", "", "/?a=b", "receiver.test"},
		"an IPv4 address":                {"http://127.0.0.1:3000/", "127.0.0.1:3000", "/", "127.0.0.1:3000"},
		"an IPv6 address":                {"http://[::1]:3000/x", "[::1]:3000", "/x", "[::1]:3000"},
		"an IPv6 address without a port": {"http://[::1]/x", "[::1]:80", "/x", "[::1]"},
		"an IPv6 address with a zone":    {"http://[fe80::1%25lo]:3000/x", "[fe80::1%lo]:3000", "/x", "[fe80::1]:3000"},
		"userinfo":                       {"http://user:pa%3Ass@userinfo.test:81/x", "userinfo.test:81", "/x", "userinfo.test:81"},
		"capitals":                       {"http://Receiver.TEST:82/x", "Receiver.TEST:82", "/x", "Receiver.TEST:82"},
		"a name beyond ASCII":            {"http://bücher.test/x", "xn--bcher-kva.test:80", "/x", "xn--bcher-kva.test"},
		"a fragment":                     {"http://receiver.test/x#part", "", "/x", "receiver.test"},
		"every odd byte of a path":       {"http://receiver.test/a%2Fb//c/../\"q\"{}|?x=%20y&token=A+b;c", "", "/a%2Fb//c/../\"q\"{}|?x=%20y&token=A+b;c", "receiver.test"},
	}
	order := []string{"a name"}
	for name := range tests {
		if name != order[0] {
			order = append(order, name)
		}
	}
	for name, wire := range wires() {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HTTP_PROXY", "http://proxy.invalid:1") // has no say
			t.Setenv("http_proxy", "http://proxy.invalid:1")
			var mu sync.Mutex
			var dialled, requests []string
			receiver := &rawReceiver{}
			transport := wire.open(t, relay.TransportOptions{DialContext: piped(t, func(address string, c *rawConn) {
				mu.Lock()
				dialled = append(dialled, address)
				mu.Unlock()
				c.receiver = receiver
				for c.request() && c.say(emptyOK) {
				}
			})})
			for _, name := range order {
				tt := tests[name]
				before := len(dialled)
				sent(t, attemptOn(t, transport, relay.Outgoing{URL: tt.url}))
				mu.Lock()
				if got := strings.Join(dialled[before:], " "); got != tt.dialled {
					t.Errorf("%s: dialled %q, want %q", name, got, tt.dialled)
				}
				mu.Unlock()
				requests = receiver.requests()
				want := "POST " + tt.line + " HTTP/1.1\r\nHost: " + tt.host + "\r\nUser-Agent: ledgerhook/test\r\nContent-Length: 9\r\n\r\n{\"a\":1.0}"
				if got := requests[len(requests)-1]; got != want {
					t.Errorf("%s:\n got %q\nwant %q", name, got, want)
				}
			}
		})
	}
}
