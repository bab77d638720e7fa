package inbound_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

func TestPaths(t *testing.T) {
	t.Parallel()
	const secret = "k3J9_x-Q7"
	tests := map[string]struct {
		path   string // of the options
		target string
		want   string // the path behind the hook; "404" where nothing is
	}{
		"a hook":                              {"", "/hooks/fintoro", ""},
		"a trailing slash":                    {"", "/hooks/fintoro/", "/"},
		"a query, whose values are hidden":    {"", "/hooks/fintoro?token=abc&x", "?token=***&***"},
		"an empty query":                      {"", "/hooks/fintoro/?", "/?"},
		"a URL that is whole":                 {"", "http://relay.example/hooks/fintoro", ""},
		"behind the secret":                   {secret, "/hooks/" + secret + "/fintoro", ""},
		"behind the secret with a slash":      {secret, "/hooks/" + secret + "/fintoro/", "/"},
		"another hook":                        {"", "/hooks/nobody", "404"},
		"the root":                            {"", "/", "404"},
		"no hook":                             {"", "/hooks/", "404"},
		"without a slash":                     {"", "/hooks", "404"},
		"two slashes behind":                  {"", "/hooks/fintoro//", "404"},
		"two slashes before":                  {"", "/hooks//fintoro", "404"},
		"deeper":                              {"", "/hooks/fintoro/x", "404"},
		"another case":                        {"", "/hooks/Fintoro", "404"},
		"escaped":                             {"", "/hooks/%66intoro", "404"},
		"dots":                                {"", "/hooks/x/../fintoro", "404"},
		"a secret that is not asked for":      {"", "/hooks/" + secret + "/fintoro", "404"},
		"without the secret":                  {secret, "/hooks/fintoro", "404"},
		"a part of the secret":                {secret, "/hooks/" + secret[:8] + "/fintoro", "404"},
		"the secret and more":                 {secret, "/hooks/" + secret + "x/fintoro", "404"},
		"the secret alone":                    {secret, "/hooks/" + secret, "404"},
		"the secret without the root":         {secret, "/" + secret + "/fintoro", "404"},
		"the secret at the root":              {secret, secret + "/fintoro", "404"},
		"the secret with an unknown hook":     {secret, "/hooks/" + secret + "/nobody", "404"},
		"another secret with an unknown hook": {secret, "/hooks/x/nobody", "404"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			r := signed(t, "fintoro", fintoroBody)
			var err error
			if r.URL, err = url.Parse(tt.target); err != nil {
				t.Fatal(err)
			}
			got := shown(serve(handler(t, inbound.Options{Relay: fake, Path: tt.path}), r))
			switch {
			case tt.want == "404" && (got != "404 nothing here" || len(fake.all()) > 0):
				t.Errorf("answered %s, taken %v", got, fake.all())
			case tt.want != "404" && (got != "200" || fake.only(t).In.Request.URL != tt.want):
				t.Errorf("answered %s, taken %v", got, fake.all())
			}
		})
	}
}

// FuzzPath: nothing but the hook's own path leads to it.
func FuzzPath(f *testing.F) {
	f.Add("/hooks/s3cret/fintoro", "")
	f.Add("/hooks/s3cret/fintoro/", "a=b")
	f.Add("/hooks/s3cret%2ffintoro", "")
	f.Add("*", "")
	f.Fuzz(func(t *testing.T, path, query string) {
		fake := &fakeRelay{}
		r := httptest.NewRequest("POST", "/", strings.NewReader(fintoroBody))
		r.URL = &url.URL{Path: path, RawQuery: query}
		code := serve(handler(t, inbound.Options{Relay: fake, Path: "s3cret"}), r).Code
		if right := path == "/hooks/s3cret/fintoro" || path == "/hooks/s3cret/fintoro/"; right != (code == 401) || !right != (code == 404) {
			t.Errorf("%q is answered %d", path, code)
		}
	})
}
