package mock

import (
	"strconv"
	"testing"
)

func TestRequestCounter(t *testing.T) {
	t.Parallel()
	var c requestCounter
	for want := 1; want <= 3; want++ {
		if n := c.count("fintoro", "a"); n != want {
			t.Errorf("counted %d, want %d", n, want)
		}
	}
	if n := c.count("bookkeeper", "a"); n != 1 {
		t.Errorf("another product's key counted %d", n)
	}
	for i := range countedEvents + countedEvents/2 {
		c.count("fintoro", strconv.Itoa(i))
	}
	if n := c.count("fintoro", "a"); n != 4 {
		t.Errorf("counted %d after many other events, want 4", n)
	}
	if held := len(c.older) + len(c.newer); held > 2*countedEvents {
		t.Errorf("%d events are remembered", held)
	}
}
