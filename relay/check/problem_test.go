package check_test

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// What is wrong with an answer that is not whole is told as it was seen.
func TestAnswersThatAreNotWhole(t *testing.T) {
	t.Parallel()
	const limit = 300 * time.Millisecond
	tests := map[string]struct {
		answer string
		hangs  bool // afterwards, rather than close
		says   string
	}{
		"none, and it closes":            {"", false, "it gave no answer (the connection was closed without an answer)"},
		"none, and it hangs":             {"", true, "it gave no answer (no answer within 300ms)"},
		"shorter than it says":           {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", false, "it answered 200, but the connection was closed in the middle of the answer"},
		"without an end":                 {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", true, "it answered 200, but the answer did not end within 300ms"},
		"chunks without an end":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", false, "it answered 200, but the connection was closed in the middle of the answer"},
		"no HTTP":                        {"220 mail.example.com ESMTP\r\n", false, "it gave no answer (what came is no HTTP answer)"},
		"a redirect":                     {"HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n\r\n", false, "it answered 301"},
		"100 Continue, and then nothing": {"HTTP/1.1 100 Continue\r\n\r\n", false, "it gave no answer (the connection was closed without an answer)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				listener := newByHand(t, func(_ net.Listener, c net.Conn) {
					r := bufio.NewReader(c)
					headers, err := readHead(r)
					if err != nil || readBody(r, headers) != nil {
						return
					}
					_, _ = io.WriteString(c, tt.answer)
					if tt.hangs {
						_, _ = io.Copy(io.Discard, r)
					}
				})
				m := mistake{product: "fintoro", found: "delivery/valid"}
				r := m.at(t, listener, nil, func(o *check.Options, _ *receiver) { o.Timeout, o.Only = limit, []string{"delivery/valid"} })
				if r.Verdict != check.Fail || !strings.HasPrefix(r.Detail, tt.says) {
					t.Errorf("%s %q, want %q", r.Verdict, r.Detail, tt.says)
				}
			})
		})
	}
}
