package bench

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMockRate(t *testing.T) {
	t.Parallel()
	turns := []turn{
		{effort{100, time.Second, 0.002, 0.003}, effort{100, 2 * time.Second, 0.004, 0.006}},
		{effort{100, time.Second, 0.002, 0.003}, effort{100, 100 * time.Second, 0.004, 0.006}}, // somebody else had the machine
		{effort{100, time.Second, 0.002, 0.003}, effort{100, 4 * time.Second, 0.001, 0.004}},
	}
	want := MockRate{
		RPS: round(300.0 / 106), BareRPS: 100, Ratio: 0.25, // of 0.5, 0.01 and 0.25
		ClientUS: 30, MockUS: round(16000.0 / 300), CPUUS: round(30 + 16000.0/300), BareCPUUS: 50, CPURatio: 0.6,
	}
	if diff := cmp.Diff(want, mockRateOf(turns)); diff != "" {
		t.Errorf("rate (-want +got):\n%s", diff)
	}
}

// Slow products weigh as much as they take.
func TestProductsTogether(t *testing.T) {
	t.Parallel()
	slow := turn{effort{10, time.Second, 1, 2}, effort{10, 3 * time.Second, 3, 4}}
	fast := turn{effort{10, time.Second, 5, 6}, effort{10, time.Second, 7, 8}}
	got := together([][]turn{{slow, fast}, {fast, fast}})
	want := []turn{
		{effort{20, 2 * time.Second, 6, 8}, effort{20, 4 * time.Second, 10, 12}},
		{effort{20, 2 * time.Second, 10, 12}, effort{20, 2 * time.Second, 14, 16}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(turn{}, effort{})); diff != "" {
		t.Errorf("turns (-want +got):\n%s", diff)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		values []float64
		want   float64
	}{
		"none":                      {nil, 0},
		"one":                       {[]float64{7}, 7},
		"the middle of three":       {[]float64{9, 1, 2}, 2},
		"between the middle of two": {[]float64{1, 2}, 1.5},
	} {
		if got := median(test.values); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
