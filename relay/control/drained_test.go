package control_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// sendAllThenRead writes a whole request before it reads any of the answer, as simple clients do.
func sendAllThenRead(t *testing.T, address, header string, body []byte) (status int, text string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /v1/events/batch HTTP/1.1\r\nHost: 127.0.0.1\r\n"+header+"\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(body); err != nil {
		t.Fatalf("write the body: %v", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("read the answer: %v", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("Content-Type %q", kind)
	}
	return resp.StatusCode, string(answer)
}

func TestARefusedCallerCanReadWhy(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	const size = 20_000_000
	body := bytes.Repeat([]byte(" "), size)
	const kind = "Content-Type: application/json\r\n"
	for name, test := range map[string]struct {
		header string
		body   []byte
		status int
		want   string
	}{
		"a length beyond the limit": {
			kind + fmt.Sprintf("Content-Length: %d\r\n", size), body,
			413, "20000000 bytes; 16777216 are allowed",
		},
		"a length that is not told": {
			kind + "Transfer-Encoding: chunked\r\n", fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", size, body),
			413, "limit=16777216",
		},
		"a caller that waits to be asked for the body": {
			kind + fmt.Sprintf("Expect: 100-continue\r\nContent-Length: %d\r\n", size), nil,
			413, "20000000 bytes",
		},
		"another content type": {
			fmt.Sprintf("Content-Type: text/plain\r\nContent-Length: %d\r\n", size), body,
			415, "application/json",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, text := sendAllThenRead(t, node.ControlURL, test.header, test.body)
			if status != test.status || !strings.Contains(text, test.want) {
				t.Errorf("answered %d: %s", status, text)
			}
		})
	}
}
