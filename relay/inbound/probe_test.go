package inbound_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

func TestAnswersMoneybirdsProbe(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, body, signature string
		want                    string
		verdict                 relay.IncomingVerdict // empty: nothing is taken
	}{
		"an empty POST":              {"POST", "", "", "200", relay.IncomingProbe},
		"an empty object":            {"POST", "{}", "", "200", relay.IncomingProbe},
		"GET":                        {"GET", "", "", "200", relay.IncomingProbe},
		"HEAD":                       {"HEAD", "", "", "200", relay.IncomingProbe},
		"an object that is no push":  {"POST", `{"url":"https://example.com","test":{"action":"x"}}`, "", "200", relay.IncomingProbe},
		"a word":                     {"POST", "ping", "", "200", relay.IncomingProbe},
		"a list":                     {"POST", "[1]", "", "200", relay.IncomingProbe},
		"bytes":                      {"POST", "\xff\x00", "", "200", relay.IncomingProbe},
		"a push without a signature": {"POST", moneybirdBody, "", "401 not verified", relay.IncomingRejected},
		"a push's first key alone":   {"POST", `{"webhook_id":1}`, "", "401 not verified", relay.IncomingRejected},
		"an action alone":            {"POST", `{"x":1,"action":"contact_created"}`, "", "401 not verified", relay.IncomingRejected},
		"an action behind a key that stands twice": {"POST", `{"x":1,"x":2,"action":"contact_created"}`, "", "401 not verified", relay.IncomingRejected},
		"a push that breaks off":                   {"POST", moneybirdBody[:60], "", "401 not verified", relay.IncomingRejected},
		"a push behind a mark of byte order":       {"POST", "\xef\xbb\xbf" + moneybirdBody, "", "401 not verified", relay.IncomingRejected},
		"an empty body with a wrong signature":     {"POST", "", "t=1,v1=00", "401 not verified", relay.IncomingRejected},
		"an empty signature":                       {"POST", "", " ", "401 not verified", relay.IncomingRejected},
		"GET with a signature":                     {"GET", "", "t=1,v1=00", "405 [Allow: POST] webhooks are sent with POST", ""},
		"GET of a push":                            {"GET", moneybirdBody, "", "405 [Allow: POST] webhooks are sent with POST", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			r := httptest.NewRequest(tt.method, "/hooks/moneybird", strings.NewReader(tt.body))
			if tt.signature != "" {
				r.Header.Set("Moneybird-Signature", tt.signature)
			}
			got := shown(serve(handler(t, inbound.Options{Relay: fake}), r))
			switch {
			case got != tt.want:
				t.Errorf("answered %s, want %s", got, tt.want)
			case tt.verdict == "" && len(fake.all()) > 0:
				t.Errorf("taken %+v", fake.all())
			case tt.verdict != "":
				if taken := fake.only(t); taken.In.Verdict != tt.verdict || len(taken.To) > 0 || string(taken.In.Request.Body) != tt.body || taken.In.Request.Method != tt.method {
					t.Errorf("taken %+v", taken)
				}
			}
		})
	}
}

// A token that is looked for must be right beside a right signature, and the line says so.
func TestMoneybirdByItsTokenAndASecret(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{"tok": "", "other": "wrong: the body's webhook_token is another one"} {
		fake := &fakeRelay{}
		h := handler(t, inbound.Options{Relay: fake, Hooks: []inbound.Hook{{Name: "moneybird", Provider: "moneybird", Secrets: []string{moneybirdSecret}, Token: token}}})
		serve(h, signed(t, "moneybird", moneybirdBody))
		if got := fake.only(t).In.Problem; got != want {
			t.Errorf("%s: %q, want %q", token, got, want)
		}
	}
}

// Where only the token proves the sender, a push without a signature is none the less no probe.
func TestMoneybirdByItsTokenAlone(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{"tok": "200", "other": "401 not verified"} {
		fake := &fakeRelay{}
		h := handler(t, inbound.Options{Relay: fake, Hooks: []inbound.Hook{{Name: "moneybird", Provider: "moneybird", Token: token, Targets: []string{"sub_1"}}}})
		if got := shown(serve(h, httptest.NewRequest("POST", "/hooks/moneybird", strings.NewReader(moneybirdBody)))); got != want {
			t.Errorf("%s: answered %s", token, got)
		}
		if got := fake.only(t).In; strings.Contains(got.Problem, "tok ") || (got.Problem == "") != (want == "200") {
			t.Errorf("%s: %q", token, got.Problem)
		}
		if got := shown(serve(h, httptest.NewRequest("POST", "/hooks/moneybird", nil))); got != "200" {
			t.Errorf("the probe is answered %s", got)
		}
	}
}
