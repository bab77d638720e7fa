package mock_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

// Web pages of other sites cannot post what would stand among the receipts; whatever is no browser can, by any name.
func TestPagesOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	came := 0
	server, err := mock.Listen("127.0.0.1:0", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { came++ }), relay.ServerLimits{})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Run(t.Context()) }()
	tests := map[string]struct {
		host   string
		header http.Header
		want   int
	}{
		"a server":                      {"127.0.0.1:7118", nil, 200},
		"a server by another name":      {"host.docker.internal:7118", nil, 200},
		"a page of this machine":        {"127.0.0.1:7118", http.Header{"Origin": {"http://localhost:3000"}}, 200},
		"a page by address":             {"127.0.0.1:7118", http.Header{"Origin": {"http://[::1]:3000"}}, 200},
		"a page of another site":        {"127.0.0.1:7118", http.Header{"Origin": {"https://evil.test"}}, 403},
		"a page without origin":         {"127.0.0.1:7118", http.Header{"Origin": {"null"}}, 403},
		"a page that rebinds its name":  {"evil.test:7118", http.Header{"Origin": {"http://evil.test:7118"}}, 403},
		"a page that looks like ours":   {"127.0.0.1:7118", http.Header{"Origin": {"http://localhost.evil.test"}}, 403},
		"a page with a user":            {"127.0.0.1:7118", http.Header{"Origin": {"http://localhost@evil.test"}}, 403},
		"two origins":                   {"127.0.0.1:7118", http.Header{"Origin": {"http://localhost", "http://evil.test"}}, 403},
		"what a browser says of a page": {"127.0.0.1:7118", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
	}
	want := 0
	for name, tt := range tests {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/fintoro", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tt.host
		for key, values := range tt.header {
			r.Header[key] = values
		}
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.want || err != nil {
			t.Errorf("%s: %d %s, want %d", name, resp.StatusCode, text, tt.want)
		}
		if tt.want == 200 {
			want++
		}
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	<-ended
	if came != want {
		t.Errorf("%d requests came to the receiver, want %d", came, want)
	}
}
