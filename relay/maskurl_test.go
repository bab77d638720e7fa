package relay_test

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestMaskURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:3000/hooks":            "http://127.0.0.1:3000/hooks",
		"http://127.0.0.1/@scope/x":              "http://127.0.0.1/@scope/x",
		"http://user:pass@127.0.0.1/x":           "http://***@127.0.0.1/x",
		"http://a@b:c@host":                      "http://***@host",
		"http://token@host/?x=@":                 "http://***@host/?x=***",
		"http://host/hooks?token=abc&v=1":        "http://host/hooks?token=***&v=***",
		"http://host/hooks?token=a=b":            "http://host/hooks?token=***",
		"http://host/hooks?abc":                  "http://host/hooks?***",
		"http://host/hooks?&token=&a":            "http://host/hooks?&token=&***",
		"http://host/hooks?t=x#abc":              "http://host/hooks?t=***#***",
		"https://user:pass@[::1]:8443/a?b=c":     "https://***@[::1]:8443/a?b=***",
		"user:pass@host/x":                       "***@host/x",
		"http:/user:pa/ss@host/x?token=abc":      "***@host/x?token=***",
		"/moneybird?token=abc":                   "/moneybird?token=***",
		"http://host/x?redirect=http://u:p@h/?q": "http://host/x?redirect=***",
		"/@scope/x?token=abc":                    "***@scope/x?token=***",
		"?token=a@b":                             "?token=***",
		"http://host/a#b?c=d":                    "http://host/a#***",
		"http://host/hooks?mail=a@b":             "http://host/hooks?mail=***",
		"http://hooks.example/me@b/x":            "http://hooks.example/me@b/x",
		"http://localhost:3000/@scope/x":         "http://localhost:3000/@scope/x",
		"http://[::1]:3000/@scope/x":             "http://[::1]:3000/@scope/x",

		// What ends the host for a reader of URLs stands in the password.
		"http://u:pa/ss@host/":            "http://***@host/",
		"http://u:pa/s@s/x@host/?a=b":     "http://***@host/?a=***",
		"http://u:12/ss@host/":            "http://***@host/",
		"http://u:p@ss/word@host/":        "http://***@host/",
		"http://u:p@s.s/word@host/":       "http://***@host/",
		"http://token/word@host/":         "http://***@host/",
		"http://u:/ss@host/":              "http://***@host/",
		"http:///u:ss@host/":              "http://***@host/",
		"http://[u:ss/x@host/":            "http://***@host/",
		"http://u:pa?ss@host/x":           "http://***",
		"http://u:pa#ss@host/x":           "http://***",
		"http://u:12?ss@host/x":           "http://***",
		"http://token@host?x=@":           "http://***",
		"http://u:p@s?s@host/x":           "http://***",
		"http://u:p/a@b?c@host/x":         "http://***",
		"http://u:pa/ss@host/x?token=a@b": "http://***",
		"u:pa://ss@host/x":                "***@host/x",
		"u:pa?ss@host/x":                  "***",
		"http:/u:pa?ss@host/x":            "***",
		"u:pa/ss@host/x?y=z":              "***@host/x?y=***",
	} {
		if got := relay.MaskURL(url); got != want {
			t.Errorf("MaskURL(%q) = %q, want %q", url, got, want)
		}
	}
}

// Whatever a password holds, nothing of its beginning shows.
func FuzzMaskURL(f *testing.F) {
	for _, more := range []string{"", "/ss", "?s@s", "1/2#3", "@x.y/z", "://x@", "/x@y?z=@", "]/[", "\\"} {
		f.Add(more)
	}
	f.Fuzz(func(t *testing.T, more string) {
		for _, before := range []string{"http://u:", "HTTPS://u:", "http://:", "u:", "http:/u:", "http:u:"} {
			url := before + "s3cret" + more + "@host/x"
			if shown := relay.MaskURL(url); strings.Contains(shown, "s3cret") {
				t.Errorf("MaskURL(%q) = %q", url, shown)
			}
		}
	})
}
