package relay

import (
	"strconv"
	"testing"
)

func TestKeyCounter(t *testing.T) {
	t.Parallel()
	var c KeyCounter
	for want := 1; want <= 3; want++ {
		if n := c.Count("fintoro", "a"); n != want {
			t.Errorf("counted %d, want %d", n, want)
		}
	}
	if n := c.Count("bookkeeper", "a"); n != 1 {
		t.Errorf("another product's key counted %d", n)
	}
	for i := range countedKeys + countedKeys/2 {
		c.Count("fintoro", strconv.Itoa(i))
	}
	if n := c.Count("fintoro", "a"); n != 4 {
		t.Errorf("counted %d after many other keys, want 4", n)
	}
	if held := len(c.older) + len(c.newer); held > 2*countedKeys {
		t.Errorf("%d keys are remembered", held)
	}
}
