package check

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestAReceiverThatHangsIsWaitedForInFullTwiceInARow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var answering atomic.Bool
		s, err := newSession(Options{
			URL: "http://127.0.0.1:1/hooks", Dialect: provider.Fintoro(), Clock: relay.RealClock{}, Secrets: []string{"s"},
			Dial: func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				go func() {
					buffer := make([]byte, 4096)
					_, _ = there.Read(buffer)
					if answering.Load() {
						_, _ = there.Write([]byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"))
					}
					_, _ = there.Read(buffer) // until the other end closes
				}()
				return here, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"10s", "10s", "1s", "", "10s"} {
			answering.Store(want == "")
			x := s.Send(t.Context(), "a request", Request{})
			if want == "" != (x.Error == "") || !strings.HasSuffix(x.Error, want) {
				t.Errorf("request %d: %q after %v, want %q", i+1, x.Error, x.Duration.Round(time.Second), want)
			}
		}
	})
}
