package local_test

import (
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A database keeps the tokens it has drawn; a seed given on purpose has its own, and leaves the database's alone.
func TestIssuedTokens(t *testing.T) {
	t.Parallel()
	seed, other := uint64(42), uint64(43)
	path := filepath.Join(t.TempDir(), "ledgerhook.db")
	tokens := func(opt local.Options) map[string]string {
		node, client := start(t, opt)
		defer stop(t, node)
		env, err := client.Env(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(node.Tokens, env.Tokens); diff != "" {
			t.Errorf("env tells others (-node +env):\n%s", diff)
		}
		return node.Tokens
	}
	drawn := tokens(local.Options{DB: path})
	seeded := tokens(local.Options{DB: path, Seed: &seed})
	same := map[string]bool{
		"the database's own after a restart":      maps.Equal(drawn, tokens(local.Options{DB: path})),
		"the seed's in another database":          maps.Equal(seeded, tokens(local.Options{Seed: &seed})),
		"the database's own differ from a seed's": !maps.Equal(drawn, seeded),
		"another database's differ":               !maps.Equal(drawn, tokens(local.Options{})),
		"another seed's differ":                   !maps.Equal(seeded, tokens(local.Options{Seed: &other})),
	}
	for what, held := range same {
		if !held {
			t.Errorf("%s: no", what)
		}
	}
	seen := map[string]bool{}
	for name, token := range drawn {
		rest, ok := strings.CutPrefix(token, "local_"+name+"_")
		if !ok || len(rest) != 32 || seen[rest] {
			t.Errorf("%s has %q", name, token)
		}
		seen[rest] = true
	}
	if len(seen) != 5 {
		t.Errorf("there are %d tokens", len(seen))
	}
}

func TestStrictTakesTheIssuedTokensOnly(t *testing.T) {
	t.Parallel()
	paths := map[string]string{
		"finpilo": "/api/v1/workspace/webhook", "fintoro": "/api/public/v1/webhook-subscriptions", "moneybird": "/api/v2/123/webhooks.json",
		"silverfin": "/api/v4/f/1/webhooks", "bookkeeper": "/v1/endpoints",
	}
	for _, strict := range []bool{false, true} {
		node, _ := start(t, local.Options{Strict: strict})
		for name, base := range node.ProviderURLs {
			for token, want := range map[string]int{node.Tokens[name]: 200, "any": map[bool]int{false: 200, true: 401}[strict]} {
				if got := status(t, base+paths[name], token); got != want {
					t.Errorf("strict %v: %s answers %q with %d, want %d", strict, name, token, got, want)
				}
			}
		}
	}
}

// status is what a GET with a bearer token is answered with.
func status(t *testing.T, url, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
