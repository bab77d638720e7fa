package inbound_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/pipetest"
)

// public serves a handler within limits, as the node does, and returns its address.
func public(t testing.TB, opt inbound.Options, limits relay.ServerLimits) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := limits.Server(handler(t, opt), nil)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(limits.Listener(listener)) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// wire is a request of Fintoro as text. headers stand before the body's length; a negative length is left out.
func wire(t testing.TB, target, body, headers string, length int) string {
	t.Helper()
	r := signed(t, "fintoro", body)
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: relay\r\n%s", target, headers)
	for name, values := range r.Header {
		fmt.Fprintf(&b, "%s: %s\r\n", strings.ToUpper(name), values[0])
	}
	if length >= 0 {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", length)
	}
	return b.String() + "\r\n"
}

type exchange struct {
	net.Conn
	from *bufio.Reader
}

func connect(t testing.TB, addr string) *exchange {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &exchange{conn, bufio.NewReader(conn)}
}

func (x *exchange) send(t testing.TB, text string) {
	t.Helper()
	if _, err := io.WriteString(x, text); err != nil {
		t.Fatal(err)
	}
}

// answer reads one answer: its status, and "closed" behind it where nothing follows.
func (x *exchange) answer(t testing.TB) string {
	t.Helper()
	resp, err := http.ReadResponse(x.from, &http.Request{Method: "POST"})
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(resp.StatusCode)
	if resp.Close {
		text += " close"
	}
	return text
}

// ends waits for the end of the connection.
func (x *exchange) ends(t testing.TB) {
	t.Helper()
	if rest, err := io.ReadAll(x.from); len(rest) > 0 {
		t.Errorf("%q follows, %v", rest, err)
	}
}

func TestOnTheWire(t *testing.T) {
	t.Parallel()
	const length = len(fintoroBody)
	chunked := fmt.Sprintf("5\r\n%s\r\n%x\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n", fintoroBody[:5], length-5, fintoroBody[5:])
	right := wire(t, "/hooks/fintoro", fintoroBody, "", length) + fintoroBody
	tests := map[string]struct {
		sent      string
		halfClose bool
		answers   []string // in order; the connection stays open unless the last one closes it
		verified  int
		rejected  int
	}{
		"one behind the other":  {sent: right + right + right, answers: []string{"200", "200", "200"}, verified: 3},
		"HTTP/1.0":              {sent: strings.Replace(right, "HTTP/1.1", "HTTP/1.0", 1), answers: []string{"200 close"}, verified: 1},
		"in chunks":             {sent: wire(t, "/hooks/fintoro", fintoroBody, "Transfer-Encoding: chunked\r\nTrailer: X-Trailer\r\n", -1) + chunked, answers: []string{"200"}, verified: 1},
		"the sender hears half": {sent: right, halfClose: true, answers: []string{"200"}, verified: 1},
		"a body that is shorter than said": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "", length+10) + fintoroBody, halfClose: true, answers: []string{"400 close"},
		},
		"a body that is longer than said": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "", length-10) + fintoroBody, halfClose: true, answers: []string{"401", "400 close"}, rejected: 1,
		},
		"a chunk that is none": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "Transfer-Encoding: chunked\r\n", -1) + "zz\r\n", answers: []string{"400 close"},
		},
		"chunks that break off": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "Transfer-Encoding: chunked\r\n", -1) + chunked[:20], halfClose: true, answers: []string{"400 close"},
		},
		"two lengths": {sent: wire(t, "/hooks/fintoro", fintoroBody, "Content-Length: 1\r\n", length) + fintoroBody, answers: []string{"400 close"}},
		"it waits for our word": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "Expect: 100-continue\r\n", length), answers: []string{"100"},
		},
		"it waits for our word, and there is no such hook": {
			sent: wire(t, "/hooks/nobody", fintoroBody, "Expect: 100-continue\r\n", length), answers: []string{"404 close"},
		},
		"it waits for our word, and would send too much": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, "Expect: 100-continue\r\n", relay.MaxDataBytes+1), answers: []string{"413 close"},
		},
		"too many headers": {
			sent: wire(t, "/hooks/fintoro", fintoroBody, strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 80), length), answers: []string{"431 close"},
		},
		"no hook":           {sent: strings.Replace(right, "/hooks/fintoro", "/", 1) + right, answers: []string{"404", "200"}, verified: 1},
		"a whole URL":       {sent: strings.Replace(right, "/hooks/fintoro", "http://x/hooks/fintoro", 1), answers: []string{"200"}, verified: 1},
		"about the server":  {sent: "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + right, answers: []string{"404", "200"}, verified: 1},
		"a tunnel":          {sent: "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", answers: []string{"404"}},
		"no HTTP":           {sent: "\x16\x03\x01\x02\x00\x01\r\n\r\n", answers: []string{"400 close"}},
		"another protocol":  {sent: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", answers: []string{"404 close"}},
		"a switch to HTTP2": {sent: wire(t, "/hooks/fintoro", fintoroBody, "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n", length) + fintoroBody, answers: []string{"200"}, verified: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			x := connect(t, public(t, inbound.Options{Relay: fake}, relay.ServerLimits{}))
			x.send(t, tt.sent)
			if tt.halfClose {
				if err := x.Conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			for i, want := range tt.answers {
				got := x.answer(t)
				if got != want {
					t.Errorf("answer %d is %s, want %s", i+1, got, want)
				}
				if strings.HasSuffix(got, "close") {
					_ = x.Conn.(*net.TCPConn).CloseWrite() // as a caller does that is told so
					x.ends(t)
				}
			}
			got := map[relay.IncomingVerdict]int{}
			for _, taken := range fake.all() {
				got[taken.In.Verdict]++
				if taken.In.Verdict == relay.IncomingVerified && string(taken.In.Request.Body) != fintoroBody {
					t.Errorf("taken %q", taken.In.Request.Body)
				}
			}
			if got[relay.IncomingVerified] != tt.verified || got[relay.IncomingRejected] != tt.rejected {
				t.Errorf("taken %v", got)
			}
		})
	}
}

// What comes slowly takes neither a place nor for ever, and leaves nothing behind.
func TestSlowCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake, listener := &fakeRelay{}, pipetest.Listen()
		limits := relay.ServerLimits{HeaderTime: 10 * time.Second, RequestTime: 30 * time.Second}
		server := limits.Server(handler(t, inbound.Options{Relay: fake, AtOnce: 1, Waiting: 1}), nil)
		go func() { _ = server.Serve(limits.Listener(listener)) }()
		whole := wire(t, "/hooks/fintoro", fintoroBody, "", len(fintoroBody))
		connect := func() *exchange {
			conn := listener.Connect(t)
			return &exchange{conn, bufio.NewReader(conn)}
		}
		headers, body, between := connect(), connect(), connect()
		elapsed := relay.RealClock{}.Stopwatch()
		headers.send(t, whole[:50])
		body.send(t, whole+fintoroBody[:10])
		between.send(t, whole+fintoroBody)
		for _, tt := range []struct {
			who  string
			conn *exchange
			want string
			at   time.Duration
		}{
			{"one that comes between them", between, "200", 0}, // the others are not in its way
			{"slow headers", headers, "400 close", limits.HeaderTime},
			{"a slow body", body, "408 close", limits.RequestTime},
		} {
			if got, at := tt.conn.answer(t), elapsed(); got != tt.want || at != tt.at {
				t.Errorf("%s: answered %s after %v, want %s after %v", tt.who, got, at, tt.want, tt.at)
			}
		}
		headers.ends(t)
		body.ends(t)
		if n := len(fake.all()); n != 1 {
			t.Errorf("%d are taken", n)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Of a burst, each request is either taken and answered 200, or refused with 503 and told when to come again.
func TestBurst(t *testing.T) {
	t.Parallel()
	const callers, each = 100, 10
	gate := make(chan struct{})
	var inside atomic.Int64
	fake := &fakeRelay{takes: func(ctx context.Context) error {
		if inside.Add(1) > 8 {
			t.Error("more are taken at once than may be")
		}
		defer inside.Add(-1)
		<-gate
		return nil
	}}
	addr := public(t, inbound.Options{Relay: fake, AtOnce: 8, Waiting: 16}, relay.ServerLimits{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}
	defer client.CloseIdleConnections()
	template := signed(t, "fintoro", fintoroBody)
	var taken, refused atomic.Int64
	first := sync.OnceFunc(func() { close(gate) })
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range each {
				req, _ := http.NewRequestWithContext(t.Context(), "POST", "http://"+addr+"/hooks/fintoro", strings.NewReader(fintoroBody))
				req.Header = template.Header
				resp, err := client.Do(req)
				if err != nil {
					t.Error(err)
					continue
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				switch {
				case resp.StatusCode == 200:
					taken.Add(1)
				case resp.StatusCode == 503 && resp.Header.Get("Retry-After") == "1":
					refused.Add(1)
					first() // the gate is full: the store goes on
				default:
					t.Errorf("answered %d, %v", resp.StatusCode, resp.Header)
				}
			}
		})
	}
	wg.Wait()
	if taken.Load()+refused.Load() != callers*each || int(taken.Load()) != len(fake.all()) {
		t.Errorf("%d answered as taken, %d refused, of %d; %d were taken", taken.Load(), refused.Load(), callers*each, len(fake.all()))
	}
	if taken.Load() < 24 || refused.Load() < 1 {
		t.Errorf("%d taken, %d refused: want some of both", taken.Load(), refused.Load())
	}
}

// Where there are more connections than places, who is to give one up is told so with the answer, and sends nothing into a
// connection that is gone.
func TestWhoGivesUpAPlaceIsTold(t *testing.T) {
	t.Parallel()
	begun, others := make(chan struct{}), make(chan struct{})
	fake := &fakeRelay{takes: func(context.Context) error {
		close(begun)
		<-others
		return nil
	}}
	addr := public(t, inbound.Options{Relay: fake}, relay.ServerLimits{Connections: 2})
	x := connect(t, addr)
	x.send(t, wire(t, "/hooks/fintoro", fintoroBody, "", len(fintoroBody))+fintoroBody)
	<-begun
	for range 2 { // the second takes the place of the first
		other := connect(t, addr)
		other.send(t, "GET / HTTP/1.1\r\nHost: relay\r\n\r\n")
		if got := other.answer(t); !strings.HasPrefix(got, "404") {
			t.Errorf("another is answered %s", got)
		}
	}
	close(others)
	if got := x.answer(t); got != "200 close" {
		t.Errorf("answered %s", got)
	}
}

// FuzzHandler: no request makes it panic, and whatever it answers as a success it has taken.
func FuzzHandler(f *testing.F) {
	f.Add("POST", "/hooks/fintoro", "Webhook-Signature", "00", []byte(fintoroBody))
	f.Add("GET", "/hooks/moneybird?a=b", "Moneybird-Signature", "t=1,v1=", []byte(moneybirdBody))
	f.Add("POST", "/hooks/moneybird", "X", "y", []byte(`{"webhook_id":`))
	f.Add("POST", "/hooks/finpilo", "Authorization", "Bearer local-dev-key", []byte(finpiloBody))
	f.Add("POST", "/hooks/bookkeeper", "Webhook-Timestamp", "99999999999999999999", []byte("\xff"))
	f.Add("POST", "/hooks/silverfin", "Content-Length", "-1", []byte(`{"webhook":{},"event":"a.b","company":{}}`))
	f.Fuzz(func(t *testing.T, method, target, name, value string, body []byte) {
		raw := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", method, target, name, value, len(body), body)
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
		if err != nil {
			return
		}
		fake := &fakeRelay{}
		w := serve(handler(t, inbound.Options{Relay: fake}), r)
		all := fake.all()
		switch {
		case w.Code == 200 && (len(all) != 1 || all[0].In.Verdict == relay.IncomingRejected):
			t.Errorf("200, taken %+v", all)
		case w.Code == 401 && (len(all) != 1 || all[0].In.Verdict != relay.IncomingRejected || len(all[0].To) > 0):
			t.Errorf("401, taken %+v", all)
		case w.Code != 200 && w.Code != 401 && len(all) > 0:
			t.Errorf("%d, taken %+v", w.Code, all)
		case w.Code >= 500:
			t.Errorf("answered %d", w.Code)
		}
		for _, taken := range all {
			if in := taken.In; in.Problem != relay.Visible(in.Problem) || in.Verdict == relay.IncomingRejected && in.Problem == "" {
				t.Errorf("the problem is %q", taken.In.Problem)
			}
		}
	})
}
