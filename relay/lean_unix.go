//go:build unix

package relay

import (
	"errors"
	"net"
	"syscall"
)

// canLean tells whether a closed connection is found out before a request is written to it. Without that a kept connection
// would fail more attempts than net/http's, which reads on it all the time.
const canLean = true

// quietness returns a function that tells whether a connection, at this instant, has nothing to say: no bytes, no end, no
// error. It takes one system call and never waits. Nil where the connection is no socket.
func quietness(conn net.Conn) func() bool {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil
	}
	var quiet bool
	var one [1]byte
	look := func(fd uintptr) bool {
		_, err := syscall.Read(int(fd), one[:]) // the socket does not block: net has made it so
		quiet = errors.Is(err, syscall.EAGAIN)
		return true
	}
	return func() bool {
		quiet = false
		return raw.Read(look) == nil && quiet
	}
}
