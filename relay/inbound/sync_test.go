package inbound_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

// syncHook passes Finpilo's requests on first.
func syncHook() []inbound.Hook {
	return []inbound.Hook{{Name: "finpilo", Provider: "finpilo", Secrets: []string{"local-dev-key"}, Sync: true, Targets: []string{"sub_1", "sub_2"}}}
}

// syncAnswer is what is answered where the app's first answer is this.
func syncAnswer(t testing.TB, answer func(ctx context.Context, deliveryID string) (*relay.Attempt, error)) (*httptest.ResponseRecorder, *fakeRelay, string) {
	t.Helper()
	log := &bytes.Buffer{}
	fake := &fakeRelay{answer: answer}
	w := serve(handler(t, inbound.Options{Relay: fake, Hooks: syncHook(), Log: slog.New(slog.NewTextHandler(log, nil))}), signed(t, "finpilo", finpiloBody))
	return w, fake, log.String()
}

func TestSyncAnswersWhatTheAppAnswers(t *testing.T) {
	t.Parallel()
	headers := []relay.Header{
		{Name: "Connection", Value: "close, X-Hop"}, {Name: "Content-Length", Value: "99"}, {Name: "Date", Value: "Mon, 04 May 2026 09:30:00 GMT"}, {Name: "Keep-Alive", Value: "x"},
		{Name: "Set-Cookie", Value: "a=***"}, {Name: "X-Api-Key", Value: "***"}, {Name: "authorization", Value: "Bearer ***"}, {Name: "Transfer-Encoding", Value: "chunked"}, {Name: "X-Hop", Value: "1"}, {Name: "Content-Type", Value: "application/json"},
		{Name: "x-own", Value: "a"}, {Name: "x-own", Value: "b"},
	}
	answer := func(status int) *relay.Attempt {
		return &relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: status, Headers: headers, Body: []byte(`{"accountingReferenceId":"INV-1"}`)}}
	}
	for _, status := range []int{200, 201, 302, 404, 422, 500, 599} {
		w, fake, _ := syncAnswer(t, func(_ context.Context, id string) (*relay.Attempt, error) {
			if id != "dlv_1" {
				t.Errorf("the answer of %s is waited for", id)
			}
			return answer(status), nil
		})
		want := http.Header{"Content-Type": {"application/json"}, "Date": {"Mon, 04 May 2026 09:30:00 GMT"}, "x-own": {"a", "b"}}
		if diff := cmp.Diff(want, w.Header()); w.Code != status || w.Body.String() != `{"accountingReferenceId":"INV-1"}` || diff != "" {
			t.Errorf("%d: answered %s (-want +got):\n%s", status, shown(w), diff)
		}
		if in := fake.only(t).In; in.Verdict != relay.IncomingVerified || in.Status != 0 {
			t.Errorf("taken %+v", in)
		}
	}
}

func TestSyncSaysWhyThereIsNoAnswer(t *testing.T) {
	t.Parallel()
	of := func(attempt relay.Attempt, err error) func(context.Context, string) (*relay.Attempt, error) {
		return func(context.Context, string) (*relay.Attempt, error) { return &attempt, err }
	}
	tests := map[string]struct {
		answer func(context.Context, string) (*relay.Attempt, error)
		want   string
		logged bool
	}{
		"nobody listens":        {of(relay.Attempt{Outcome: relay.ConnectError, Error: "dial 127.0.0.1:3000"}, nil), "502 the app gave no answer (connect_error)", false},
		"it takes too long":     {of(relay.Attempt{Outcome: relay.Timeout}, nil), "504 the app did not answer in time", false},
		"it breaks off":         {of(relay.Attempt{Outcome: relay.ProtocolError, Response: &relay.Response{Status: 200, Body: []byte(`{"id":`)}}, nil), "502 the app's answer broke off (protocol_error)", false},
		"its end is missing":    {of(relay.Attempt{Outcome: relay.Timeout, Response: &relay.Response{Status: 200, Body: []byte(`{"id":`)}}, nil), "504 the app did not answer in time", false},
		"too large an answer":   {of(relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 200, Truncated: 1}}, nil), "502 the app's answer is too large: at most 65536 bytes are passed on", false},
		"a cut answer":          {of(relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 200, Cut: true}}, nil), "502 the app's answer is too large: at most 65536 bytes are passed on", false},
		"a status that is none": {of(relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 99}}, nil), "502 the app's answer has no status that could be passed on", false},
		"an interim status":     {of(relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 101}}, nil), "502 the app's answer has no status that could be passed on", false},
		"a status of four":      {of(relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 1000}}, nil), "502 the app's answer has no status that could be passed on", false},
		"final without any":     {of(relay.Attempt{}, fmt.Errorf("canceled: %w", relay.ErrConflict)), "502 the app was not asked", false},
		"something else":        {of(relay.Attempt{}, errors.New("no such table")), "502 the app was not asked", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, fake, log := syncAnswer(t, tt.answer)
			fake.only(t)
			if got := shown(w); got != tt.want || (log != "") != tt.logged {
				t.Errorf("answered %s, want %s; logged %q", got, tt.want, log)
			}
		})
	}
}

// An app that sends no Content-Type has none made up, and an empty answer stays empty.
func TestSyncMakesNothingUp(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(handler(t, inbound.Options{Relay: &fakeRelay{answer: func(context.Context, string) (*relay.Attempt, error) {
		return &relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 200, Body: []byte("<html>")}}, nil
	}}, Hooks: syncHook()}))
	defer server.Close()
	r := signed(t, "finpilo", finpiloBody)
	req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/hooks/finpilo", strings.NewReader(finpiloBody))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = r.Header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := resp.Header; resp.StatusCode != 200 || got["Content-Type"] != nil || got["Server"] != nil {
		t.Errorf("%d, %v", resp.StatusCode, got)
	}
}

// The product waits for 30 s, so that it gets an answer a second before.
func TestSyncWaitsAlmostAsLongAsTheProduct(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		elapsed := relay.RealClock{}.Stopwatch()
		fake := &fakeRelay{
			takes: func(ctx context.Context) error { return relay.RealClock{}.Pause(ctx, 5*time.Second) },
			answer: func(ctx context.Context, _ string) (*relay.Attempt, error) {
				<-ctx.Done()
				return nil, context.Cause(ctx)
			},
		}
		w := serve(handler(t, inbound.Options{Relay: fake, Hooks: syncHook()}), signed(t, "finpilo", finpiloBody))
		if got := shown(w); got != "504 the app did not answer in time" || elapsed() != 29*time.Second {
			t.Errorf("answered %s after %v", got, elapsed())
		}
		fake.only(t)
	})
}

// An app that was not asked in time, or before the caller left, does not get it later: the product's user sends it again.
func TestSyncGivesUpWhatWasNotBegun(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]bool{"in time": false, "before the caller left": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				fake := &fakeRelay{idle: true, answer: func(ctx context.Context, _ string) (*relay.Attempt, error) {
					if left {
						leave()
					}
					<-ctx.Done()
					return nil, context.Cause(ctx)
				}}
				w := serve(handler(t, inbound.Options{Relay: fake, Hooks: syncHook()}), signed(t, "finpilo", finpiloBody).WithContext(ctx))
				got := shown(w)
				if diff := cmp.Diff([]string{"dlv_1"}, fake.givenUp); diff != "" || got != "504 the app was not asked in time, and does not get this any more" {
					t.Errorf("answered %s (-want +got):\n%s", got, diff)
				}
			})
		})
	}
}

// What is not verified is not passed on first, and a request that cannot be stored reaches nobody.
func TestSyncAsksNobodyForWhatIsNotTaken(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{answer: func(context.Context, string) (*relay.Attempt, error) {
		t.Error("the app is waited for")
		return nil, relay.ErrConflict
	}}
	h := handler(t, inbound.Options{Relay: fake, Hooks: syncHook()})
	if got := shown(serve(h, signedWith(t, "finpilo", finpiloBody, "", now, "another key"))); got != "401 not verified" || fake.only(t).In.Status != 401 {
		t.Errorf("answered %s, taken %+v", got, fake.all())
	}
	fake.takes = func(context.Context) error { return relay.ErrUnavailable }
	if got := shown(serve(h, signed(t, "finpilo", finpiloBody))); !strings.HasPrefix(got, "503 [Retry-After: 1]") {
		t.Errorf("answered %s", got)
	}
}
