package relay

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// boundedListener has so many places for connections.
type boundedListener struct {
	net.Listener
	write  time.Duration
	places chan struct{}
	once   sync.Once
	closed chan struct{}

	mu    sync.Mutex
	idle  map[*boundedConn]uint64 // those between two requests, numbered in the order in which they became so
	last  uint64                  // the newest number
	wants int                     // how many connections wait for a place: 0 or 1
	full  time.Time               // when one waited last
}

// Accept takes a place first, so that what finds none stays in the system's queue.
func (b *boundedListener) Accept() (net.Conn, error) {
	select {
	case b.places <- struct{}{}:
	default:
		if err := b.waitForPlace(); err != nil {
			return nil, err
		}
	}
	conn, err := b.Listener.Accept()
	if err != nil {
		<-b.places
		return nil, err
	}
	bounded := &boundedConn{Conn: conn, listener: b, write: b.write}
	bounded.leave = sync.OnceFunc(func() {
		b.mu.Lock()
		delete(b.idle, bounded)
		b.mu.Unlock()
		<-b.places
	})
	return bounded, nil
}

// waitForPlace closes the connection that is idle for the longest, now or as soon as there is one.
func (b *boundedListener) waitForPlace() error {
	b.mu.Lock()
	b.wants++
	var victim *boundedConn
	for conn, number := range b.idle {
		if victim == nil || number < b.idle[victim] {
			victim = conn
		}
	}
	b.mu.Unlock()
	if victim != nil {
		_ = victim.Close() // it has nothing to say any more
	}
	defer func() {
		b.mu.Lock()
		b.wants--
		b.full = RealClock{}.Now()
		b.mu.Unlock()
	}()
	select {
	case b.places <- struct{}{}:
		return nil
	case <-b.closed:
		return net.ErrClosed
	}
}

func (b *boundedListener) Close() error {
	b.once.Do(func() { close(b.closed) })
	return b.Listener.Close()
}

// boundedOf is a server's connection as Accept returned it; nil where another listener did.
func boundedOf(conn net.Conn) *boundedConn {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	bounded, _ := conn.(*boundedConn)
	return bounded
}

// boundedKey is where the context of a request has its connection.
type boundedKey struct{}

func withBounded(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, boundedKey{}, boundedOf(conn))
}

// crowdedFor is how long a listener counts as crowded after a connection waited for a place: the next may be on its way. Source:
// our choice.
const crowdedFor = time.Second

// Crowded reports whether the connection of a request, whose context ctx is, may be closed soon after the answer, as others wait
// for its place. Whoever answers then says "Connection: close", so that the caller does not send its next request into a
// connection that is gone. False where no ServerLimits bound the connection.
func Crowded(ctx context.Context) bool {
	conn, _ := ctx.Value(boundedKey{}).(*boundedConn)
	if conn == nil {
		return false
	}
	b := conn.listener
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wants > 0 || RealClock{}.Now().Sub(b.full) < crowdedFor
}

// noteIdle is told by the server what a connection does.
func noteIdle(conn net.Conn, state http.ConnState) {
	bounded := boundedOf(conn)
	if bounded == nil {
		return
	}
	b := bounded.listener
	b.mu.Lock()
	if state != http.StateIdle {
		delete(b.idle, bounded)
		b.mu.Unlock()
		return
	}
	wanted := b.wants > 0
	if !wanted {
		b.last++
		b.idle[bounded] = b.last
	}
	b.mu.Unlock()
	if wanted {
		_ = bounded.Close() // its place is taken at once
	}
}

// boundedConn gives its caller so long to read each part of what is written.
type boundedConn struct {
	net.Conn
	listener *boundedListener
	write    time.Duration
	leave    func()
}

// writePart is how much of an answer a caller must read within the limit.
const writePart = 64 << 10

func (c *boundedConn) Write(p []byte) (written int, err error) {
	for {
		part := p[written:min(len(p), written+writePart)]
		if err := c.SetWriteDeadline(RealClock{}.Now().Add(c.write)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(part)
		written += n
		if err != nil || written == len(p) {
			return written, err
		}
	}
}

// CloseWrite lets net/http say that nothing follows, and still read what a refused caller goes on sending.
func (c *boundedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *boundedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
