package relay_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

const probed = "http://user:pa%40ss@127.0.0.1:3000/hooks?token=t0p"

// The one request that a URL is asked with: unsigned, without a key, its userinfo as basic authentication.
func TestRegisterAsksTheURL(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	made, _, err := h.Register(t.Context(), relay.Subscription{Provider: "moneybird", URL: probed, Events: []string{"contact"}})
	if err != nil {
		t.Fatal(err)
	}
	requests, bodies := r.requests()
	if len(requests) != 1 {
		t.Fatalf("%d requests", len(requests))
	}
	want := http.Header{"Content-Type": {"application/json"}, "Authorization": {"Basic dXNlcjpwYUBzcw=="}, "User-Agent": {"ledgerhook"}}
	if diff := cmp.Diff(want, requests[0].Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if got := requests[0].Method + " " + requests[0].URL.String(); got != "POST http:/hooks?token=t0p" || bodies[0] != "{}" {
		t.Errorf("%s with %s", got, bodies[0])
	}
	if answer, err := h.store.LastAnswer(t.Context(), made.ID); err != nil || !answer.SuccessAt.IsZero() {
		t.Errorf("the probe counts as a push: %+v (%v)", answer, err)
	}
	if _, err := h.Update(t.Context(), made.ID, func(s *relay.Subscription) error { s.URL = "http://127.0.0.1:3001/"; return nil }); err != nil {
		t.Error(err)
	}
	if requests, _ := r.requests(); len(requests) != 1 {
		t.Errorf("a change asks again: %d requests", len(requests))
	}
}

// Nothing is stored unless the URL answers exactly 200, and the error names what came instead without a credential.
func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	const rule = "Moneybird asks a URL before it registers it, and takes 200 and nothing else: http://***@127.0.0.1:3000/hooks"
	tests := map[string]struct {
		answer func(int, *http.Request) (*http.Response, error)
		want   relay.ProbeError
		text   string
	}{
		"another success": {
			func(int, *http.Request) (*http.Response, error) { return respond(204, "") },
			relay.ProbeError{Status: 204, Outcome: relay.HTTPError}, "answered 204 (Moneybird counts only 200 as success)",
		},
		"a redirect": {
			func(int, *http.Request) (*http.Response, error) { return respond(302, "") },
			relay.ProbeError{Status: 302, Outcome: relay.HTTPError}, "answered 302 (redirects are not followed)",
		},
		"not found": {
			func(int, *http.Request) (*http.Response, error) { return respond(404, "") },
			relay.ProbeError{Status: 404, Outcome: relay.HTTPError}, "answered 404",
		},
		"no answer": {
			func(int, *http.Request) (*http.Response, error) { return nil, errors.New("connection refused") },
			relay.ProbeError{Outcome: relay.ProtocolError}, "gave no answer: connection refused",
		},
		"none in time": {
			func(_ int, r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			},
			relay.ProbeError{Outcome: relay.Timeout}, "gave no answer: ",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, &receiver{answer: tt.answer})
			if tt.want.Outcome == relay.Timeout { // the others have all the time they need
				h.AttemptTimeout = 50 * time.Millisecond
			}
			_, _, err := h.Register(t.Context(), relay.Subscription{Provider: "moneybird", URL: probed})
			var got *relay.ProbeError
			if !errors.As(err, &got) || !errors.Is(err, relay.ErrConflict) {
				t.Fatalf("%v", err)
			}
			if got.Status != tt.want.Status || got.Outcome != tt.want.Outcome {
				t.Errorf("%+v", got)
			}
			if text := err.Error(); !strings.HasPrefix(text, rule) || !strings.Contains(text, tt.text) || strings.Contains(text, "pa%40ss") {
				t.Errorf("%q, want %q in it", text, tt.text)
			}
			if subs := h.Subscriptions(); len(subs) != 0 {
				t.Errorf("stored: %+v", subs)
			}
		})
	}
}

// What is wrong already is not sent anywhere, and products that ask nothing send nothing.
func TestRegisterAsksNobody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		sub relay.Subscription
		ok  bool
	}{
		"an unknown event":           {relay.Subscription{Provider: "moneybird", URL: probed, Events: []string{"contact_made"}}, false},
		"a bad URL":                  {relay.Subscription{Provider: "moneybird", URL: "ftp://h/"}, false},
		"a bad limit":                {relay.Subscription{Provider: "moneybird", URL: probed, Limits: relay.Limits{Concurrency: -1}}, false},
		"an unknown product":         {relay.Subscription{Provider: "moneybid", URL: probed}, false},
		"a product that asks nobody": {relay.Subscription{Provider: "fintoro", URL: probed}, true},
		"another such product":       {relay.Subscription{Provider: "silverfin", URL: probed}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := always(500, "")
			h := newHarness(t, r)
			_, _, err := h.Register(t.Context(), tt.sub)
			if (err == nil) != tt.ok {
				t.Errorf("%v", err)
			}
			if requests, _ := r.requests(); len(requests) != 0 {
				t.Errorf("%d requests", len(requests))
			}
		})
	}
}

// A caller who gives up registers nothing.
func TestRegisterIsGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h := newHarness(t, &receiver{answer: func(int, *http.Request) (*http.Response, error) {
		cancel()
		return respond(200, "")
	}})
	if _, _, err := h.Register(ctx, relay.Subscription{Provider: "moneybird", URL: probed}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if subs := h.Subscriptions(); len(subs) != 0 {
		t.Errorf("stored: %+v", subs)
	}
}
