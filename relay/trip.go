package relay

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"net/netip"
	"sync"
	"time"
)

// trip collects what a Transport tells of one exchange beside the answer. Send puts it into the request's context. A
// connection that is still being made when the exchange ends goes on to write to it, hence the lock.
type trip struct {
	elapsed func() time.Duration // since the attempt began

	publicOnly bool // only public addresses may be dialled
	namesHost  bool // the host is a name, and it is of interest where that leads
	proxied    bool // connections are made to a proxy

	mu          sync.Mutex
	timings     Timings
	unverified  bool     // it went over TLS to somebody whose certificate was not looked at
	inHandshake bool     // a TLS handshake was begun and has not succeeded
	peer        net.Addr // who is at the other end, where that is of interest
}

type tripKey struct{}

func tripOf(ctx context.Context) *trip {
	t, _ := ctx.Value(tripKey{}).(*trip)
	return t
}

// Apart returns the context of a further exchange within an attempt. It is held to the same rule of whom to dial, and tells
// nothing of how long it took.
func Apart(ctx context.Context) context.Context {
	t := tripOf(ctx)
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, tripKey{}, &trip{elapsed: t.elapsed, publicOnly: t.publicOnly})
}

func (t *trip) told() (timings Timings, unverified, inHandshake bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.timings, t.unverified, t.inHandshake
}

// note changes the trip under its lock; now is the time since the attempt began.
func (t *trip) note(change func(now time.Duration)) {
	now := t.elapsed()
	t.mu.Lock()
	defer t.mu.Unlock()
	change(now)
}

// leads tells where the host's name led.
func (t *trip) leads(conn net.Conn) {
	if !t.namesHost || t.proxied {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.peer = conn.RemoteAddr()
}

// notPublic says that the host's name led to an address that is not public; empty where it did not.
func (t *trip) notPublic(host string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	peer, ok := t.peer.(*net.TCPAddr)
	if !ok {
		return ""
	}
	return anyNotPublic(host, []netip.Addr{peer.AddrPort().Addr()})
}

// reused tells that a kept connection is used.
func (t *trip) reused() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timings.Reused = true
}

// firstByte tells that the answer begins to come.
func (t *trip) firstByte() {
	now := t.elapsed()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timings.FirstByte = now
}

// traced returns a context under which net and net/http tell the trip of what they do.
func (t *trip) traced(ctx context.Context) context.Context {
	var dns, connect, handshake time.Duration // when each began; under mu
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { t.note(func(now time.Duration) { dns = now }) },
		DNSDone:  func(httptrace.DNSDoneInfo) { t.note(func(now time.Duration) { t.timings.DNS = now - dns }) },
		ConnectStart: func(string, string) {
			t.note(func(now time.Duration) {
				if connect == 0 { // a host with several addresses has several
					connect = now
				}
			})
		},
		ConnectDone: func(_, _ string, err error) {
			t.note(func(now time.Duration) {
				if err == nil && t.timings.Connect == 0 {
					t.timings.Connect = now - connect
				}
			})
		},
		TLSHandshakeStart: func() { t.note(func(now time.Duration) { handshake, t.inHandshake = now, true }) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			t.note(func(now time.Duration) { t.timings.TLS, t.inHandshake = now-handshake, err != nil })
		},
		GotConn:              func(info httptrace.GotConnInfo) { t.note(func(time.Duration) { t.got(info) }) },
		GotFirstResponseByte: t.firstByte,
	})
}

// got learns which connection the request goes over. A kept one makes what was measured of a new one, begun meanwhile,
// no part of this attempt.
func (t *trip) got(info httptrace.GotConnInfo) {
	t.inHandshake = false
	if info.Reused {
		t.timings = Timings{Reused: true}
	}
	if conn, ok := info.Conn.(*tls.Conn); ok {
		t.unverified = len(conn.ConnectionState().VerifiedChains) == 0
	}
	if t.namesHost && !t.proxied {
		t.peer = info.Conn.RemoteAddr()
	}
}
