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

func TestDurationText(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"0s": 0, "10s": 10 * time.Second, "1m": time.Minute, "1h": time.Hour, "1h5m": 65 * time.Minute, "1h0m5s": time.Hour + 5*time.Second, "30d": 720 * time.Hour,
		"49h": 49 * time.Hour, "-1d": -24 * time.Hour, "1.5s": 1500 * time.Millisecond, "20m": 20 * time.Minute, "10h": 10 * time.Hour,
	} {
		if got := strictyaml.DurationText(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}
