package local_test

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// The limits hold at both listeners: whoever dawdles is cut off, and leaves its place to the next one.
func TestLimitsHoldAtBothListeners(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true, Limits: relay.ServerLimits{Connections: 1, HeaderTime: 50 * time.Millisecond}})
	for _, address := range []string{node.ControlURL, node.MockURL} {
		for range 2 {
			conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(relay.RealClock{}.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost:")
			// On a busy machine it is cut off before that was written, and then by a reset.
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: it was not cut off", address)
			}
		}
	}
}
