package provider_test

import (
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func secrets(values ...string) []relay.Secret {
	var list []relay.Secret
	for _, value := range values {
		list = append(list, relay.Secret{Value: value})
	}
	return list
}

func prepared(t testing.TB, dialect relay.Dialect, sub relay.Subscription) relay.Subscription {
	t.Helper()
	if sub.ID == "" {
		sub.ID = "sub_1"
	}
	if sub.URL == "" {
		sub.URL = "http://localhost:9000/hooks"
	}
	if err := dialect.Prepare(&sub, relay.Chance{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	return sub
}

func TestPrepareDrawsWhatIsMissing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		secrets []string // as regular expressions
		own     string   // as a regular expression
	}{
		"finpilo":    {nil, `\{\}`},
		"fintoro":    {[]string{`whsec_fintoro_[0-9a-f]{32}`}, `\{"webhook_id":[1-9][0-9]{5,9},"company_id":15\}`},
		"moneybird":  {[]string{`[0-9a-f]{64}`}, `\{"administration_id":"123456","webhook_id":"[1-9][0-9]{17}","webhook_token":"[A-Za-z0-9]{24}"\}`},
		"silverfin":  {[]string{`[0-9a-f]{64}`, `[0-9a-f]{64}`}, `\{"webhook_id":[1-9][0-9]{8,9},"user_id":[1-9][0-9]{3,4}\}`},
		"bookkeeper": {[]string{`whsec_[A-Za-z0-9+/]{43}=`}, `\{\}`},
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := tests[name]
			sub := prepared(t, dialect, relay.Subscription{})
			if len(sub.Secrets) != len(want.secrets) {
				t.Fatalf("secrets %v, want %d", sub.Secrets, len(want.secrets))
			}
			for i, pattern := range want.secrets {
				if !regexp.MustCompile("^" + pattern + "$").MatchString(sub.Secrets[i].Value) {
					t.Errorf("secret %d is %q, want %s", i+1, sub.Secrets[i].Value, pattern)
				}
			}
			if !regexp.MustCompile("^" + want.own + "$").Match(sub.Own) {
				t.Errorf("own is %s, want %s", sub.Own, want.own)
			}

			again := prepared(t, dialect, sub)
			if diff := cmp.Diff(sub, again); diff != "" {
				t.Errorf("a second Prepare changes (-first +second):\n%s", diff)
			}
			other := prepared(t, dialect, relay.Subscription{ID: "sub_2"})
			if same := cmp.Equal(sub.Secrets, other.Secrets); same != (name == "silverfin" || name == "finpilo") {
				t.Errorf("two subscriptions share their secrets: %v", same)
			}
			if len(want.secrets) == 2 && sub.Secrets[0] == sub.Secrets[1] {
				t.Error("both secrets are the same")
			}
		})
	}
}

func TestPrepareKeepsWhatIsGiven(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider string
		sub      relay.Subscription
		secrets  []string // a trailing * is anything drawn
		own      string
	}{
		"finpilo's key":               {"finpilo", relay.Subscription{Secrets: secrets("local-dev-key")}, []string{"local-dev-key"}, `{}`},
		"any secret for fintoro":      {"fintoro", relay.Subscription{Secrets: secrets("s"), Own: []byte(`{"company_id":16,"webhook_id":801}`)}, []string{"s"}, `{"company_id":16,"webhook_id":801}`},
		"two secrets for moneybird":   {"moneybird", relay.Subscription{Secrets: secrets("a", "b"), Own: []byte(`{"administration_id":"9","webhook_id":"8","webhook_token":"t"}`)}, []string{"a", "b"}, `{"administration_id":"9","webhook_id":"8","webhook_token":"t"}`},
		"one token for silverfin":     {"silverfin", relay.Subscription{Secrets: secrets("a"), Own: []byte(` {"firm_id" : 7, "company":{"id":1,"name":"B"},"user_id":2,"webhook_id":3} `)}, []string{"a", "*"}, ` {"firm_id" : 7, "company":{"id":1,"name":"B"},"user_id":2,"webhook_id":3} `},
		"two secrets for bookkeeper":  {"bookkeeper", relay.Subscription{Secrets: secrets(whsec1, whsec2), Own: []byte(`{"x":1}`)}, []string{whsec1, whsec2}, `{"x":1}`},
		"URLs by type for bookkeeper": {"bookkeeper", relay.Subscription{Secrets: secrets(whsec1), URLs: map[string]string{"refund.initiated": "https://a.test:8443/r?x=%20"}}, []string{whsec1}, `{}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			given := append([]relay.Secret{}, tt.sub.Secrets...)
			sub := prepared(t, dialect, tt.sub)
			for i, want := range tt.secrets {
				if got := sub.Secrets[i].Value; got == "" || want != "*" && got != want {
					t.Errorf("secret %d is %q, want %q", i+1, got, want)
				}
			}
			if len(sub.Secrets) != len(tt.secrets) {
				t.Errorf("%d secrets, want %d", len(sub.Secrets), len(tt.secrets))
			}
			if diff := cmp.Diff(given, tt.sub.Secrets); diff != "" {
				t.Errorf("the caller's secrets changed (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.own, string(sub.Own)); diff != "" {
				t.Errorf("own (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("own is completed behind what is there", func(t *testing.T) {
		t.Parallel()
		sub := prepared(t, provider.Moneybird(), relay.Subscription{Own: []byte(`{"webhook_id":"8","deactivated_at":null}`)})
		if !strings.HasPrefix(string(sub.Own), `{"webhook_id":"8","deactivated_at":null,"administration_id":"123456","webhook_token":"`) {
			t.Errorf("own is %s", sub.Own)
		}
	})
}

func TestPrepareRefuses(t *testing.T) {
	t.Parallel()
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	tests := map[string]struct {
		provider string
		sub      relay.Subscription
		field    string
		problem  string
	}{
		"no URL at all":                      {"fintoro", relay.Subscription{URL: "-"}, "url", "it must begin with http:// or https://"},
		"a relative URL":                     {"fintoro", relay.Subscription{URL: "/hooks"}, "url", "it must begin with http:// or https://"},
		"a host without scheme":              {"fintoro", relay.Subscription{URL: "localhost:9000"}, "url", "it must begin with http:// or https://"},
		"another scheme":                     {"fintoro", relay.Subscription{URL: "ftp://h/"}, "url", "it must begin with http:// or https://"},
		"no host":                            {"fintoro", relay.Subscription{URL: "http:///x"}, "url", "it names no host"},
		"an opaque URL":                      {"fintoro", relay.Subscription{URL: "http:h/x"}, "url", "it names no host"},
		"a port without host":                {"fintoro", relay.Subscription{URL: "http://:80/x"}, "url", "it names no host"},
		"a port out of range":                {"fintoro", relay.Subscription{URL: "http://h:70000/"}, "url", "its port is not between 1 and 65535"},
		"a port that is no number":           {"fintoro", relay.Subscription{URL: "http://h:x/"}, "url", "it cannot be parsed"},
		"a fragment":                         {"fintoro", relay.Subscription{URL: "http://h/#"}, "url", "it holds a fragment, which HTTP does not send"},
		"a space":                            {"fintoro", relay.Subscription{URL: "http://h/a b"}, "url", "it holds a space or a control character"},
		"a line break":                       {"fintoro", relay.Subscription{URL: "http://h/a\r\nb"}, "url", "it holds a space or a control character"},
		"a control character above ASCII":    {"fintoro", relay.Subscription{URL: "http://h/\u009b"}, "url", "it holds a space or a control character"},
		"invalid UTF-8":                      {"silverfin", relay.Subscription{URL: "http://h/\xff"}, "url", "it is not valid UTF-8"},
		"a bad escape":                       {"moneybird", relay.Subscription{URL: "http://u:%zz@h/"}, "url", "it cannot be parsed"},
		"URLs by type elsewhere":             {"fintoro", relay.Subscription{URLs: map[string]string{"a": "http://h/"}}, "urls", "Fintoro sends all event types to one URL"},
		"a bad URL for one type":             {"bookkeeper", relay.Subscription{URLs: map[string]string{"b": "", "a": "http://h/"}}, "urls.b", "it is missing"},
		"two keys for finpilo":               {"finpilo", relay.Subscription{Secrets: secrets("a", "b")}, "secret", "Finpilo takes at most 1 (API key), not 2"},
		"two secrets for fintoro":            {"fintoro", relay.Subscription{Secrets: secrets("a", "b")}, "secret", "Fintoro takes at most 1 (signing secret), not 2"},
		"three tokens for silverfin":         {"silverfin", relay.Subscription{Secrets: secrets("a", "b", "c")}, "secret", "Silverfin takes at most 2 (webhook_signing_token_1, webhook_signing_token_2), not 3"},
		"an empty secret":                    {"fintoro", relay.Subscription{Secrets: secrets("")}, "secret", "the signing secret is empty"},
		"an empty second secret":             {"moneybird", relay.Subscription{Secrets: secrets("a", "")}, "secret2", "the previous signing secret is empty"},
		"a key that no header can carry":     {"finpilo", relay.Subscription{Secrets: secrets("a\r\nX: y")}, "secret", "the API key holds a control character, which no header can carry"},
		"a secret without whsec_":            {"bookkeeper", relay.Subscription{Secrets: secrets("abc")}, "secret", "the signing secret does not begin with whsec_"},
		"a Fintoro secret for bookkeeper":    {"bookkeeper", relay.Subscription{Secrets: secrets("whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5")}, "secret", "the signing secret is not Base64 after whsec_"},
		"base64 without padding":             {"bookkeeper", relay.Subscription{Secrets: secrets(strings.TrimRight(of(25), "="))}, "secret", "the signing secret is not Base64 after whsec_"},
		"a line break in the base64":         {"bookkeeper", relay.Subscription{Secrets: secrets(of(24) + "\n")}, "secret", "the signing secret is not Base64 after whsec_"},
		"23 bytes":                           {"bookkeeper", relay.Subscription{Secrets: secrets(of(23))}, "secret", "the signing secret holds 23 bytes, not 24 to 64"},
		"65 bytes, as the second":            {"bookkeeper", relay.Subscription{Secrets: secrets(of(64), of(65))}, "secret2", "the previous signing secret holds 65 bytes, not 24 to 64"},
		"own that is no object":              {"fintoro", relay.Subscription{Own: []byte(`[]`)}, "own", "it is an array, not a JSON object"},
		"own with duplicate keys":            {"fintoro", relay.Subscription{Own: []byte(`{"a":1,"a":2}`)}, "own", `the key "a" stands in it twice`},
		"a fintoro id in quotes":             {"fintoro", relay.Subscription{Own: []byte(`{"webhook_id":"801"}`)}, "webhook_id", "it must be an integer"},
		"a fintoro company with a fraction":  {"fintoro", relay.Subscription{Own: []byte(`{"company_id":1.5}`)}, "company_id", "it must be an integer"},
		"an administration id with letters":  {"moneybird", relay.Subscription{Own: []byte(`{"administration_id":"12a"}`)}, "administration_id", "it must be a string of digits"},
		"a webhook id that is a number":      {"moneybird", relay.Subscription{Own: []byte(`{"webhook_id":12}`)}, "webhook_id", "it must be a string of digits"},
		"an empty token":                     {"moneybird", relay.Subscription{Own: []byte(`{"webhook_token":""}`)}, "webhook_token", "it must be a string"},
		"a silverfin id with a fraction":     {"silverfin", relay.Subscription{Own: []byte(`{"webhook_id":1.0}`)}, "webhook_id", "it must be an integer"},
		"a silverfin company without braces": {"silverfin", relay.Subscription{Own: []byte(`{"company":"x"}`)}, "company", "it must be an object with id and name"},
		"a silverfin company that is null":   {"silverfin", relay.Subscription{Own: []byte(`{"company":null}`)}, "company", "it must be an object with id and name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := tt.sub
			if sub.URL == "" {
				sub.URL = "http://localhost:9000"
			}
			before := sub
			dialect, _ := provider.ByName(tt.provider)
			err := dialect.Prepare(&sub, relay.Chance{})
			var input *relay.InputError
			if !errors.As(err, &input) {
				t.Fatalf("error %v, want an InputError", err)
			}
			if input.Field != tt.field || input.Problem != tt.problem || input.Hint == "" && tt.field != "own" && len(tt.sub.Secrets) < 2 {
				t.Errorf("error %+v, want field %q, problem %q", input, tt.field, tt.problem)
			}
			for _, secret := range tt.sub.Secrets {
				if len(secret.Value) > 2 && strings.Contains(err.Error(), secret.Value) {
					t.Errorf("the error shows the secret: %v", err)
				}
			}
			if diff := cmp.Diff(before, sub); diff != "" {
				t.Errorf("a refused subscription changed (-before +after):\n%s", diff)
			}
		})
	}
	t.Run("an empty URL", func(t *testing.T) {
		t.Parallel()
		err := provider.Finpilo().Prepare(&relay.Subscription{}, relay.Chance{})
		if err == nil || err.Error() != "url: it is missing (such as http://localhost:3000/webhooks)" {
			t.Errorf("error %v", err)
		}
	})
}
