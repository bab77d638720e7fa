package relay_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestSendKeepsEveryByte(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		receiver := receiveRaw(t, func(_ int, c *rawConn) {
			if c.request() {
				c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			}
		})
		address := strings.TrimPrefix(receiver.url, "http://")
		attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{
			URL: "http://user:pass@" + address + `/a%2Fb/"q"?x=%20y&token=A+b#part`,
			Headers: []relay.Header{
				{Name: "webhook-id", Value: "1"}, {Name: "X-SF-SIGNATURE-1", Value: "2"}, {Name: "Content-Type", Value: "application/json"},
				{Name: "Authorization", Value: "Bearer key"}, {Name: "X-Blank", Value: " 3 "}, {Name: "X-Two", Value: "4"}, {Name: "X-Two", Value: "5"},
			},
		})
		sent(t, attempt)
		want := "POST /a%2Fb/\"q\"?x=%20y&token=A+b HTTP/1.1\r\nHost: " + address +
			"\r\nUser-Agent: ledgerhook/test\r\nContent-Length: 9\r\nAuthorization: Bearer key\r\nContent-Type: application/json\r\nX-Blank: 3\r\nX-SF-SIGNATURE-1: 2\r\n" +
			"X-Two: 4\r\nX-Two: 5\r\nwebhook-id: 1\r\n\r\n{\"a\":1.0}"
		if got := receiver.requests(); len(got) != 1 || got[0] != want {
			t.Errorf("\n got %q\nwant %q", got, want)
		}
		if shown := fmt.Sprint(attempt.Request.URL, attempt.Request.Headers); strings.Contains(shown, "pass") || strings.Contains(shown, "Bearer key") {
			t.Errorf("the attempt shows a secret: %s", shown)
		}
	})
}

func TestSendOutcomes(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		closed, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		closed.Close()
		tests := map[string]struct {
			url     string
			outcome relay.Outcome
			text    string
		}{
			"nobody listens":                  {"http://" + closed.Addr().String(), relay.ConnectError, "refused"},
			"nobody listens, with TLS":        {"https://" + closed.Addr().String(), relay.ConnectError, "refused"},
			"a name that nobody has":          {"http://receiver.invalid/", relay.DNSError, "receiver.invalid"},
			"a URL that cannot be read":       {"http://[::1", relay.Blocked, "parsed"},
			"a control character in the path": {"http://127.0.0.1:1/a\x01b", relay.Blocked, "parsed"},
			"a scheme that is no web":         {"ftp://127.0.0.1:1/", relay.ProtocolError, "ftp"},
			"no host":                         {"http:///path", relay.ProtocolError, "no Host"},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{URL: tt.url})
				if attempt.Outcome != tt.outcome || attempt.Response != nil || !strings.Contains(attempt.Error, tt.text) {
					t.Errorf("%s (%s), want %s with %q", attempt.Outcome, attempt.Error, tt.outcome, tt.text)
				}
			})
		}
	})
}

// A real server in front, with everything that net/http's does of its own accord.
func TestSendToARealServer(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			_, _ = w.Write(append(body, make([]byte, relay.MaxResponseBytes+1000-len(body))...))
		}))
		t.Cleanup(server.Close)
		transport := wire.open(t, relay.TransportOptions{})
		for _, size := range []int{0, 1, 1 << 10, 16 << 10, 16<<10 + 1, 60 << 10} {
			body := []byte(strings.Repeat("b", size))
			attempt := attemptOn(t, transport, relay.Outgoing{URL: server.URL, Body: body})
			sent(t, attempt)
			if len(attempt.Response.Body) != relay.MaxResponseBytes || attempt.Response.Truncated != 1000 || attempt.Response.Cut {
				t.Errorf("kept %d, threw away %d, cut %v", len(attempt.Response.Body), attempt.Response.Truncated, attempt.Response.Cut)
			}
			if !strings.HasPrefix(string(attempt.Response.Body), string(body)+"\x00") {
				t.Errorf("a body of %d bytes did not arrive as it was sent", size)
			}
		}
	})
}
