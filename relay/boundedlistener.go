package relay

import (
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
	idle  map[*boundedConn]bool // those between two requests
	wants int                   // how many connections wait for a place: 0 or 1
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

// waitForPlace closes a connection that is idle, now or as soon as there is one.
func (b *boundedListener) waitForPlace() error {
	b.mu.Lock()
	b.wants++
	var victim *boundedConn
	for conn := range b.idle {
		victim = conn
		break
	}
	b.mu.Unlock()
	if victim != nil {
		_ = victim.Close() // it has nothing to say any more
	}
	defer func() {
		b.mu.Lock()
		b.wants--
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

// noteIdle is told by the server what a connection does.
func noteIdle(conn net.Conn, state http.ConnState) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	bounded, ok := conn.(*boundedConn)
	if !ok {
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
		b.idle[bounded] = true
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
