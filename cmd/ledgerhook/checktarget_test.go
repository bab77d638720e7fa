package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Whatever is typed for a URL, an error is wrong usage and holds no credential, and what is taken can be sent to.
func FuzzReceiverURL(f *testing.F) {
	const marked = "zq7mark"
	for _, seed := range [][2]string{
		{"http://user:", "@127.0.0.1:3000/"}, {"http://user:", "/@127.0.0.1"}, {"", "@h"}, {"http://", "%zz@h"}, {"ftp://u:", "@h"}, {"http://u:", "@[::1"}, {"HTTP://h?k=", " "},
		{"http://u:", "\n@h"}, {"://u:", "@h"}, {"http://h:0/?k=", ""}, {"http://u:", "@:80"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, before, behind string) {
		_, userinfo, _ := strings.Cut(before, "://")
		secret := strings.Contains(before, "?") || strings.Contains(behind, "@") && !strings.ContainsAny(userinfo+behind, "/#")
		u, err := receiverURL(before+marked+behind, "fintoro")
		if err != nil {
			var exit *exitError
			if !errors.As(err, &exit) || exit.code != exitUsage {
				t.Errorf("%q: %v is no wrong usage", before+marked+behind, err)
			}
			if text := err.Error() + exit.try; secret && strings.Contains(text, marked) {
				t.Errorf("%q: %s", before+marked+behind, text)
			}
			return
		}
		if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			t.Errorf("%q is taken for %q", before+marked+behind, relay.Visible(u.String()))
		}
		if strings.ContainsAny(u.EscapedPath()+u.RawQuery, " \r\n\t") {
			t.Errorf("%q would break the request's line", u.String())
		}
	})
}
