package relay_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// zone is a resolver that knows some names.
type zone map[string]string

func (z zone) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return (&answers{list: [][]string{strings.Fields(z[host])}}).LookupNetIP(context.Background(), "ip", host)
}

func testReach(strict bool) relay.Reach {
	return relay.Reach{
		Strict:  strict,
		Assumed: relay.Assumed{"api.test": netip.MustParseAddr("127.0.0.1")},
		MockURL: "http://127.0.0.1:7118",
		Resolver: zone{
			"app.example.com": "198.41.0.4 2001:500:200::b", "inside.example.com": "10.1.2.3", "both.example.com": "198.41.0.4 127.0.0.1",
			"carrier.example.com": "100.64.1.1", "v6.example.com": "fd00::1",
		},
	}
}

func TestStrictAtSave(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.Reach = testReach(true)
	tests := map[string]struct {
		url     string
		builtin bool
		refused string // the rule; empty: taken
		why     string
	}{
		"fintoro public":                               {url: "https://app.example.com/hooks"},
		"fintoro public address":                       {url: "https://198.41.0.4/hooks"},
		"fintoro assumed":                              {url: "https://api.test:3443/hooks"},
		"fintoro http":                                 {url: "http://app.example.com/", refused: relay.RuleHTTPSOnly, why: "https only"},
		"fintoro assumed over http":                    {url: "http://api.test/", refused: relay.RuleHTTPSOnly},
		"fintoro userinfo":                             {url: "https://u:p@app.example.com/", refused: relay.RuleNoUserinfo},
		"fintoro loopback":                             {url: "https://127.0.0.1/", refused: relay.RulePublicOnly, why: "127.0.0.1 is a loopback address; Fintoro sends to hosts with a public address only"},
		"fintoro decimal":                              {url: "https://2130706433/", refused: relay.RulePublicOnly, why: "2130706433 is 127.0.0.1, a loopback address"},
		"fintoro name of a private host":               {url: "https://inside.example.com/", refused: relay.RulePublicOnly, why: "inside.example.com resolves to 10.1.2.3, a private address"},
		"fintoro one of two private":                   {url: "https://both.example.com/", refused: relay.RulePublicOnly, why: "resolves to 127.0.0.1"},
		"fintoro carrier's":                            {url: "https://carrier.example.com/", refused: relay.RulePublicOnly, why: "carrier-grade NAT"},
		"fintoro unique local":                         {url: "https://v6.example.com/", refused: relay.RulePublicOnly, why: "unique local"},
		"fintoro does not resolve":                     {url: "https://nowhere.example.com/", refused: relay.RulePublicOnly, why: "nowhere.example.com does not resolve (no such host)"},
		"fintoro too long":                             {url: "https://app.example.com/" + strings.Repeat("a", 2048), refused: relay.RuleMaxLength},
		"fintoro built-in mock":                        {url: "http://127.0.0.1:7118/fintoro", builtin: true},
		"fintoro mock by a person":                     {url: "http://127.0.0.1:7118/fintoro", refused: relay.RuleHTTPSOnly},
		"fintoro built-in elsewhere":                   {url: "http://127.0.0.1:3000/", builtin: true, refused: relay.RuleHTTPSOnly},
		"fintoro built-in at what looks like the mock": {url: "http://127.0.0.1:7118@10.0.0.1/", builtin: true, refused: relay.RuleHTTPSOnly},
		"finpilo http":                                 {url: "http://app.example.com/", refused: relay.RuleHTTPSOnly, why: "Finpilo's webhooks always go over HTTPS"},
		"finpilo https on loopback":                    {url: "https://127.0.0.1:3000/"},
		"moneybird http with userinfo":                 {url: "http://u:p@localhost:3000/"},
		"silverfin http on loopback":                   {url: "http://localhost:9000/silverfin"},
		"bookkeeper http on loopback":                  {url: "http://localhost:9000/"},
		"bookkeeper a name that does not exist":        {url: "https://nowhere.example.com/"},
	}
	for name, tt := range tests {
		before := len(h.Subscriptions())
		provider, _, _ := strings.Cut(name, " ")
		_, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: provider, URL: tt.url, Builtin: tt.builtin})
		var target *relay.TargetError
		var input *relay.InputError
		switch {
		case errors.As(err, &input) && !errors.As(err, &target):
			t.Errorf("%s: %v", name, err)
		case tt.refused == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.refused != "" && (!errors.As(err, &target) || target.Note.Rule != tt.refused || input.Field != "url" || !strings.Contains(err.Error(), tt.why)):
			t.Errorf("%s: %v, want %s: %s", name, err, tt.refused, tt.why)
		}
		if err != nil && len(h.Subscriptions()) != before {
			t.Errorf("%s: it was kept all the same", name)
		}
	}
}

func TestStrictOnUpdateAndReplay(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("fintoro")
	d := h.publish("fintoro", "invoices.paid")
	h.untilFinal(d.ID)
	h.Reach = testReach(true)
	for _, url := range []string{"http://127.0.0.1:3000/", "https://inside.example.com/"} {
		var target *relay.TargetError
		if _, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error { s.URL = url; return nil }); !errors.As(err, &target) {
			t.Errorf("update to %s: %v", url, err)
		}
		if _, err := h.Replay(t.Context(), d.ID, relay.ReplayOptions{URL: url}); !errors.As(err, &target) {
			t.Errorf("replay to %s: %v", url, err)
		}
	}
	if _, err := h.Bulk(t.Context(), relay.BulkRequest{Verb: relay.ReplayVerb, Replay: relay.ReplayOptions{URL: "http://127.0.0.1:3000/"}}); err == nil {
		t.Error("many are replayed to a URL that one is not")
	}
	if _, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error { s.Name = "n"; return nil }); err != nil {
		t.Errorf("a name cannot be changed: %v", err)
	}
	if _, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error { s.URL = "https://app.example.com/"; return nil }); err != nil {
		t.Errorf("update to a public one: %v", err)
	}
}

// What was subscribed before the server became strict is blocked before each send, costs a try and follows the schedule.
func TestStrictBeforeEachSend(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	h.subscribe("fintoro")
	h.Reach = testReach(true)
	d := h.publish("fintoro", "invoices.paid")
	first := h.untilAttempts(d.ID, 1)
	if wait := first.DueAt.Sub(h.clock.Now()); first.State != relay.Pending || wait != 10*time.Second {
		t.Errorf("%s, again in %v", first.State, wait)
	}
	ctx, cancel := timeout(t)
	defer cancel()
	if _, err := h.Advance(ctx, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	last := h.untilFinal(d.ID)
	if last.State != relay.Failed || last.Reason != relay.ReasonScheduleSpent || last.AttemptCount != 5 {
		t.Errorf("%s %s after %d attempts", last.State, last.Reason, last.AttemptCount)
	}
	for _, attempt := range h.attempts(d.ID) {
		if attempt.Outcome != relay.Blocked || attempt.Error != "Fintoro sends to https only" || attempt.Response != nil {
			t.Errorf("%s %q", attempt.Outcome, attempt.Error)
		}
	}
	if seen, _ := r.requests(); len(seen) != 0 {
		t.Errorf("%d requests were sent", len(seen))
	}
}

func TestURLNotes(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	for _, strict := range []bool{false, true} {
		h.Reach = testReach(strict)
		tests := map[string]struct {
			sub  relay.Subscription
			want string
		}{
			"fintoro on this machine": {relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/"}, "https_only public_only"},
			"the built-in mock":       {relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:7118/fintoro", Builtin: true}, "builtin_mock"},
			"built-in, no rule":       {relay.Subscription{Provider: "silverfin", URL: "http://127.0.0.1:7118/silverfin", Builtin: true}, ""},
			"assumed":                 {relay.Subscription{Provider: "fintoro", URL: "https://api.test/"}, "assumed_public"},
			"advised":                 {relay.Subscription{Provider: "moneybird", URL: "http://app.example.com/"}, "https_advised"},
			"by type, once":           {relay.Subscription{Provider: "bookkeeper", URL: "https://api.test/", URLs: map[string]string{"payment.confirmed": "https://api.test/p"}}, "assumed_public"},
			"nowhere":                 {relay.Subscription{Provider: "finpilo"}, ""},
		}
		for name, tt := range tests {
			var rules []string
			for _, note := range h.URLNotes(&tt.sub) {
				rules = append(rules, note.Rule)
			}
			if got := strings.Join(rules, " "); got != tt.want {
				t.Errorf("%s: %s, want %s", name, got, tt.want)
			}
		}
	}
}

// Not strict, a delivery whose host's name led to this machine is noted on its attempt, unless the name counts as public.
func TestNameIsNotedOnTheAttempt(t *testing.T) {
	t.Parallel()
	d := newDecoy(t)
	transport := relay.NewTransport(relay.TransportOptions{
		Reach: testReach(false),
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, d.Listener.Addr().String())
		},
	})
	h := newHarness(t, transport)
	h.Reach = testReach(false)
	t.Cleanup(transport.CloseIdleConnections)
	for _, tt := range []struct{ provider, eventType, url, note string }{
		{"fintoro", "invoices.paid", "http://hooks.example.com/", "hooks.example.com resolves to 127.0.0.1, a loopback address; Fintoro sends to hosts with a public address only"},
		{"fintoro", "invoices.paid", "http://api.test/", ""},
		{"silverfin", "export.created", "http://hooks.example.com/", ""},
	} {
		sub, _, err := h.Subscribe(t.Context(), relay.Subscription{Provider: tt.provider, URL: tt.url})
		if err != nil {
			t.Fatal(err)
		}
		published := h.publish(tt.provider, tt.eventType)
		if d := h.untilFinal(published.ID); d.State != relay.Delivered {
			t.Errorf("%s %s: %s", tt.provider, tt.url, d.State)
		}
		if note := h.attempts(published.ID)[0].Note; !strings.HasPrefix(note, tt.note) || (tt.note == "") != (note == "") {
			t.Errorf("%s %s: note %q, want %q", tt.provider, tt.url, note, tt.note)
		}
		if err := h.Unsubscribe(t.Context(), sub.ID); err != nil {
			t.Fatal(err)
		}
	}
}
