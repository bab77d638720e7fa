package mock

import "testing"

func TestRequestCounter(t *testing.T) {
	t.Parallel()
	var c requestCounter
	for want := 1; want <= 2; want++ {
		if n := c.count("fintoro", "a"); n != want {
			t.Errorf("counted %d, want %d", n, want)
		}
	}
	if n := c.count("bookkeeper", "a"); n != 1 {
		t.Errorf("another product's key counted %d", n)
	}
}
