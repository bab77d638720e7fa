package fault

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// seize takes the connection of a request out of the server's hands. Whoever asks closes it. Where it cannot be had, the
// server closes it.
func seize(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return conn
}

// abort closes a connection as a machine does that has lost it: by RST, and what was not sent yet is thrown away.
func abort(conn net.Conn) {
	if over, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = over.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// head is a reply's status line and headers, as they go over the wire.
func (r *reply) head() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", r.status, http.StatusText(r.status))
	header := r.header.Clone()
	if r.length() > 0 || bodyAllowed(r.status) {
		header.Set("Content-Length", fmt.Sprint(r.length()))
	}
	header.Set("Connection", "close")
	_ = header.Write(&b)
	b.WriteString("\r\n")
	return b.Bytes()
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// pieces is in how many parts something slow goes over the wire.
const pieces = 10

// dribble writes in pieces, evenly over a time, until somebody has had enough.
func dribble(ctx context.Context, w io.Writer, data []byte, over time.Duration) error {
	buffered := bufio.NewReader(bytes.NewReader(data))
	for n := range pieces {
		if err := pause(ctx, over/pieces); err != nil {
			return err
		}
		size := int64(len(data)*(n+1)/pieces - len(data)*n/pieces)
		if _, err := io.CopyN(w, buffered, size); err != nil {
			return err
		}
	}
	return nil
}

// pause waits by relay.Linger, for which no time at all would mean until the end.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	return relay.Linger(ctx, d)
}
