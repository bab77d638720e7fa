package provider_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// What each product has against a URL, as far as the URL itself tells.
func TestURLRules(t *testing.T) {
	t.Parallel()
	long := "https://app.example.com/" + strings.Repeat("a", 2048)
	tests := map[string]map[string][]string{ // URL -> product -> rules; a product that is not there has nothing against it
		"https://app.example.com/hooks":         {},
		"https://8.8.8.8/":                      {},
		"http://app.example.com/hooks":          {"fintoro": {"https_only"}, "finpilo": {"https_only"}, "moneybird": {"https_advised"}},
		"https://u:p@app.example.com/":          {"fintoro": {"no_userinfo"}},
		"https://@app.example.com/":             {"fintoro": {"no_userinfo"}},
		"https://127.0.0.1:3000/":               {"fintoro": {"public_only"}},
		"https://LOCALHOST./":                   {"fintoro": {"public_only"}},
		"https://2130706433/":                   {"fintoro": {"public_only"}},
		"https://０x7f.1/":                       {"fintoro": {"public_only"}},
		"https://[::ffff:7f00:1]/":              {"fintoro": {"public_only"}},
		"https://[fe80::1%25eth0]/":             {"fintoro": {"public_only"}},
		"https://[64:ff9b::a9fe:a9fe]/":         {"fintoro": {"public_only"}},
		"https://%EF%BC%91%EF%BC%92%EF%BC%97.1": {"fintoro": {"public_only"}},
		"https://api.test/":                     {"fintoro": {"public_only"}},
		"https://hooks.api.test:3443/x":         {"fintoro": {"assumed_public"}, "finpilo": {"assumed_public"}, "moneybird": {"assumed_public"}, "silverfin": {"assumed_public"}, "bookkeeper": {"assumed_public"}},
		"http://u:p@localhost:3000/":            {"fintoro": {"https_only", "no_userinfo", "public_only"}, "finpilo": {"https_only"}, "moneybird": {"https_advised"}},
		long:                                    {"fintoro": {"max_length"}},
	}
	assumed := relay.Assumed{"hooks.api.test": netip.MustParseAddr("127.0.0.1")}
	for target, want := range tests {
		for _, dialect := range provider.All() {
			traits := dialect.Traits()
			var got []string
			for _, note := range traits.URLRule.Notes(target, assumed) {
				got = append(got, note.Rule)
				if note.Text == "" || note.Source == "" || strings.Contains(note.Text, "u:p") {
					t.Errorf("%s %s: %+v", traits.Name, target, note)
				}
			}
			if !slices.Equal(got, want[traits.Name]) {
				t.Errorf("%s has %v against %s, want %v", traits.Name, got, target, want[traits.Name])
			}
		}
	}
}
