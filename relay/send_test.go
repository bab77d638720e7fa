package relay_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// rawServer answers each connection by a script and keeps what was written to it.
type rawServer struct {
	addr string
	mu   sync.Mutex
	got  []string // one entry a request
}

// serveRaw answers requests with raw bytes: answers[i] for the i-th one, "" closes the connection unanswered.
func serveRaw(t *testing.T, answers ...string) *rawServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &rawServer{addr: listener.Addr().String()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn, answers)
		}
	}()
	return s
}

func (s *rawServer) serve(conn net.Conn, answers []string) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for {
		var raw strings.Builder
		length := 0
		for {
			line, err := reader.ReadString('\n')
			if err != nil {
				return
			}
			raw.WriteString(line)
			fmt.Sscanf(line, "Content-Length: %d", &length)
			if line == "\r\n" {
				break
			}
		}
		io.CopyN(&raw, reader, int64(length))
		s.mu.Lock()
		n := len(s.got)
		s.got = append(s.got, raw.String())
		s.mu.Unlock()
		if n >= len(answers) || answers[n] == "" {
			return
		}
		io.WriteString(conn, answers[n])
	}
}

func (s *rawServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.got...)
}

func sendTo(t *testing.T, transport http.RoundTripper, url string, headers ...relay.Header) relay.Attempt {
	t.Helper()
	return relay.Send(t.Context(), transport, relay.Outgoing{
		URL: url, Headers: headers, Body: []byte(`{"a":1.0}`), Timeout: 5 * time.Second, UserAgent: "ledgerhook/test",
	}, relay.RealClock{}.Stopwatch())
}

func TestSendKeepsEveryByte(t *testing.T) {
	t.Parallel()
	s := serveRaw(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	attempt := sendTo(t, relay.NewTransport(), "http://user:pass@"+s.addr+`/a%2Fb/"q"?x=%20y&token=A+b#part`,
		relay.Header{Name: "webhook-id", Value: "1"}, relay.Header{Name: "X-SF-SIGNATURE-1", Value: "2"}, relay.Header{Name: "Content-Type", Value: "application/json"})
	if attempt.Outcome != relay.Success || string(attempt.Response.Body) != "ok" {
		t.Fatalf("%s: %s", attempt.Outcome, attempt.Error)
	}
	want := "POST /a%2Fb/\"q\"?x=%20y&token=A+b HTTP/1.1\r\nHost: " + s.addr +
		"\r\nUser-Agent: ledgerhook/test\r\nContent-Length: 9\r\nContent-Type: application/json\r\nX-SF-SIGNATURE-1: 2\r\nwebhook-id: 1\r\n\r\n{\"a\":1.0}"
	if got := s.requests(); len(got) != 1 || got[0] != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	if strings.Contains(attempt.Request.URL, "pass") {
		t.Errorf("the attempt shows the password: %s", attempt.Request.URL)
	}
}

// net/http sends a request with an Idempotency-Key again by itself when a kept-alive connection has died.
func TestSendSendsNothingTwice(t *testing.T) {
	t.Parallel()
	s := serveRaw(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	transport := relay.NewTransport()
	key := relay.Header{Name: "Idempotency-Key", Value: "k"}
	if first := sendTo(t, transport, "http://"+s.addr+"/", key); first.Outcome != relay.Success {
		t.Fatalf("first: %s", first.Error)
	}
	second := sendTo(t, transport, "http://"+s.addr+"/", key) // on the same connection, which then dies
	if second.Outcome != relay.ProtocolError {
		t.Errorf("second: %s, want protocol_error", second.Outcome)
	}
	if n := len(s.requests()); n != 2 {
		t.Errorf("%d requests arrived, want 2: the client sent one again by itself", n)
	}
}

func TestSendOutcomes(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewTLSServer(nil)
	t.Cleanup(secure.Close)
	redirect := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	t.Cleanup(redirect.Close)
	tests := map[string]struct {
		url     string
		outcome relay.Outcome
		status  int
	}{
		"nobody listens":          {closed.URL, relay.ConnectError, 0},
		"a certificate of nobody": {secure.URL, relay.TLSError, 0},
		// What net/http's TLS server says, without the reset that races behind it.
		"plain HTTP on a TLS port":  {"http://" + serveRaw(t, "HTTP/1.0 400 Bad Request\r\nContent-Length: 48\r\n\r\nClient sent an HTTP request to an HTTPS server.\n").addr, relay.Success, 400},
		"a redirect is an answer":   {redirect.URL, relay.Success, 302},
		"a URL that cannot be read": {"http://[::1", relay.Blocked, 0},
		"an answer that is no HTTP": {"http://" + serveRaw(t, "hello\r\n\r\n").addr, relay.ProtocolError, 0},
		"no answer":                 {"http://" + serveRaw(t, "").addr, relay.ProtocolError, 0},
		"informational, then 200":   {"http://" + serveRaw(t, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").addr, relay.Success, 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attempt := sendTo(t, relay.NewTransport(), tt.url)
			if attempt.Outcome != tt.outcome || attempt.Status() != tt.status {
				t.Errorf("%s %d (%s), want %s %d", attempt.Outcome, attempt.Status(), attempt.Error, tt.outcome, tt.status)
			}
			if (attempt.Error == "") != (attempt.Outcome == relay.Success) {
				t.Errorf("outcome %s with error %q", attempt.Outcome, attempt.Error)
			}
		})
	}
}

func TestSendKeepsABoundedPartOfTheAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write(make([]byte, relay.MaxResponseBytes+1000))
	}))
	t.Cleanup(server.Close)
	attempt := sendTo(t, relay.NewTransport(), server.URL)
	if attempt.Outcome != relay.Success || len(attempt.Response.Body) != relay.MaxResponseBytes || attempt.Response.Truncated != 1000 {
		t.Errorf("%s: kept %d, threw away %d", attempt.Outcome, len(attempt.Response.Body), attempt.Response.Truncated)
	}
}

// The time limit covers the answer's body too. The other end is a pipe, so that the bubble's time can pass.
func TestSendStopsAtTheTimeLimit(t *testing.T) {
	tests := map[string]struct{ answer string }{
		"no answer at all": {""},
		"half a head":      {"HTTP/1.1 200 OK\r\nContent-"},
		"half a body":      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := pipeTo(tt.answer)
				defer transport.CloseIdleConnections()
				attempt := relay.Send(t.Context(), transport, relay.Outgoing{URL: "http://receiver.test/", Timeout: 30 * time.Second}, relay.RealClock{}.Stopwatch())
				if attempt.Outcome != relay.Timeout || attempt.Duration != 30*time.Second {
					t.Errorf("%s after %v (%s), want timeout after 30s", attempt.Outcome, attempt.Duration, attempt.Error)
				}
			})
		})
	}
}

// A stop of ours never looks like a failure of the receiver.
func TestSendTellsAStopFromATimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := pipeTo("")
		defer transport.CloseIdleConnections()
		ctx, cancel := context.WithCancelCause(t.Context())
		reached, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(time.Second))
		defer stop()
		go func() {
			<-reached
			cancel(errors.New("stopping"))
		}()
		attempt := relay.Send(ctx, transport, relay.Outgoing{URL: "http://receiver.test/", Timeout: 30 * time.Second}, relay.RealClock{}.Stopwatch())
		if attempt.Outcome != relay.Aborted || attempt.Duration != time.Second {
			t.Errorf("%s after %v, want aborted after 1s", attempt.Outcome, attempt.Duration)
		}
	})
}

// pipeTo reads each request and writes an answer, on pipes that stay open.
func pipeTo(answer string) *http.Transport {
	return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			reader := bufio.NewReader(theirs)
			for {
				line, err := reader.ReadString('\n')
				if err != nil || line == "\r\n" {
					break
				}
			}
			io.WriteString(theirs, answer)
			io.Copy(io.Discard, reader)
			theirs.Close()
		}()
		return ours, nil
	}}
}

func TestMaskURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:3000/a?b=c": "http://127.0.0.1:3000/a?b=c",
		"https://u:p@example.test/a":  "https://***@example.test/a",
		"https://u@p@example.test?x":  "https://***@example.test?x",
		"https://example.test/a@b":    "https://example.test/a@b",
		"no URL":                      "no URL",
	} {
		if got := relay.MaskURL(url); got != want {
			t.Errorf("MaskURL(%q) = %q, want %q", url, got, want)
		}
	}
}
