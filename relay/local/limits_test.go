package local_test

import (
	"io"
	"net"
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
			if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost:"); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(conn); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
}
