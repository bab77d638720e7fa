package fault_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// seenAs is what the other side saw of an answer, in one line: status, headers that matter, body, error.
func seenAs(status int, header http.Header, body string, err error) string {
	var b strings.Builder
	fmt.Fprint(&b, status)
	for _, name := range []string{"Location", "Retry-After", "Content-Type"} {
		if value := header.Get(name); value != "" {
			fmt.Fprintf(&b, " %s: %s", name, value)
		}
	}
	if len(body) > 100 {
		body = fmt.Sprintf("%s… (%d bytes)", body[:12], len(body))
	}
	b.WriteString(" " + body)
	if err != nil {
		fmt.Fprintf(&b, " (%v)", err)
	}
	return b.String()
}

// answers are what a fault makes of an answer, wherever it acts.
func answers() map[string]struct {
	rule relay.FaultRule
	work bool // at the receiver it is done
	want string
} {
	type test = struct {
		rule relay.FaultRule
		work bool
		want string
	}
	return map[string]test{
		"status":             {relay.FaultRule{Name: "status", Value: "503"}, false, "503 "},
		"retry-after":        {relay.FaultRule{Name: "retry-after"}, false, "429 Retry-After: 120 "},
		"retry-after a text": {relay.FaultRule{Name: "retry-after", Value: "in a while"}, false, "429 Retry-After: in a while "},
		"redirect":           {relay.FaultRule{Name: "redirect"}, false, "307 Location: /moved "},
		"redirect elsewhere": {relay.FaultRule{Name: "redirect", Value: "http://127.0.0.1:9/x"}, false, "307 Location: http://127.0.0.1:9/x "},
		"invalid-json":       {relay.FaultRule{Name: "invalid-json"}, true, `200 Content-Type: application/json {"accountingReferenceId":"INV-2026-0042",`},
		"huge-reply":         {relay.FaultRule{Name: "huge-reply", Value: "100KiB"}, true, `200 Content-Type: application/json {"padding":"… (102400 bytes)`},
		"empty-reply":        {relay.FaultRule{Name: "empty-reply"}, true, "200 "},
		"no-reference":       {relay.FaultRule{Name: "no-reference"}, true, "200 Content-Type: application/json {}"},
		"changed-reference":  {relay.FaultRule{Name: "changed-reference"}, true, `200 Content-Type: application/json {"accountingReferenceId":"INV-2026-0042-other"}`},
		"a named reference":  {relay.FaultRule{Name: "changed-reference", Value: `INV-"9"`}, true, `200 Content-Type: application/json {"accountingReferenceId":"INV-\"9\""}`},
		"slow-headers":       {relay.FaultRule{Name: "slow-headers", Value: "20ms"}, true, `200 Content-Type: application/json {"accountingReferenceId":"INV-2026-0042"}`},
		"slow-reply":         {relay.FaultRule{Name: "slow-reply", Value: "20ms"}, true, `200 Content-Type: application/json {"accountingReferenceId":"INV-2026-0042"}`},
	}
}

// At the sender the receiver has done its work whatever the sender sees, and the real answer is kept.
func TestAnswersSpoiltAtTheSender(t *testing.T) {
	t.Parallel()
	for name, test := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, log := listen(t)
			transport := relay.NewTransport(relay.TransportOptions{})
			defer transport.CloseIdleConnections()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(amount))
			if err != nil {
				t.Fatal(err)
			}
			var hit relay.AppliedFault
			resp, err := fault.New().Wire(&test.rule, &hit, transport).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if diff := cmp.Diff(test.want, seenAs(resp.StatusCode, resp.Header, string(body), err)); diff != "" {
				t.Errorf("the sender saw (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{amount}, log.seen()); diff != "" {
				t.Errorf("the receiver saw (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(realAnswer, hit.Actual); diff != "" || !strings.HasPrefix(hit.Note, "the receiver answered 200; the sender saw ") {
				t.Errorf("note %q, kept (-want +got):\n%s", hit.Note, diff)
			}
		})
	}
}

// At the receiver the same is seen by anybody's client.
func TestAnswersSpoiltAtTheReceiver(t *testing.T) {
	t.Parallel()
	for name, test := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var worked atomic.Int32
			var hit relay.AppliedFault
			work := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				worked.Add(1)
				booked(w, r)
			})
			server := httptest.NewServer(fault.New().Receiver(&test.rule, &hit, work))
			defer server.Close()
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			resp, err := client.Post(server.URL, "application/json", strings.NewReader(amount))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if diff := cmp.Diff(test.want, seenAs(resp.StatusCode, resp.Header, string(body), err)); diff != "" {
				t.Errorf("the sender saw (-want +got):\n%s", diff)
			}
			if (worked.Load() == 1) != test.work || hit.Note == "" {
				t.Errorf("worked %d times, want %v; note %q", worked.Load(), test.work, hit.Note)
			}
		})
	}
}

// raw sends a request over a connection of its own and returns all bytes that come back.
func raw(t *testing.T, server *httptest.Server) (string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: %d\r\n\r\n%s", len(amount), amount); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(conn)
	return string(all), err
}

// What breaks a connection breaks it on the wire, after the work was done.
func TestConnectionsBrokenAtTheReceiver(t *testing.T) {
	t.Parallel()
	head := "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 41\r\nContent-Type: application/json\r\n\r\n"
	tests := map[string]struct {
		work http.HandlerFunc
		want string
		err  error
	}{
		"reset":              {booked, "", syscall.ECONNRESET},
		"lose-ack":           {booked, "", nil},
		"truncate-reply":     {booked, head + `{"accountingReferenc`, nil},
		"truncate-reply 204": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "HTTP/1.1 204 No Content", nil},
		"slow-headers=10ms":  {booked, head + `{"accountingReferenceId":"INV-2026-0042"}`, nil},
		"slow-reply=10ms":    {booked, head + `{"accountingReferenceId":"INV-2026-0042"}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, _, _ := strings.Cut(name, " ")
			var rule relay.FaultRule
			rule.Name, rule.Value, _ = strings.Cut(spec, "=")
			var worked atomic.Int32
			var hit relay.AppliedFault
			server := httptest.NewServer(fault.New().Receiver(&rule, &hit, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				worked.Add(1)
				test.work(w, r)
			})))
			defer server.Close()
			got, err := raw(t, server)
			if diff := cmp.Diff(test.want, got); diff != "" || !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v; bytes (-want +got):\n%s", err, test.err, diff)
			}
			if worked.Load() != 1 || !strings.HasPrefix(hit.Note, "did the work") {
				t.Errorf("worked %d times; note %q", worked.Load(), hit.Note)
			}
		})
	}
}

// A connection that one fault has reset is reset, whatever another one would have made of the answer.
func TestAResetBehindAnotherFaultIsAReset(t *testing.T) {
	t.Parallel()
	for _, outer := range []relay.FaultRule{{Name: "lose-ack"}, {Name: "empty-reply"}, {Name: "truncate-reply"}, {Name: "slow-reply", Value: "1ms"}, {Name: "reset"}} {
		var inner, hit relay.AppliedFault
		c := fault.New()
		broken := c.Receiver(&relay.FaultRule{Name: "reset"}, &inner, http.HandlerFunc(booked))
		server := httptest.NewServer(c.Receiver(&outer, &hit, broken))
		if got, err := raw(t, server); got != "" || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("reset, then %s: %q, %v", outer.Spec(), got, err)
		}
		server.Close()
	}
}

func TestConnectionsBrokenAtTheSender(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]error{"reset": syscall.ECONNRESET, "lose-ack": io.EOF, "truncate-reply": io.ErrUnexpectedEOF} {
		server, log := listen(t)
		resp, hit, err := post(t, t.Context(), server.URL, relay.FaultRule{Name: name})
		if !errors.Is(err, want) || len(log.seen()) != 1 {
			t.Errorf("%s: %v, want %v; %d requests", name, err, want, len(log.seen()))
		}
		if name == "truncate-reply" && (resp == nil || string(resp.Body) != `{"accountingReferenc`) {
			t.Errorf("%s: kept %+v", name, resp)
		}
		if diff := cmp.Diff(realAnswer, hit.Actual); diff != "" {
			t.Errorf("%s: the real answer (-want +got):\n%s", name, diff)
		}
	}
}

// References are found at the top of an object and nowhere else, and every other byte keeps its meaning.
func TestReferencesInAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id": 7, "a": [1.50, {"id": 8}], "AccountingReferenceId": null}`: `{"a":[1.50,{"id":8}]}`,
		`[{"id": 7}]`:            "",
		`{"id": 7`:               "",
		`{"id": 7, "id": 8}`:     "",
		`{"reference": "INV-1"}`: "",
		``:                       "",
	} {
		var hit relay.AppliedFault
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		resp, err := fault.New().Wire(&relay.FaultRule{Name: "no-reference"}, &hit, http.DefaultTransport).RoundTrip(httptest.NewRequest(http.MethodPost, server.URL, nil))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		server.Close()
		if want == "" { // left alone
			if string(got) != body || !strings.Contains(hit.Note, "not applied") || err != nil {
				t.Errorf("%s: became %s, note %q, %v", body, got, hit.Note, err)
			}
			continue
		}
		if string(got) != want || err != nil {
			t.Errorf("%s: became %s, want %s (%v)", body, got, want, err)
		}
	}
}
