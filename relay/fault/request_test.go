package fault_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// log is what a receiver saw: the bodies, each with how it ended.
type log struct {
	mu     sync.Mutex
	bodies []string
	first  chan struct{} // closed when a request has begun
	ended  chan struct{} // gets one for each request that has
}

func (l *log) seen() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.bodies)
}

// listen starts a receiver that books what arrives whole.
func listen(t *testing.T) (*httptest.Server, *log) {
	t.Helper()
	l := &log{first: make(chan struct{}), ended: make(chan struct{}, 100)}
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(l.first) })
		body, err := io.ReadAll(r.Body)
		text := string(body)
		if err != nil {
			text += "|broken"
		}
		l.mu.Lock()
		l.bodies = append(l.bodies, text)
		l.mu.Unlock()
		booked(w, r)
		l.ended <- struct{}{}
	}))
	t.Cleanup(server.Close)
	return server, l
}

const amount = `{"amount":"121.00"}`

// post sends one request with a fault, over the transport that deliveries go through.
func post(t *testing.T, ctx context.Context, url string, rule relay.FaultRule) (*relay.Response, relay.AppliedFault, error) {
	t.Helper()
	if err := fault.New().Check(&rule); err != nil {
		t.Fatal(err)
	}
	transport := relay.NewTransport(relay.TransportOptions{})
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(amount))
	if err != nil {
		t.Fatal(err)
	}
	req.GetBody = nil
	req.Header.Set("User-Agent", "test")
	var hit relay.AppliedFault
	resp, err := fault.New().Wire(&rule, &hit, transport).RoundTrip(req)
	if err != nil {
		return nil, hit, err
	}
	defer resp.Body.Close()
	kept, err := relay.ReadResponse(resp)
	return kept, hit, err
}

func TestFaultsOfTheRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule   relay.FaultRule
		bodies []string
		status int // zero: an error
		err    error
		note   string
	}{
		"a duplicate follows the first answer": {
			relay.FaultRule{Name: "duplicate"}, []string{amount, amount}, 200, nil, "sent 2 times; a copy was answered 200",
		},
		"three duplicates": {
			relay.FaultRule{Name: "duplicate", Value: "3"}, []string{amount, amount, amount, amount}, 200, nil,
			"sent 4 times; a copy was answered 200; a copy was answered 200; a copy was answered 200",
		},
		"a duplicate at the same moment": {
			relay.FaultRule{Name: "duplicate", Value: "at-once"}, []string{amount, amount}, 200, nil, "sent twice at the same moment; a copy was answered 200",
		},
		"what is dropped never arrives": {
			relay.FaultRule{Name: "drop", Value: "acknowledged"}, nil, 200, nil, "nothing arrived; somebody on the way said 200",
		},
		"half a body": {
			relay.FaultRule{Name: "disconnect"}, []string{amount[:len(amount)/2] + "|broken"}, 0, fault.ErrDisconnected,
			"the connection ended when half of the body was sent",
		},
		"a slow body arrives whole": {
			relay.FaultRule{Name: "slow-request", Value: "20ms"}, []string{amount}, 200, nil, "the body was sent in pieces over 20ms",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, log := listen(t)
			resp, hit, err := post(t, t.Context(), server.URL, test.rule)
			for range test.bodies {
				<-log.ended
			}
			if diff := cmp.Diff(test.bodies, log.seen(), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the receiver saw (-want +got):\n%s", diff)
			}
			status := 0
			if resp != nil {
				status = resp.Status
			}
			if status != test.status || !errors.Is(err, test.err) || hit.Note != test.note {
				t.Errorf("status %d, error %v, note %q; want %d, %v, %q", status, err, hit.Note, test.status, test.err, test.note)
			}
		})
	}
}

// A drop waits for the time limit, here for the end of the context, and the receiver never hears of it.
func TestADropWaitsForTheTimeLimit(t *testing.T) {
	t.Parallel()
	server, log := listen(t)
	limit := errors.New("the time limit")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(limit)
	_, hit, err := post(t, ctx, server.URL, relay.FaultRule{Name: "drop"})
	if !errors.Is(err, limit) || len(log.seen()) != 0 || hit.Note != "nothing arrived; the sender waited until its time limit" {
		t.Errorf("%v, note %q, %d bodies", err, hit.Note, len(log.seen()))
	}
}

// The head of a slow request is on the wire before its body is: the receiver has begun when the sender still lingers.
func TestASlowRequestIsSlowOnTheWire(t *testing.T) {
	t.Parallel()
	server, log := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, _, err := post(t, ctx, server.URL, relay.FaultRule{Name: "slow-request", Value: "1h"})
		done <- err
	}()
	<-log.first
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the end of the context", err)
	}
	<-log.ended
	if want := []string{"|broken"}; !slices.Equal(log.seen(), want) {
		t.Errorf("the receiver saw %q, want %q", log.seen(), want)
	}
}

func TestFaultsOfPlanning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule relay.FaultRule
		draw float64
		want time.Duration
		note string
	}{
		{relay.FaultRule{Name: "delay", Value: "90s"}, 0.5, 90 * time.Second, "put off by 90s"},
		{relay.FaultRule{Name: "delay"}, 0, 30 * time.Second, "put off by 30s"},
		{relay.FaultRule{Name: "reorder", Value: "10s"}, 0.25, 2500 * time.Millisecond, "put off by 2.5s of up to 10s, so that others overtake"},
		{relay.FaultRule{Name: "reorder"}, 0, time.Millisecond, "put off by 0s of up to 2s, so that others overtake"},
	} {
		var hit relay.AppliedFault
		if got := fault.New().Plan(&test.rule, &hit, test.draw); got != test.want || hit.Note != test.note {
			t.Errorf("%s: %v, %q; want %v, %q", test.rule.Spec(), got, hit.Note, test.want, test.note)
		}
	}
}

func TestValuesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{
		"duplicate=0", "duplicate=11", "duplicate=twice", "reorder=0s", "reorder=5", "delay=-1s", "delay=1000h", "drop=loudly", "stale-timestamp=yesterday",
		"wrong-content-type=a\nb", "unknown-event= x", "slow-request=2h", "retry-after=a\r\nSet-Cookie: b", "slow-reply=0", "huge-reply=0", "huge-reply=2GiB", "huge-reply=1025MiB",
		"redirect=é", "changed-reference=a\x00", "detail-429=soon", "file-fail=200", "file-fail=5xx", "file-slow=", "lose-ack=1", "reset=now", "detail-404=1",
	} {
		name, value, _ := strings.Cut(spec, "=")
		rule := relay.FaultRule{Name: name, Value: value}
		err := fault.New().Check(&rule)
		if spec == "file-slow=" { // nothing behind the sign is the default
			if err != nil {
				t.Errorf("%s: %v", spec, err)
			}
			continue
		}
		var wrong *relay.InputError
		if !errors.As(err, &wrong) || wrong.Field != "fault" || wrong.Hint == "" {
			t.Errorf("%q: %v, want an InputError about the fault with a hint", spec, err)
		}
	}
}
