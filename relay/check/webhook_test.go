package check

import (
	"strings"
	"testing"
	"unicode"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// No case but those about other letters depends on how a receiver reads them.
func TestWebhooksAreOfASCII(t *testing.T) {
	t.Parallel()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		s, err := newSession(Options{URL: "http://127.0.0.1:1/hooks", Dialect: dialect, Samples: samples, Clock: relay.RealClock{}, RunID: "a run"})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for range 50 {
			w, err := s.Usual()
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(string(w.Body), func(r rune) bool { return r > unicode.MaxASCII }) || seen[string(w.Body)] {
				t.Fatalf("%s: %s", name, w.Body)
			}
			seen[string(w.Body)] = true
		}
	}
}
