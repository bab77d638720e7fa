package strictyaml_test

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"0s": 0, "0": 0, "10s": 10 * time.Second, "1.5h": 90 * time.Minute, "48h": 48 * time.Hour, "250ms": 250 * time.Millisecond,
		"2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "0d": 0, "106751d": 106751 * 24 * time.Hour,
	} {
		if got, ok := strictyaml.ParseDuration(text); !ok || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "d", "-1s", "-1d", "1d-1h", "1d+1h", "1.5d", "2d3d", "106752d", "106751d24h", "99999999999999d", "5", "5 s", "soon", "1h1d", "2 d"} {
		if got, ok := strictyaml.ParseDuration(text); ok {
			t.Errorf("%q became %v", text, got)
		}
	}
}
