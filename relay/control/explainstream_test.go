package control

import (
	"fmt"
	"testing"
	"time"
)

// However dear explanations are, the stream goes on: most are made without a search, and each but once.
func TestExplanationsTakeAShareOfTheTime(t *testing.T) {
	t.Parallel()
	var now time.Duration
	e := explanations{elapsed: func() time.Duration { return now }}
	searched, made := 0, 0
	explain := func(quick bool) string {
		made++
		if quick {
			return "quick"
		}
		searched++
		now += 100 * time.Millisecond
		return "searched"
	}
	for i := range 200 {
		id := fmt.Sprintf("dlv_%d", i)
		first := e.of(id, 1, explain)
		if again := e.of(id, 1, explain); again != first {
			t.Errorf("%s: %q, and then %q", id, first, again)
		}
		now += 10 * time.Millisecond
	}
	if made != 200 || searched != 2 { // in 2.2 s, of which 0.2 s were spent
		t.Errorf("%d made, %d searched, in %v", made, searched, now)
	}
	if e.of("dlv_199", 2, explain); made != 201 {
		t.Errorf("another attempt of the same delivery is another one")
	}
}
