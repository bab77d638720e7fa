package emulate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// oauthPaths are where clients get their token, by product.
func oauthPaths() map[string]string {
	return map[string]string{"moneybird": "/moneybird/oauth/token", "silverfin": "/silverfin/f/1001/oauth/token"}
}

// A client library logs in, wherever it puts the parameters, and the token that it gets works and stays the same.
func TestLogin(t *testing.T) {
	t.Parallel()
	const code = "grant_type=authorization_code&client_id=c&client_secret=s&code=any&redirect_uri=urn:ietf:wg:oauth:2.0:oob"
	const refresh = "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=any"
	tests := map[string]struct{ query, body, contentType string }{
		"the query":   {code, "", ""},
		"a form":      {"", code, "application/x-www-form-urlencoded"},
		"JSON":        {"", `{"grant_type":"refresh_token","client_id":"c","client_secret":"s","refresh_token":"r","access_token":"old"}`, "application/json"},
		"refresh":     {"", refresh, "application/x-www-form-urlencoded; charset=utf-8"},
		"both places": {"grant_type=nonsense", code, "application/x-www-form-urlencoded"},
	}
	s := newServer(t)
	for product, path := range oauthPaths() {
		for name, tt := range tests {
			t.Run(product+": "+name, func(t *testing.T) {
				w := s.ask(t, "POST", path+"?"+tt.query, tt.body, func(r *http.Request) {
					r.Header.Del("Authorization")
					r.Header.Set("Content-Type", tt.contentType)
				})
				var got struct {
					AccessToken  string `json:"access_token"`
					TokenType    string `json:"token_type"`
					ExpiresIn    int    `json:"expires_in"`
					RefreshToken string `json:"refresh_token"`
				}
				if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				if got.AccessToken != tokenOf(product) || got.TokenType != "Bearer" || got.ExpiresIn != 7200 || got.RefreshToken == "" {
					t.Errorf("%+v", got)
				}
				if w.Header().Get("Cache-Control") != "no-store" {
					t.Error("it may be kept by a cache")
				}
			})
		}
	}
}

func TestLoginRefuses(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	tests := map[string]struct {
		body, contentType string
		status            int
		want              string
	}{
		"nothing":           {"", form, 400, `"error":"unsupported_grant_type"`},
		"another grant":     {"grant_type=password", form, 400, `"error":"unsupported_grant_type"`},
		"no code":           {"grant_type=authorization_code&client_id=c&client_secret=s", form, 400, `code is missing`},
		"no secret":         {"grant_type=authorization_code&client_id=c&code=x", form, 400, `client_secret is missing`},
		"no refresh token":  {"grant_type=refresh_token&client_id=c&client_secret=s&code=x", form, 400, `refresh_token is missing`},
		"malformed JSON":    {`{"grant_type":`, "application/json", 400, `not valid JSON`},
		"JSON of a number":  {`{"grant_type":1}`, "application/json", 400, `not a JSON object`},
		"a malformed form":  {"%zz", form, 400, `cannot be read`},
		"another type":      {"<x/>", "text/xml", 415, `as a form, as JSON, or in the query`},
		"more than allowed": {strings.Repeat("x", 2<<20), form, 400, `could not be read`},
	}
	s := newServer(t)
	for product, path := range oauthPaths() {
		for name, tt := range tests {
			t.Run(product+": "+name, func(t *testing.T) {
				w := s.ask(t, "POST", path, tt.body, func(r *http.Request) { r.Header.Set("Content-Type", tt.contentType) })
				if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || strings.Contains(w.Body.String(), tokenOf(product)) {
					t.Errorf("%d %s, want %d with %q", w.Code, w.Body, tt.status, tt.want)
				}
			})
		}
	}
}

// Where only the issued token is taken, nobody gets it who does not have it.
func TestStrictLogin(t *testing.T) {
	t.Parallel()
	strict := newServer(t, func(o *emulate.Options) { o.IssuedOnly, o.OpenKey = true, "5c2f8e6d0a4c579a573f0e8f1d2c4490" })
	none := newServer(t, func(o *emulate.Options) { o.Tokens = nil })
	for product, path := range oauthPaths() {
		at := path + "?grant_type=authorization_code&client_id=c&code=x&client_secret="
		for secret, want := range map[string]int{"guess": 401, tokenOf("fintoro"): 401, tokenOf(product): 200} {
			if w := strict.ask(t, "POST", at+secret, "", func(r *http.Request) { r.Header.Del("Authorization") }); w.Code != want || (want == 401) == strings.Contains(w.Body.String(), tokenOf(product)) {
				t.Errorf("%s with %s: %d %s", product, secret, w.Code, w.Body)
			}
		}
		if w := none.ask(t, "POST", at+"guess", ""); w.Code != 401 {
			t.Errorf("%s without a token: %d %s", product, w.Code, w.Body)
		}
	}
}

// A browser is sent straight back with a code, and nowhere but to this machine.
func TestAuthorize(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query    string
		status   int
		location string
		body     string
	}{
		"back":               {"response_type=code&client_id=c&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb%3Fa%3D1%23x&state=s%20t&scope=webhooks", 302, "http://localhost:3000/cb?a=1&code=local-code&state=s+t", ""},
		"by address":         {"response_type=code&client_id=c&redirect_uri=http://[::1]:3000/", 302, "http://[::1]:3000/?code=local-code", ""},
		"out of band":        {"response_type=code&client_id=c&redirect_uri=urn:ietf:wg:oauth:2.0:oob", 200, "", "Authorization code: local-code\n"},
		"another machine":    {"response_type=code&client_id=c&redirect_uri=http://evil.test/", 400, "", "on this machine"},
		"one that looks so":  {"response_type=code&client_id=c&redirect_uri=http://localhost.evil.test/", 400, "", "on this machine"},
		"behind userinfo":    {"response_type=code&client_id=c&redirect_uri=http://localhost@evil.test/", 400, "", "on this machine"},
		"another scheme":     {"response_type=code&client_id=c&redirect_uri=javascript://localhost/", 400, "", "on this machine"},
		"no address":         {"response_type=code&client_id=c", 400, "", "on this machine"},
		"a header within it": {"response_type=code&client_id=c&redirect_uri=http://localhost/%0d%0aX:%20y", 400, "", "on this machine"},
		"another response":   {"response_type=token&client_id=c&redirect_uri=http://localhost/", 400, "", "response_type must be code"},
		"no client":          {"response_type=code&redirect_uri=http://localhost/", 400, "", "client_id is missing"},
	}
	s := newServer(t)
	for product, path := range oauthPaths() {
		at := strings.TrimSuffix(path, "token") + "authorize?"
		for name, tt := range tests {
			t.Run(product+": "+name, func(t *testing.T) {
				w := s.ask(t, "GET", at+tt.query, "", func(r *http.Request) { r.Header.Del("Authorization") })
				if w.Code != tt.status || w.Header().Get("Location") != tt.location || !strings.Contains(w.Body.String(), tt.body) {
					t.Errorf("%d %q %s", w.Code, w.Header().Get("Location"), w.Body)
				}
			})
		}
	}
	if w := s.ask(t, "GET", "/silverfin/f/x/oauth/authorize?response_type=code&client_id=c&redirect_uri=http://localhost/", ""); w.Code != 404 {
		t.Errorf("no firm: %d", w.Code)
	}
}
