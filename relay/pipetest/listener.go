// Package pipetest lets tests serve connections that are pipes: in a synctest bubble time goes on while one waits for a pipe,
// and does not for a socket. It is for tests only, and imports only the standard library.
package pipetest

import (
	"context"
	"net"
	"sync"
	"testing"
)

// Listener is a net.Listener whose connections are made by Dial. Nothing is buffered: a write waits until it has been read.
// Safe for concurrent use.
type Listener struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

// Listen makes a listener.
func Listen() *Listener {
	l := &Listener{conns: make(chan net.Conn), closed: make(chan struct{})}
	l.close = sync.OnceFunc(func() { close(l.closed) })
	return l
}

// Accept waits for a Dial. Its error after Close is net.ErrClosed.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and Dial; connections that there are stay open.
func (l *Listener) Close() error {
	l.close()
	return nil
}

// Addr is no address in particular.
func (l *Listener) Addr() net.Addr { return &net.TCPAddr{} }

// Dial waits until it has been accepted, as the DialContext of an http.Transport does. It looks at neither network nor address.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.conns <- there:
		return here, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Connect dials in a test, which ends where it cannot.
func (l *Listener) Connect(t testing.TB) net.Conn {
	t.Helper()
	conn, err := l.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}
