package provider

import (
	"strings"
	"testing"
)

// A row of bytes is one claim or none, whatever its length, and never its end alone: each text is gone through once.
func TestSeparatedIn(t *testing.T) {
	t.Parallel()
	row := func(n int, between string) string {
		return strings.TrimSuffix(strings.Repeat("ab"+between, n), between)
	}
	for text, want := range map[string]string{
		row(32, ":"):               "",
		"v1=" + row(16, " "):       "v1=",
		"v1," + row(64, ":"):       "v1,",
		"x " + row(20, ":") + ", ": "",
	} {
		claims := separatedIn(text)
		if len(claims) != 1 || claims[0].prefix != want || claims[0].encoding != separatedHex {
			t.Errorf("%.40q: %+v", text, claims)
		}
	}
	for _, text := range []string{
		row(5000, ":"), row(33, " "), row(31, ":") + " " + row(16, ":") + "g", "x" + row(32, ":"), row(32, ":") + "c", row(15, ":"), row(32, ""), row(32, ","), "ab:", "",
		row(20, ":") + " " + row(12, ":"),
	} {
		want := 0
		if strings.HasPrefix(text, row(20, ":")+" ") {
			want = 1
		}
		if claims := separatedIn(text); len(claims) != want {
			t.Errorf("%.60q: %d claims", text, len(claims))
		}
	}
}
