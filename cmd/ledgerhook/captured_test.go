package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestReadCaptured(t *testing.T) {
	t.Parallel()
	a := []relay.Header{{Name: "A", Value: "1"}}
	tests := map[string]struct {
		text, method, body string
		headers            []relay.Header
	}{
		"as on the wire":                       {"POST / HTTP/1.1\r\nA: 1\r\n\r\n{}\r\n", "POST", "{}\r\n", a},
		"without CR in the head":               {"POST / HTTP/1.1\nA: 1\n\n{\r\n}\n\n", "POST", "{\r\n}\n\n", a},
		"without a first line":                 {"A: 1\n\n{}", "", "{}", a},
		"with a byte order mark and a blank":   {"\uFEFF\n\nPOST / HTTP/2\nA:1\n\n{}", "POST", "{}", a},
		"without a body":                       {"POST / HTTP/1.1\nA: 1", "POST", "", a},
		"a mark that is part of the body":      {"A: 1\n\n\uFEFF{}", "", "\uFEFF{}", a},
		"a name twice, in the casing it had":   {"a: 1\nA:  2 \n\n", "", "", []relay.Header{{Name: "a", Value: "1"}, {Name: "A", Value: "2"}}},
		"a folded header":                      {"A: 1\n  2\n\n", "", "", []relay.Header{{Name: "A", Value: "1 2"}}},
		"chunks":                               {"Transfer-Encoding: chunked\n\n2\r\n{}\r\n0\r\n\r\n", "", "{}", []relay.Header{{Name: "Transfer-Encoding", Value: "chunked"}}},
		"chunks that have lost their CR":       {"Transfer-Encoding: chunked\n\n2\n{}\n0\n\n", "", "{}", []relay.Header{{Name: "Transfer-Encoding", Value: "chunked"}}},
		"chunks that were put together before": {"Transfer-Encoding: chunked\n\n{}", "", "{}", []relay.Header{{Name: "Transfer-Encoding", Value: "chunked"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := readCaptured([]byte(tt.text))
			if err != nil || c.method != tt.method || string(c.body) != tt.body {
				t.Errorf("%q, body %q, %v", c.method, c.body, err)
			}
			if diff := cmp.Diff(tt.headers, c.headers); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
	for text, want := range map[string]string{
		"": "empty", "\r\n \n": "empty", "{}": "not like POST", "POST /\nA: 1\n\n": "not like POST", "A: 1\n{}\n": "line 2", "POST / HTTP/1.1\n: 1\n\n": "line 2",
		"POST / HTTP/1.1\n" + strings.Repeat("A: 1\n", 201): "more than 200 headers",
	} {
		if _, err := readCaptured([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

// A body that was put together has no marks of chunks; one that was cut has, and that is told.
func TestReadCapturedBrokenChunks(t *testing.T) {
	t.Parallel()
	for body, broken := range map[string]bool{"{}": false, "2\r\n{}\r\n0\r\n\r\n": false, "2;x=y\r\n{}\r\n": true, "9\r\n{}": true, "": false} {
		c, err := readCaptured([]byte("Transfer-Encoding: chunked\r\n\r\n" + body))
		if err != nil || c.chunks != broken {
			t.Errorf("%q: %v, %v", body, c.chunks, err)
		}
	}
}

func TestReadCapturedTellsUTF16(t *testing.T) {
	t.Parallel()
	if _, err := readCaptured([]byte("\xff\xfeP\x00O\x00S\x00T\x00")); err == nil || !strings.Contains(err.Error(), "it is UTF-16, as PowerShell") {
		t.Error(err)
	}
}

// What is longer than any signature is not printed to its end.
func TestClipped(t *testing.T) {
	t.Parallel()
	if got := clipped(strings.Repeat("ab", 3_000_000)); len(got) > maxReceived+40 || !strings.HasSuffix(got, " … (6000000 bytes)") {
		t.Errorf("%d: %s", len(got), got[max(0, len(got)-40):])
	}
	if got := clipped("ab"); got != "ab" {
		t.Error(got)
	}
}

// FuzzReadCaptured: whatever a file holds, the body is what stands behind the first empty line, byte for byte, and no header holds
// a line break.
func FuzzReadCaptured(f *testing.F) {
	f.Add([]byte("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"))
	f.Add([]byte("A: 1\n b\n\n\n\r\n"))
	f.Add([]byte("Transfer-Encoding: chunked\n\n5\r\nab"))
	f.Add([]byte("\uFEFF\nPOST / HTTP/1.1\n:\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := readCaptured(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x1b") {
				t.Errorf("%q", err)
			}
			return
		}
		if c.header("Transfer-Encoding") == "" && !bytes.HasSuffix(text, c.body) {
			t.Errorf("the body %q is not the end of %q", c.body, text)
		}
		for _, h := range c.headers {
			if h.Name == "" || strings.ContainsAny(h.Name, "\r\n: ") || strings.Contains(h.Value, "\n") {
				t.Errorf("%q: %q", h.Name, h.Value)
			}
		}
		_, _, _ = capturedRequest(text)
	})
}
