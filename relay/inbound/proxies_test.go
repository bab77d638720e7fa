package inbound_test

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

func TestCaller(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::ffff:172.16.0.0/108"), netip.MustParsePrefix("fd00::/8")}
	tests := map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"nobody said anything":                       {"198.51.100.7:1", nil, "198.51.100.7"},
		"a stranger's word":                          {"198.51.100.7:1", []string{"203.0.113.9"}, "198.51.100.7"},
		"a proxy's word":                             {"127.0.0.1:1", []string{"203.0.113.9"}, "203.0.113.9"},
		"a proxy that says nothing":                  {"127.0.0.1:1", nil, "127.0.0.1"},
		"a proxy that says nothing twice":            {"127.0.0.1:1", []string{"", " "}, "127.0.0.1"},
		"what stands left is not believed":           {"127.0.0.1:1", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		"over several lines":                         {"127.0.0.1:1", []string{"1.1.1.1", "203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		"proxies behind one another":                 {"127.0.0.1:1", []string{"203.0.113.9, 172.16.4.4,10.1.2.3 , fd00::1"}, "203.0.113.9"},
		"all are proxies":                            {"127.0.0.1:1", []string{"10.0.0.9, 10.1.2.3"}, "10.0.0.9"},
		"with a port":                                {"127.0.0.1:1", []string{"203.0.113.9:4711"}, "203.0.113.9"},
		"IPv6":                                       {"127.0.0.1:1", []string{"2001:db8::1"}, "2001:db8::1"},
		"IPv6 in brackets":                           {"127.0.0.1:1", []string{"[2001:db8::1]"}, "2001:db8::1"},
		"IPv6 with a port":                           {"127.0.0.1:1", []string{"[2001:db8::1]:80"}, "2001:db8::1"},
		"IPv4 in IPv6":                               {"[::ffff:127.0.0.1]:1", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		"a zone":                                     {"[fd00::2%eth0]:1", []string{"2001:db8::1%eth0"}, "2001:db8::1"},
		"an entry that is none ends it":              {"127.0.0.1:1", []string{"203.0.113.9, unknown, 10.1.2.3"}, "10.1.2.3"},
		"a bracket that does not close":              {"127.0.0.1:1", []string{"[2001:db8::1"}, "127.0.0.1"},
		"a connection without an internet's address": {"@", []string{"203.0.113.9"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeRelay{}
			r := httptest.NewRequest("POST", "/hooks/fintoro", strings.NewReader(fintoroBody))
			r.RemoteAddr = tt.peer
			r.Header["X-Forwarded-For"] = tt.forwarded
			serve(handler(t, inbound.Options{Relay: fake, Proxies: proxies}), r)
			if got := fake.only(t).In.RemoteAddr; got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzForwardedFor: the caller is an address that stands there, or the connection's, and nothing else.
func FuzzForwardedFor(f *testing.F) {
	f.Add("203.0.113.9, 127.0.0.1", "[::1]:80")
	f.Add(",,,", "1.2.3.4:")
	f.Add("[", "[fe80::1%\x1b[31m]")
	f.Fuzz(func(t *testing.T, first, second string) {
		fake := &fakeRelay{}
		r := httptest.NewRequest("POST", "/hooks/fintoro", strings.NewReader(fintoroBody))
		r.RemoteAddr = "127.0.0.1:1"
		r.Header["X-Forwarded-For"] = []string{first, second}
		serve(handler(t, inbound.Options{Relay: fake, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}), r)
		caller := fake.only(t).In.RemoteAddr
		if addr, err := netip.ParseAddr(caller); err != nil || addr.Zone() != "" || addr.Is4In6() {
			t.Errorf("%q, %q: %q, %v", first, second, caller, err)
		}
	})
}
