package relay_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

// notPassedOn are the headers that speak of one connection or request.
var notPassedOn = []string{"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "host", "content-length", "expect", "x-hop"}

// Whatever comes in reaches the target unchanged, in the first attempt, in the last, and in a replay.
func TestWhatCameInIsPassedOnUnchanged(t *testing.T) {
	t.Parallel()
	r := &receiver{answer: func(n int, _ *http.Request) (*http.Response, error) {
		if n%3 == 1 {
			return respond(500, "")
		}
		return respond(200, "")
	}}
	h := newHarness(t, r)
	subs := map[string]relay.Subscription{}
	for _, name := range h.Providers() {
		subs[name] = h.hooked(name)
	}
	name := rapid.OneOf(
		rapid.SampledFrom([]string{"Content-Type", "content-type", "User-Agent", "Authorization", "X-Forwarded-For", "webhook-signature", "Moneybird-Signature", "X-SF-SIGNATURE-1", "Accept-Encoding", "Cookie",
			"Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Host", "Content-Length", "Expect", "X-Hop"}),
		rapid.StringMatching("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}"),
	)
	value := rapid.StringMatching(`([!-~\x80-\xff]([ -~\t]{0,20}[!-~])?)?`)
	header := rapid.Custom(func(t *rapid.T) relay.Header {
		h := relay.Header{Name: name.Draw(t, "name"), Value: value.Draw(t, "value")}
		if strings.EqualFold(h.Name, "Connection") {
			h.Value = "close, X-Hop"
		}
		return h
	})
	rapid.Check(t, func(rt *rapid.T) {
		in := relay.Incoming{Hook: "any", Provider: rapid.SampledFrom(h.Providers()).Draw(rt, "provider"), Verdict: relay.IncomingVerified, Request: relay.Request{
			Method: "POST", URL: "/", Body: rapid.SliceOf(rapid.Byte()).Draw(rt, "body"), Headers: rapid.SliceOfN(header, 0, 12).Draw(rt, "headers"),
		}}
		named := slices.ContainsFunc(in.Request.Headers, func(h relay.Header) bool { return strings.EqualFold(h.Name, "Connection") })
		agent := false
		want := http.Header{"User-Agent": {""}} // none, unless the product sent one
		for _, header := range in.Request.Headers {
			switch lower := strings.ToLower(header.Name); {
			case slices.Contains(notPassedOn, lower) && (lower != "x-hop" || named):
			case lower != "user-agent":
				want[header.Name] = append(want[header.Name], header.Value)
			case !agent:
				want["User-Agent"], agent = []string{header.Value}, true
			}
		}
		before, _ := r.requests()
		taken, err := h.Take(t.Context(), in, relay.Told{}, []string{subs[in.Provider].ID})
		if err != nil {
			rt.Fatal(err)
		}
		id := taken.Deliveries[0].ID
		h.advance(time.Minute)
		h.untilFinal(id)
		replay, err := h.Replay(t.Context(), id, relay.ReplayOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		h.advance(time.Minute)
		if d := h.untilFinal(replay.ID); d.IncomingID != taken.Incoming.ID || d.Edited {
			rt.Errorf("the replay is %+v", d)
		}
		sent, bodies := r.requests()
		if len(sent) < len(before)+3 {
			rt.Fatalf("%d requests went out, want 3 at least", len(sent)-len(before))
		}
		for i := len(before); i < len(sent); i++ {
			if diff := cmp.Diff(want, sent[i].Header, cmpopts.EquateEmpty()); diff != "" {
				rt.Errorf("headers of request %d (-want +got):\n%s", i, diff)
			}
			if bodies[i] != string(in.Request.Body) {
				rt.Errorf("body of request %d is %q, want %q", i, bodies[i], in.Request.Body)
			}
		}
	})
}

// A password in a target's URL is the target's: it takes the place of what the product said to the relay, unless that is
// how the product proves itself. Finpilo may have no key to prove itself with.
func TestATargetsPasswordIsSentToIt(t *testing.T) {
	t.Parallel()
	authorization := []relay.Header{{Name: "authorization", Value: "Bearer key"}}
	for _, tt := range []struct {
		name   string
		passed []relay.Header
		want   string
	}{{"silverfin", authorization, "Basic dTpw"}, {"silverfin", nil, "Basic dTpw"}, {"finpilo", authorization, "Bearer key"}, {"finpilo", nil, "Basic dTpw"}} {
		name, want := tt.name, tt.want
		r := always(200, "")
		h := newHarness(t, r)
		sub := h.hooked(name, func(s *relay.Subscription) { s.URL = "http://u:p@127.0.0.1:3000/" })
		in := relay.Incoming{Hook: name, Provider: name, Verdict: relay.IncomingVerified, Request: relay.Request{Method: "POST", Headers: tt.passed}}
		d := h.untilFinal(h.take(in, relay.Told{}, sub).Deliveries[0].ID)
		header, _ := r.lastSent()
		if got := anyCasing(header, "Authorization"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		for _, shown := range h.attempts(d.ID)[0].Request.Headers {
			if strings.Contains(shown.Value, "dTpw") || strings.Contains(shown.Value, "key") || shown.Name == "User-Agent" {
				t.Errorf("%s: the attempt shows %v", name, shown)
			}
		}
	}
}

// What a run took goes out in the next one, and is known there for what it is.
func TestWhatWasTakenOutlivesARestart(t *testing.T) {
	t.Parallel()
	down := &receiver{answer: func(int, *http.Request) (*http.Response, error) { return nil, errors.New("nobody there") }}
	h := newHarness(t, down)
	sub := h.hooked("fintoro")
	in, told := cameIn(1)
	taken := h.take(in, told, sub)
	h.untilAttempts(taken.Deliveries[0].ID, 1)
	h.stop()

	up := always(200, "")
	h = openHarness(t, up, h.path, harnessStart)
	if again := h.take(in, told, sub); again.Incoming.Verdict != relay.IncomingRepeated {
		t.Errorf("after the restart it is %s", again.Incoming.Verdict)
	}
	h.advance(time.Minute)
	if d := h.untilFinal(taken.Deliveries[0].ID); d.State != relay.Delivered {
		t.Fatalf("it is %s: %s", d.State, d.LastError)
	}
	sent, bodies := up.requests()
	if len(sent) != 1 || anyCasing(sent[0].Header, "webhook-signature")[0] != "from-the-product" || bodies[0] != string(in.Request.Body) {
		t.Errorf("what went out: %v %q", sent, bodies)
	}
}

// anyCasing is the values of a header whose name may have any casing on the wire.
func anyCasing(header http.Header, name string) []string {
	var values []string
	for key, more := range header {
		if strings.EqualFold(key, name) {
			values = append(values, more...)
		}
	}
	return values
}
