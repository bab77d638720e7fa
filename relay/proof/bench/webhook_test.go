package bench

import (
	"bytes"
	"fmt"
	"testing"
)

// Copies differ in their identities alone, wherever these stand in the body and in the headers.
func TestCopiesOfAPatternAreDistinct(t *testing.T) {
	t.Parallel()
	all, err := patterns()
	must(t, err)
	for _, p := range all {
		if len(p.slots) == 0 {
			t.Errorf("%s: no identity stands in its body", p.provider)
		}
		bodies, headers := map[string]bool{}, map[string]bool{}
		for _, at := range [][2]int{{1, 0}, {1, 1}, {2, 0}, {9999, 99_999_999}} {
			w, err := p.sign(at[0], at[1])
			must(t, err)
			number := fmt.Appendf(nil, "%04d%08d", at[0], at[1])
			if len(w.body) != len(p.text) || bytes.Count(w.body, number) != len(p.slots) {
				t.Errorf("%s: number %s stands %d times in %s", p.provider, number, bytes.Count(w.body, number), w.body)
			}
			bodies[string(w.body)] = true
			headers[fmt.Sprint(w.headers)] = true
		}
		if len(bodies) != 4 || p.provider != "finpilo" && len(headers) != 4 { // Finpilo signs nothing
			t.Errorf("%s: 4 copies have %d bodies and %d sets of headers", p.provider, len(bodies), len(headers))
		}
	}
}
