package relay_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// answers is a resolver: the n-th question gets the n-th answer, and the last one for ever.
type answers struct {
	asked atomic.Int64
	list  [][]string
}

func (a *answers) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n := min(int(a.asked.Add(1)), len(a.list))
	if n == 0 || a.list[n-1] == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	var addrs []netip.Addr
	for _, text := range a.list[n-1] {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

// decoy is a receiver that nobody should reach. It counts connections.
type decoy struct {
	*httptest.Server
	connections atomic.Int64
}

func newDecoy(t *testing.T) *decoy {
	t.Helper()
	d := &decoy{}
	d.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	d.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			d.connections.Add(1)
		}
	}
	d.Start()
	t.Cleanup(d.Close)
	return d
}

func (d *decoy) port() string {
	_, port, _ := net.SplitHostPort(d.Listener.Addr().String())
	return port
}

const publicText = "public hosts only"

// sendStrict makes one attempt that may go to public addresses only.
func sendStrict(t *testing.T, transport http.RoundTripper, target string, body []byte) relay.Attempt {
	t.Helper()
	return relay.Send(t.Context(), transport, relay.Outgoing{
		URL: target, Body: body, Timeout: 10 * time.Second, UserAgent: "test", PublicOnly: relay.Demand{Text: publicText},
	}, relay.RealClock{}.Stopwatch())
}

// bodies are one for the lean client and one that net/http sends.
func bodies() map[string][]byte {
	return map[string][]byte{"lean": []byte("{}"), "net/http": make([]byte, 32<<10), "no body": nil}
}

// No spelling of this machine gets a packet out to it, over either client.
func TestNoSpellingReachesLoopback(t *testing.T) {
	t.Parallel()
	d := newDecoy(t)
	resolver := &answers{list: [][]string{{"127.0.0.1"}}}
	transport := relay.NewTransport(relay.TransportOptions{Reach: relay.Reach{Strict: true, Resolver: resolver}})
	defer transport.CloseIdleConnections()
	hosts := []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.1", "127.1", "127.0.1", "127.255.1.1",
		"0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]", "[fe80::1%25lo]",
		"１２７.０.０.１", "127。0。0。1", "①②⑦.1", "ｌｏｃａｌｈｏｓｔ", "local%C2%ADhost", "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1", "foo.localhost", "printer.local", "metadata.google.internal", "api.test",
		"public.example.com", // resolves here
	}
	for name, body := range bodies() {
		for _, host := range hosts {
			attempt := sendStrict(t, transport, "http://"+host+":"+d.port()+"/", body)
			if attempt.Outcome != relay.Blocked || !strings.HasSuffix(attempt.Error, "; "+publicText) || attempt.Response != nil {
				t.Errorf("%s over %s: %s %q", host, name, attempt.Outcome, attempt.Error)
			}
		}
	}
	if n := d.connections.Load(); n != 0 {
		t.Errorf("%d connections arrived", n)
	}
}

// A connection that somebody made who may go anywhere is not used by one who may not.
func TestKeptConnectionIsNotShared(t *testing.T) {
	t.Parallel()
	for name, body := range bodies() {
		d := newDecoy(t)
		transport := relay.NewTransport(relay.TransportOptions{Reach: relay.Reach{Strict: true}})
		target := d.URL + "/"
		free := relay.Send(t.Context(), transport, relay.Outgoing{URL: target, Body: body, Timeout: 10 * time.Second, UserAgent: "test"}, relay.RealClock{}.Stopwatch())
		if free.Outcome != relay.Success {
			t.Fatalf("%s: %s %s", name, free.Outcome, free.Error)
		}
		before := d.connections.Load()
		if attempt := sendStrict(t, transport, target, body); attempt.Outcome != relay.Blocked || d.connections.Load() != before {
			t.Errorf("%s: %s %s", name, attempt.Outcome, attempt.Error)
		}
		transport.CloseIdleConnections()
	}
}

// A name that is public when it is looked at and this machine when it is dialled: the address that was seen is dialled.
func TestRebinding(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answers [][]string
		dialled []string // by the one attempt
		outcome relay.Outcome
	}{
		"public first, loopback second": {[][]string{{"198.41.0.4"}, {"127.0.0.1"}}, []string{"198.41.0.4"}, relay.ConnectError},
		"loopback among public":         {[][]string{{"198.41.0.4", "127.0.0.1"}}, nil, relay.Blocked},
		"loopback mapped into IPv6":     {[][]string{{"198.41.0.4", "::ffff:127.0.0.1"}}, nil, relay.Blocked},
		"several public, tried in turn": {[][]string{{"198.41.0.4", "2001:500:200::b"}}, []string{"198.41.0.4", "2001:500:200::b"}, relay.ConnectError},
		"none":                          {[][]string{nil}, nil, relay.DNSError},
	}
	for name, tt := range tests {
		for client, body := range bodies() {
			t.Run(name+" over "+strings.ReplaceAll(client, "/", " "), func(t *testing.T) {
				t.Parallel()
				var dialled []string
				resolver := &answers{list: tt.answers}
				transport := relay.NewTransport(relay.TransportOptions{
					Reach: relay.Reach{Strict: true, Resolver: resolver},
					DialContext: func(_ context.Context, network, address string) (net.Conn, error) { // the dialer would ask again if it got a name
						host, _, err := net.SplitHostPort(address)
						dialled = append(dialled, host)
						return nil, errors.Join(&net.OpError{Op: "dial", Net: network, Err: errors.New("nobody there")}, err)
					},
				})
				attempt := sendStrict(t, transport, "http://hooks.example.com:8080/", body)
				if attempt.Outcome != tt.outcome || strings.Join(dialled, " ") != strings.Join(tt.dialled, " ") || resolver.asked.Load() != 1 {
					t.Errorf("%s %q, dialled %v after %d questions; want %s, %v", attempt.Outcome, attempt.Error, dialled, resolver.asked.Load(), tt.outcome, tt.dialled)
				}
			})
		}
	}
}

// A second attempt asks again: what has become private meanwhile is blocked.
func TestSecondAttemptAsksAgain(t *testing.T) {
	t.Parallel()
	transport := relay.NewTransport(relay.TransportOptions{
		Reach: relay.Reach{Strict: true, Resolver: &answers{list: [][]string{{"198.41.0.4"}, {"127.0.0.1"}}}},
		DialContext: func(_ context.Context, network, _ string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("nobody there")}
		},
	})
	for n, want := range []relay.Outcome{relay.ConnectError, relay.Blocked} {
		if attempt := sendStrict(t, transport, "http://hooks.example.com/", []byte("{}")); attempt.Outcome != want {
			t.Errorf("attempt %d: %s %s, want %s", n+1, attempt.Outcome, attempt.Error, want)
		}
	}
}

// A name that counts as public is dialled at its address, strict or not, and no other name is.
func TestAssumedPublic(t *testing.T) {
	t.Parallel()
	d := newDecoy(t)
	transport := relay.NewTransport(relay.TransportOptions{Reach: relay.Reach{Assumed: relay.Assumed{"api.test": netip.MustParseAddr("127.0.0.1")}}})
	defer transport.CloseIdleConnections()
	for client, body := range bodies() {
		for host, want := range map[string]relay.Outcome{"api.test": relay.Success, "API.Test.": relay.Success, "x.api.test": relay.Blocked, "api.test.test": relay.Blocked} {
			target := "http://" + host + ":" + d.port() + "/"
			if attempt := sendStrict(t, transport, target, body); attempt.Outcome != want {
				t.Errorf("%s over %s: %s %s, want %s", host, client, attempt.Outcome, attempt.Error, want)
			}
		}
		free := relay.Send(t.Context(), transport, relay.Outgoing{URL: "http://api.test:" + d.port(), Body: body, Timeout: 10 * time.Second, UserAgent: "test"}, relay.RealClock{}.Stopwatch())
		if free.Outcome != relay.Success {
			t.Errorf("not strict over %s: %s %s", client, free.Outcome, free.Error)
		}
	}
}

// Where nothing is enforced, an attempt to a name that led to this machine says so, over new and kept connections.
func TestNameThatLedToLoopbackIsNoted(t *testing.T) {
	t.Parallel()
	d := newDecoy(t)
	for client, body := range bodies() {
		transport := relay.NewTransport(relay.TransportOptions{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, d.Listener.Addr().String())
		}})
		for _, tt := range []struct{ host, note string }{
			{"hooks.example.com", "hooks.example.com resolves to 127.0.0.1, a loopback address; " + publicText},
			{"hooks.example.com", "hooks.example.com resolves to 127.0.0.1, a loopback address; " + publicText},
			{"localhost", ""}, {"127.0.0.1", ""}, // told of beforehand
		} {
			attempt := relay.Send(t.Context(), transport, relay.Outgoing{
				URL: "http://" + tt.host + "/", Body: body, Timeout: 10 * time.Second, UserAgent: "test", PublicAdvised: relay.Demand{Text: publicText},
			}, relay.RealClock{}.Stopwatch())
			if attempt.Outcome != relay.Success || attempt.Note != tt.note {
				t.Errorf("%s over %s: %s %s, note %q, want %q", tt.host, client, attempt.Outcome, attempt.Error, attempt.Note, tt.note)
			}
		}
		transport.CloseIdleConnections()
	}
}

// Proxy variables count for nothing unless a proxy is given; then all goes through it, but what may go to public addresses only.
func TestProxy(t *testing.T) {
	var through atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.IsAbs() {
			through.Add(1)
		}
	}))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	d := newDecoy(t)
	reach := relay.Reach{Assumed: relay.Assumed{"api.test": netip.MustParseAddr("127.0.0.1")}}
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	straight := relay.NewTransport(relay.TransportOptions{Reach: reach})
	proxied := relay.NewTransport(relay.TransportOptions{Reach: reach, Proxy: http.ProxyURL(address)})
	defer straight.CloseIdleConnections()
	defer proxied.CloseIdleConnections()
	for client, body := range bodies() {
		out := relay.Outgoing{URL: "http://api.test:" + d.port() + "/", Body: body, Timeout: 10 * time.Second, UserAgent: "test"}
		if attempt := relay.Send(t.Context(), straight, out, relay.RealClock{}.Stopwatch()); attempt.Outcome != relay.Success || through.Load() != 0 {
			t.Errorf("straight over %s: %s %s, %d through the proxy", client, attempt.Outcome, attempt.Error, through.Load())
		}
		out.URL = "http://nowhere.example.com/"
		if attempt := relay.Send(t.Context(), proxied, out, relay.RealClock{}.Stopwatch()); attempt.Outcome != relay.Success || through.Swap(0) != 1 {
			t.Errorf("through the proxy, %s: %s %s", client, attempt.Outcome, attempt.Error)
		}
		if attempt := sendStrict(t, proxied, "http://127.0.0.1:"+d.port(), body); attempt.Outcome != relay.Blocked || through.Load() != 0 {
			t.Errorf("strict, %s: %s %s", client, attempt.Outcome, attempt.Error)
		}
	}
}
