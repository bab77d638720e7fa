package local_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// The products' APIs stand beside the control API, behind the same guard.
func TestProductsAreServed(t *testing.T) {
	t.Parallel()
	n, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, base := range n.ProviderURLs {
		for _, url := range []string{base, base + "/nothing"} {
			tests := map[string]struct {
				edit        func(*http.Request)
				status      int
				contentType string
			}{
				"from this machine":   {func(*http.Request) {}, 404, "application/json"},
				"by another name":     {func(r *http.Request) { r.Host = "evil.test" }, 403, "application/problem+json"},
				"from a foreign page": {func(r *http.Request) { r.Header.Set("Origin", "http://evil.test") }, 403, "application/problem+json"},
			}
			for from, tt := range tests {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
				if err != nil {
					t.Fatal(err)
				}
				tt.edit(r)
				resp, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if got := resp.Header.Get("Content-Type"); resp.StatusCode != tt.status || got != tt.contentType {
					t.Errorf("%s %s %s: %d %s, want %d %s", name, url, from, resp.StatusCode, got, tt.status, tt.contentType)
				}
			}
		}
	}
}

// Moneybird's API asks a URL before it registers it, unless told not to.
func TestProbesCanBeLeftOut(t *testing.T) {
	t.Parallel()
	for noProbe, want := range map[bool]int{false: 400, true: 201} {
		n, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", NoProbe: noProbe})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.ProviderURLs["moneybird"]+"/api/v2/1/webhooks",
			strings.NewReader(`{"url":"http://127.0.0.1:1/"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+n.Tokens["moneybird"])
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("NoProbe %v: %d, want %d", noProbe, resp.StatusCode, want)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
}
