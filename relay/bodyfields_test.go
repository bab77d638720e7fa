package relay_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestBodyFields(t *testing.T) {
	t.Parallel()
	const body = `{"id":1,"type":"a\u00e9","lines":[{"price":1.50,"none":null},{}],"tags":[],"no.path":1,"deep":{"type":true},"event":{"id":"x"}}`
	list := func(body string, limit int) (shown []string) {
		for _, f := range relay.BodyFields([]byte(body), []string{"id", "event"}, limit) {
			mark := ""
			if f.Identity {
				mark = " identity"
			}
			shown = append(shown, fmt.Sprintf("%s=%s%s", f.Path, f.Value, mark))
		}
		return shown
	}
	want := []string{
		"id=1 identity", `type="a\u00e9"`, "lines.0.price=1.50", "lines.0.none=null", "lines.1={}", "tags=[]", "deep.type=true", `event.id="x" identity`,
	}
	if diff := cmp.Diff(want, list(body, 100)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:3], list(body, 3)); diff != "" {
		t.Errorf("the first three (-want +got):\n%s", diff)
	}
	for body, n := range map[string]int{"": 0, "1": 0, "[]": 0, "{}": 0, `[1,2]`: 2, `{"a":1,"b":}`: 1, `{"a":1`: 1, strings.Repeat("[", 20_000): 0} {
		if got := list(body, 100); len(got) != n {
			t.Errorf("%.20s has the fields %v", body, got)
		}
	}
}
