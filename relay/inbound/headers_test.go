package inbound_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

func TestKeepsHeadersAsTheyCame(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	r := signed(t, "silverfin", silverfinBody)
	for _, h := range []relay.Header{
		{Name: "Accept", Value: "*/*"}, {Name: "X-Own", Value: "b"}, {Name: "X-Own", Value: "a"}, {Name: "Cookie", Value: "c=1"}, {Name: "Content-Encoding", Value: "gzip"},
		{Name: "User-Agent", Value: "Silverfin/2"}, {Name: "Via", Value: "1.1 tunnel"}, {Name: "Authorization", Value: "Basic eDp5"},
		// About the connection.
		{Name: "Connection", Value: "close, X-Gone"}, {Name: "Connection", Value: " x-gone-too ,Content-Type,X-SF-SIGNATURE-1"}, {Name: "X-Gone", Value: "1"}, {Name: "X-Gone-Too", Value: "1"},
		{Name: "Keep-Alive", Value: "timeout=5"}, {Name: "Proxy-Connection", Value: "close"}, {Name: "Proxy-Authenticate", Value: "Basic"}, {Name: "Proxy-Authorization", Value: "Basic x"},
		{Name: "TE", Value: "trailers"}, {Name: "Trailer", Value: "X-T"}, {Name: "Transfer-Encoding", Value: "chunked"}, {Name: "Upgrade", Value: "h2c"},
		{Name: "Host", Value: "x"}, {Name: "Content-Length", Value: "5"}, {Name: "Expect", Value: "100-continue"},
		// Of proxies that nobody named.
		{Name: "X-Forwarded-For", Value: "203.0.113.9"}, {Name: "X-Forwarded-Proto", Value: "https"}, {Name: "Forwarded", Value: "for=1.1.1.1"}, {Name: "X-Real-IP", Value: "1.1.1.1"},
		{Name: "X_Forwarded_For", Value: "1.1.1.1"},
	} {
		r.Header.Add(h.Name, h.Value)
	}
	if got := shown(serve(handler(t, inbound.Options{Relay: fake}), r)); got != "200" {
		t.Fatalf("answered %s", got)
	}
	sign := func(n string) string { return r.Header.Get("X-SF-SIGNATURE-" + n) }
	want := []relay.Header{
		{Name: "Accept", Value: "*/*"}, {Name: "Authorization", Value: "Basic eDp5"}, {Name: "Content-Encoding", Value: "gzip"}, {Name: "Content-Type", Value: "application/json"},
		{Name: "Cookie", Value: "c=1"}, {Name: "User-Agent", Value: "Silverfin/2"}, {Name: "Via", Value: "1.1 tunnel"}, {Name: "X-Own", Value: "b"}, {Name: "X-Own", Value: "a"},
		{Name: "X-SF-SIGNATURE-1", Value: sign("1")}, {Name: "X-SF-SIGNATURE-2", Value: sign("2")},
	}
	if diff := cmp.Diff(want, fake.only(t).In.Request.Headers); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

// What is kept verifies, and goes out in the product's casing.
func TestHeadersGetTheProductsCasing(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"finpilo": {"Authorization", "Content-Type"}, "fintoro": {"Content-Type", "webhook-id", "webhook-signature", "webhook-timestamp"},
		"moneybird":  {"Content-Type", "Idempotency-Key", "Moneybird-Signature"},
		"silverfin":  {"Content-Type", "X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2"},
		"bookkeeper": {"Content-Type", "webhook-id", "webhook-signature", "webhook-timestamp"},
	}
	for product, body := range bodies() {
		fake := &fakeRelay{}
		serve(handler(t, inbound.Options{Relay: fake}), signed(t, product, body))
		var names []string
		for _, h := range fake.only(t).In.Request.Headers {
			names = append(names, h.Name)
		}
		if !slices.Equal(names, want[product]) {
			t.Errorf("%s: %v, want %v", product, names, want[product])
		}
	}
}

func bodies() map[string]string {
	return map[string]string{"finpilo": finpiloBody, "fintoro": fintoroBody, "moneybird": moneybirdBody, "silverfin": silverfinBody, "bookkeeper": bookkeeperBody}
}

func TestKeepsTheWordOfNamedProxies(t *testing.T) {
	t.Parallel()
	fake := &fakeRelay{}
	r := signed(t, "fintoro", fintoroBody)
	r.RemoteAddr = "[::ffff:127.0.0.1]:4711"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	r.Header.Set("X-Forwarded-Proto", "https")
	serve(handler(t, inbound.Options{Relay: fake, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}), r)
	got := fake.only(t).In
	for _, h := range []relay.Header{{Name: "X-Forwarded-For", Value: "203.0.113.9"}, {Name: "X-Forwarded-Proto", Value: "https"}} {
		if !slices.Contains(got.Request.Headers, h) {
			t.Errorf("%s is gone: %v", h.Name, got.Request.Headers)
		}
	}
	if got.RemoteAddr != "203.0.113.9" {
		t.Errorf("the caller is %s", got.RemoteAddr)
	}
}

// FuzzHeaders holds what is kept to what came: no header is made up, the order of values stays, and only what must go is
// left out.
func FuzzHeaders(f *testing.F) {
	f.Add("Connection", "X-A", "X-A", "1")
	f.Add("X_Forwarded_For", "a", "Connection", ",,,\x00,close")
	f.Add("Te", "trailers", "Webhook-Signature", "00")
	f.Add("Connection", "webhook-signature", "Webhook-Signature", "00")
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2 string) {
		fake := &fakeRelay{}
		r := httptest.NewRequest("POST", "/hooks/fintoro", strings.NewReader(fintoroBody))
		name1, name2 = http.CanonicalHeaderKey(name1), http.CanonicalHeaderKey(name2) // as net/http gives them
		r.Header = http.Header{name1: {value1, value2}}
		r.Header[name2] = append(r.Header[name2], value1)
		if got := serve(handler(t, inbound.Options{Relay: fake}), r).Code; got != 401 {
			t.Fatalf("answered %d", got)
		}
		kept := http.Header{}
		for _, h := range fake.only(t).In.Request.Headers {
			key := http.CanonicalHeaderKey(h.Name)
			kept[key] = append(kept[key], h.Value)
			if slices.Contains([]string{"Connection", "Te", "Expect", "Host", "Forwarded", "Content-Length"}, key) || strings.HasPrefix(key, "X-Forwarded-") {
				t.Errorf("%s is kept", key)
			}
		}
		connection := strings.ToLower(strings.Join(r.Header["Connection"], ","))
		for name, values := range r.Header {
			if got := kept[name]; got != nil && !slices.Equal(got, values) {
				t.Errorf("%q is %q, it came as %q", name, got, values)
			}
			ordinary := strings.HasPrefix(name, "X-A") || name == "Webhook-Signature"
			if ordinary && kept[name] == nil && (name == "Webhook-Signature" || !strings.Contains(connection, strings.ToLower(name))) {
				t.Errorf("%q is gone", name)
			}
			delete(kept, name)
		}
		if len(kept) > 0 {
			t.Errorf("nobody sent %v", kept)
		}
	})
}
