package fault_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// exchange is what the receiver saw of a request, and what the sender got for it.
type exchange struct {
	seen   string
	hit    relay.AppliedFault
	status int
	body   string
	err    error
}

// send makes one exchange with a sender's fault in it.
func send(t *testing.T, rule relay.FaultRule, receiver http.HandlerFunc) exchange {
	t.Helper()
	var got exchange
	seen := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen <- string(body)
		receiver(w, r)
	}))
	defer server.Close()
	req, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(`{"amount":"121.00"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := fault.New().Wire(&rule, &got.hit, server.Client().Transport).RoundTrip(req)
	got.err, got.seen = err, <-seen
	if resp != nil {
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		got.status, got.body = resp.StatusCode, string(body)
	}
	return got
}

func booked(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Date"] = nil
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"accountingReferenceId":"INV-2026-0042"}`))
}

var realAnswer = &relay.Response{
	Status:  200,
	Headers: []relay.Header{{Name: "Content-Length", Value: "41"}, {Name: "Content-Type", Value: "application/json"}},
	Body:    []byte(`{"accountingReferenceId":"INV-2026-0042"}`),
}

func TestFaultsAtTheSender(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule     relay.FaultRule
		receiver http.HandlerFunc
		want     exchange
	}{
		"status replaces the answer after the work": {
			relay.FaultRule{Name: "status", Value: "503"}, booked,
			exchange{
				seen: `{"amount":"121.00"}`, status: 503,
				hit: relay.AppliedFault{Note: "the receiver answered 200; the sender saw 503", Actual: realAnswer},
			},
		},
		"lose-ack drops the answer after the work": {
			relay.FaultRule{Name: "lose-ack"}, booked,
			exchange{
				seen: `{"amount":"121.00"}`, err: fault.ErrAckLost,
				hit: relay.AppliedFault{Note: "the receiver answered 200; the sender saw the connection close", Actual: realAnswer},
			},
		},
		"a receiver that fails by itself is left alone": {
			relay.FaultRule{Name: "status", Value: "503"}, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			exchange{
				seen: `{"amount":"121.00"}`, err: io.EOF,
				hit: relay.AppliedFault{Note: "not applied: the exchange itself failed"},
			},
		},
		"an answer that breaks off is left alone": {
			relay.FaultRule{Name: "lose-ack"},
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
				w.Header().Set("Content-Length", "100")
				_, _ = w.Write([]byte("half"))
			},
			exchange{
				seen: `{"amount":"121.00"}`, err: io.ErrUnexpectedEOF,
				hit: relay.AppliedFault{
					Note:   "not applied: the real answer broke off",
					Actual: &relay.Response{Status: 200, Headers: []relay.Header{{Name: "Content-Length", Value: "100"}}, Body: []byte("half")},
				},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := send(t, test.rule, test.receiver)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(exchange{}), cmpopts.EquateErrors()); diff != "" {
				t.Errorf("the exchange (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALargeAnswerIsKeptInPart(t *testing.T) {
	t.Parallel()
	got := send(t, relay.FaultRule{Name: "status", Value: "500"}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, relay.MaxResponseBytes+10))
	})
	if got.err != nil || len(got.hit.Actual.Body) != relay.MaxResponseBytes || got.hit.Actual.Truncated != 10 {
		t.Errorf("kept %d bytes, %d thrown away, error %v", len(got.hit.Actual.Body), got.hit.Actual.Truncated, got.err)
	}
}

func TestALostAckLooksLikeAClosedConnection(t *testing.T) {
	t.Parallel()
	if !errors.Is(fault.ErrAckLost, io.EOF) {
		t.Error("ErrAckLost does not wrap io.EOF")
	}
}
