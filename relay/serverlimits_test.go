package relay_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/pipetest"
)

// serving runs a handler within limits, in a bubble, for as long as do runs.
func serving(t *testing.T, limits relay.ServerLimits, handler http.HandlerFunc, do func(t *testing.T, p *pipetest.Listener)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := pipetest.Listen()
		server, ended := limits.Server(handler, nil), make(chan error, 1)
		go func() { ended <- server.Serve(limits.Listener(p)) }()
		do(t, p)
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the server ended with %v", err)
		}
		time.Sleep(time.Second) // net/http lingers on what it has refused
	})
}

// sentUntilCut writes a part every second until the connection is cut, and returns when that was.
func sentUntilCut(t *testing.T, conn net.Conn, parts ...string) time.Duration {
	t.Helper()
	defer conn.Close()
	began := time.Now()
	cut := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		close(cut)
	}()
	for i := 0; ; i++ {
		if _, err := io.WriteString(conn, parts[min(i, len(parts)-1)]); err != nil {
			<-cut
			return time.Since(began)
		}
		if time.Since(began) > time.Hour {
			t.Error("an hour passed and nothing was cut")
			return time.Hour
		}
		time.Sleep(time.Second)
	}
}

// Callers that send a little now and then (slowloris) are cut off, wherever they dawdle.
func TestSlowCallersAreCutOff(t *testing.T) {
	t.Parallel()
	limits := relay.ServerLimits{HeaderTime: 10 * time.Second, RequestTime: 30 * time.Second, IdleTime: time.Minute}
	for name, tt := range map[string]struct {
		parts []string
		want  time.Duration
	}{
		"in the request line": {[]string{"G"}, 10 * time.Second},
		"in the headers":      {[]string{"GET / HTTP/1.1\r\nHost: h\r\n", "X: y\r\n"}, 10 * time.Second},
		"in the body":         {[]string{"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n", "x"}, 30 * time.Second},
		"in a chunked body":   {[]string{"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"}, 30 * time.Second},
		"saying nothing":      {[]string{""}, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			serving(t, limits, func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					panic(http.ErrAbortHandler)
				}
			}, func(t *testing.T, p *pipetest.Listener) {
				if got := sentUntilCut(t, p.Connect(t), tt.parts...); got < tt.want || got > tt.want+2*time.Second {
					t.Errorf("cut after %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// A caller that does not read is cut off, also in the middle of one large write; one that reads slowly is not.
func TestSlowReaders(t *testing.T) {
	t.Parallel()
	const size = 10 * 64 << 10
	limits := relay.ServerLimits{WriteTime: 30 * time.Second}
	for name, tt := range map[string]struct {
		rest  time.Duration // before each 64 KiB
		whole bool
	}{"not at all": {time.Hour, false}, "slowly": {20 * time.Second, true}} {
		t.Run(name, func(t *testing.T) {
			written := make(chan error, 1)
			serving(t, limits, func(w http.ResponseWriter, _ *http.Request) {
				_, err := w.Write(make([]byte, size))
				written <- err
			}, func(t *testing.T, p *pipetest.Listener) {
				conn := p.Connect(t)
				defer conn.Close()
				if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
				total := 0
				for {
					time.Sleep(tt.rest)
					n, err := io.ReadFull(conn, make([]byte, 64<<10))
					if total += n; err != nil {
						break
					}
				}
				if err := <-written; (err == nil) != tt.whole || (total >= size) != tt.whole {
					t.Errorf("%d bytes came, the handler got %v", total, err)
				}
			})
		})
	}
}

// What takes long to answer, and what never ends, goes on however short the limits are: they are the caller's to keep.
func TestLongAnswersGoOn(t *testing.T) {
	t.Parallel()
	limits := relay.ServerLimits{HeaderTime: time.Second, RequestTime: time.Second, WriteTime: time.Second, IdleTime: time.Second}
	for name, request := range map[string]string{
		"without a body": "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
		"with a body":    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}",
		"with chunks":    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			serving(t, limits, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				for range 5 { // a stream, with long silences
					select {
					case <-time.After(time.Hour):
					case <-r.Context().Done():
						return
					}
					_, _ = io.WriteString(w, "beat\n")
					_ = http.NewResponseController(w).Flush()
				}
			}, func(t *testing.T, p *pipetest.Listener) {
				conn := p.Connect(t)
				defer conn.Close()
				if _, err := io.WriteString(conn, request); err != nil {
					t.Fatal(err)
				}
				resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(resp.Body)
				if err != nil || strings.Count(string(text), "beat") != 5 {
					t.Errorf("%q, %v", text, err)
				}
			})
		})
	}
}

// A connection beyond the limit takes the place of an idle one, and else waits until another has been answered.
func TestConnectionsAreCounted(t *testing.T) {
	t.Parallel()
	limits := relay.ServerLimits{Connections: 2, IdleTime: time.Hour}
	for name, tt := range map[string]struct {
		paths []string // one connection each, all of which stay open
		want  []time.Duration
	}{
		"beside idle ones":  {[]string{"/", "/", "/", "/"}, []time.Duration{0, 0, 0, 0}},
		"beside busy ones":  {[]string{"/minute", "/minute", "/", "/"}, []time.Duration{time.Minute, time.Minute, time.Minute, time.Minute}},
		"beside a busy one": {[]string{"/minute", "/", "/", "/"}, []time.Duration{0, 0, 0, time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			serving(t, limits, func(_ http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/minute" {
					time.Sleep(time.Minute)
				}
			}, func(t *testing.T, p *pipetest.Listener) {
				began, answered := time.Now(), make(chan time.Duration, len(tt.paths))
				for _, path := range tt.paths {
					go func() {
						conn := p.Connect(t)
						defer conn.Close()
						_, _ = io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: h\r\n\r\n")
						reader := bufio.NewReader(conn)
						if _, err := http.ReadResponse(reader, nil); err != nil {
							t.Error(err)
						}
						answered <- time.Since(began)
						_, _ = reader.ReadByte() // until it is cut
					}()
					synctest.Wait()
				}
				var got []time.Duration
				for range tt.paths {
					got = append(got, <-answered)
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("answered after %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// A listener that is full ends with its Close.
func TestFullListenerCloses(t *testing.T) {
	t.Parallel()
	p := pipetest.Listen()
	listener := relay.ServerLimits{Connections: 1}.Listener(p)
	go func() { _, _ = p.Dial(t.Context(), "", "") }()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := listener.Accept()
		ended <- err
	}()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept ends with %v", err)
	}
	if err := errors.Join(conn.Close(), conn.Close()); err != nil {
		t.Errorf("a connection closed twice: %v", err)
	}
}

// A header that is too long gets 431.
func TestLongHeader(t *testing.T) {
	t.Parallel()
	serving(t, relay.ServerLimits{HeaderBytes: 1 << 10}, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, p *pipetest.Listener) {
		conn := p.Connect(t)
		defer conn.Close()
		go func() {
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\nX: "+strings.Repeat("x", 8<<10)+"\r\n\r\n")
		}()
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%v, %v", resp, err)
		}
	})
}

// A handler knows when its caller's connection will be closed for another one, and for a second after that.
func TestCrowded(t *testing.T) {
	t.Parallel()
	serving(t, relay.ServerLimits{Connections: 2}, func(w http.ResponseWriter, r *http.Request) {
		if relay.Crowded(r.Context()) {
			w.WriteHeader(http.StatusTeapot)
		}
	}, func(t *testing.T, p *pipetest.Listener) {
		ask := func() int {
			conn := p.Connect(t)
			defer synctest.Wait() // until its place is free
			defer conn.Close()
			go func() { _, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n") }()
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			return resp.StatusCode
		}
		statuses := []int{ask()}
		silent := p.Connect(t)
		statuses = append(statuses, ask())
		if err := silent.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		statuses = append(statuses, ask())
		time.Sleep(time.Second)
		statuses = append(statuses, ask())
		if want := []int{200, 418, 418, 200}; !slices.Equal(statuses, want) {
			t.Errorf("alone, beside another, after it and a second later: %v, want %v", statuses, want)
		}
	})
	if relay.Crowded(t.Context()) {
		t.Error("no connection is crowded")
	}
}
