package control_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// busyServer answers 429 so many times, and then 202.
func busyServer(t *testing.T, refusals int64) (client *control.Client, calls *atomic.Int64) {
	t.Helper()
	calls = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		w.Header().Set("Ledgerhook-Version", "test")
		if calls.Add(1) <= refusals {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"title":"Too Many Requests","status":429,"detail":"busy"}`)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		if len(text) == 0 {
			t.Error("the call that was made again has no body")
		}
		_, _ = io.WriteString(w, `{"event":{"id":"evt_1"},"deliveries":[]}`)
	}))
	t.Cleanup(server.Close)
	return control.NewClient(server.URL), calls
}

func TestTheClientIsPatientWithABusyServer(t *testing.T) {
	t.Parallel()
	client, calls := busyServer(t, 3)
	p, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	if err != nil || p.Event.ID != "evt_1" || calls.Load() != 4 {
		t.Errorf("%+v after %d calls, %v", p, calls.Load(), err)
	}
}

func TestTheClientsPatienceEnds(t *testing.T) {
	t.Parallel()
	client, calls := busyServer(t, 1000)
	_, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
	var refusal *control.Error
	if !errors.As(err, &refusal) || refusal.Status != http.StatusTooManyRequests || calls.Load() != 6 {
		t.Errorf("%v after %d calls, want a 429 after 6", err, calls.Load())
	}
}
