package control_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// guarded is what a guard answers to a request with these headers, on a connection that came in at 192.0.2.7.
func guarded(t *testing.T, g control.Guard, method, host string, header http.Header) int {
	t.Helper()
	ctx := context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 7117})
	r := httptest.NewRequestWithContext(ctx, method, "/", nil)
	r.Host, r.Header = host, header
	if r.Header == nil {
		r.Header = http.Header{}
	}
	w := httptest.NewRecorder()
	g.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
	for name := range w.Header() {
		if name == "Access-Control-Allow-Origin" {
			t.Errorf("%s %v: another origin is allowed", host, header)
		}
	}
	return w.Code
}

func guards(t *testing.T) (loopback, advertised, outside control.Guard) {
	t.Helper()
	u, err := url.Parse("https://relay.test:8443")
	if err != nil {
		t.Fatal(err)
	}
	return control.Guard{}, control.Guard{Advertised: u}, control.Guard{Outside: true, Name: "Box.Lan", Advertised: u}
}

func TestGuardHosts(t *testing.T) {
	t.Parallel()
	loopback, advertised, outside := guards(t)
	tests := map[string]struct{ loopback, advertised, outside bool }{
		"127.0.0.1:7117":           {true, true, true},
		"127.0.0.1":                {true, true, true},
		"127.0.0.1:1":              {true, true, true}, // a container may map the port
		"127.9.9.9:7117":           {true, true, true},
		"localhost:7117":           {true, true, true},
		"LocalHost:7117":           {true, true, true},
		"[::1]:7117":               {true, true, true},
		"[::1]":                    {true, true, true},
		"[::ffff:127.0.0.1]:7117":  {true, true, true},
		"relay.test":               {false, true, true},
		"RELAY.test:8443":          {false, true, true},
		"relay.test:7117":          {false, true, true},
		"192.0.2.7:7117":           {false, false, true},
		"[::ffff:192.0.2.7]:7117":  {false, false, true},
		"box.lan:7117":             {false, false, true},
		"BOX.LAN":                  {false, false, true},
		"":                         {},
		":7117":                    {},
		"192.0.2.8:7117":           {}, // another machine's
		"0.0.0.0:7117":             {},
		"[::]:7117":                {},
		"evil.test":                {},
		"evil.test:7117":           {},
		"localhost.":               {},
		"localhost.:7117":          {},
		"relay.test.":              {},
		"127.0.0.1.:7117":          {},
		"localhost.evil.test":      {},
		"127.0.0.1.evil.test:7117": {},
		"evil.localhost":           {},
		"relay.test.evil.test":     {},
		"xrelay.test":              {},
		"user@127.0.0.1:7117":      {},
		"127.0.0.1@evil.test:7117": {},
		"127.0.0.1:7117@evil.test": {},
		"user:pw@localhost":        {},
		"127.0.0.1:":               {},
		"127.0.0.1:http":           {},
		"127.0.0.1:65536":          {},
		"127.0.0.1:-1":             {},
		"127.0.0.1:7117:7117":      {},
		"127.0.0.1:7117/":          {},
		"127.1:7117":               {},
		"0127.0.0.1:7117":          {},
		"2130706433":               {},
		"0x7f000001":               {},
		"１27.0.0.1":                {},
		"::1":                      {},
		"::1:7117":                 {},
		"[127.0.0.1]:7117":         {},
		"[localhost]:7117":         {},
		"[::1":                     {},
		"::1]":                     {},
		"[::1%25lo]:7117":          {},
		"[::1%lo]:7117":            {},
		"localhost localhost":      {},
		" localhost":               {},
	}
	for host, tt := range tests {
		for name, c := range map[string]struct {
			guard control.Guard
			want  bool
		}{"on loopback": {loopback, tt.loopback}, "advertised": {advertised, tt.advertised}, "outside": {outside, tt.outside}} {
			if got := guarded(t, c.guard, "GET", host, nil); got != map[bool]int{true: 200, false: 403}[c.want] {
				t.Errorf("%s: Host %q gets %d", name, host, got)
			}
		}
	}
}

func TestGuardOrigins(t *testing.T) {
	t.Parallel()
	loopback, advertised, outside := guards(t)
	tests := map[string]struct{ loopback, advertised, outside bool }{
		"http://127.0.0.1:7117":        {true, true, false},
		"http://localhost:3000":        {true, true, false},
		"http://[::1]:3000":            {true, true, false},
		"https://relay.test:8443":      {false, true, true},
		"HTTPS://Relay.Test:8443":      {}, // no browser writes it so
		"http://relay.test:8443":       {},
		"https://relay.test":           {},
		"http://192.0.2.7:7117":        {false, false, true},
		"http://192.0.2.7:7118":        {},
		"http://192.0.2.7":             {},
		"null":                         {},
		"":                             {},
		"http://evil.test":             {},
		"http://localhost.evil.test":   {},
		"http://localhost.":            {},
		"http://localhost@evil.test":   {},
		"http://user@localhost":        {},
		"http://127.0.0.1:7117/":       {},
		"http://127.0.0.1:7117?x":      {},
		"http://127.0.0.1:7117#x":      {},
		"http://127.0.0.1:port":        {},
		"http://evil.test/@127.0.0.1":  {},
		"http://127.0.0.1 http://evil": {},
		"//127.0.0.1":                  {},
		"127.0.0.1":                    {},
		"file://":                      {},
	}
	for origin, tt := range tests {
		for name, c := range map[string]struct {
			guard control.Guard
			host  string
			want  bool
		}{
			"on loopback": {loopback, "127.0.0.1:7117", tt.loopback},
			"advertised":  {advertised, "127.0.0.1:7117", tt.advertised},
			"outside":     {outside, "192.0.2.7:7117", tt.outside},
		} {
			for _, method := range []string{"GET", "POST", "OPTIONS"} {
				if got := guarded(t, c.guard, method, c.host, http.Header{"Origin": {origin}}); got != map[bool]int{true: 200, false: 403}[c.want] {
					t.Errorf("%s: %s with Origin %q gets %d", name, method, origin, got)
				}
			}
		}
	}
	if got := guarded(t, loopback, "POST", "127.0.0.1", http.Header{"Origin": {"http://127.0.0.1", "http://evil.test"}}); got != 403 {
		t.Errorf("two origins get %d", got)
	}
}

// What a browser says of itself counts too: only a link that somebody clicked may come from another site.
func TestGuardSites(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method             string
		site, mode, target string
		want               int
	}{
		"a page of ours":              {"POST", "same-origin", "cors", "empty", 200},
		"a page of another port":      {"POST", "same-site", "cors", "empty", 200},
		"typed in":                    {"GET", "none", "navigate", "document", 200},
		"a link on another site":      {"GET", "cross-site", "navigate", "document", 200},
		"a form on another site":      {"POST", "cross-site", "navigate", "document", 403},
		"a frame on another site":     {"GET", "cross-site", "navigate", "iframe", 403},
		"an image on another site":    {"GET", "cross-site", "no-cors", "image", 403},
		"a script of another site":    {"GET", "cross-site", "cors", "empty", 403},
		"a preflight of another site": {"OPTIONS", "cross-site", "cors", "empty", 403},
	}
	for name, tt := range tests {
		header := http.Header{"Sec-Fetch-Site": {tt.site}, "Sec-Fetch-Mode": {tt.mode}, "Sec-Fetch-Dest": {tt.target}}
		if got := guarded(t, control.Guard{}, tt.method, "127.0.0.1:7117", header); got != tt.want {
			t.Errorf("%s gets %d, want %d", name, got, tt.want)
		}
	}
}
