package bench

import "testing"

// A part is compared with the ceilings right before and after it, not with those of a quieter hour.
func TestPartsAreComparedWithTheCeilingsAroundThem(t *testing.T) {
	t.Parallel()
	c := costs{
		{Part: "ceiling", RPS: 1000, CPUUS: 100},
		{Part: "drain", RPS: 600, CPUUS: 200, ServerUS: 150},
		{Part: "ceiling", RPS: 2000, CPUUS: 60},
		{Part: "through", RPS: 1200, CPUUS: 400},
		{Part: "ceiling", RPS: 4000, CPUUS: 40},
		{Part: "last", RPS: 400, CPUUS: 80},
	}
	for part, want := range map[string][4]float64{
		"drain":   {600, 0.4, 0.4, 150},
		"through": {1200, 0.4, 0.125, 0},
		"last":    {400, 0.1, 0.5, 0},
		"never":   {0, 0, 0, 0},
	} {
		rps, ratio, cpuRatio, server := c.compare(part)
		if got := [4]float64{rps, ratio, cpuRatio, server}; got != want {
			t.Errorf("%s: rate, ratio, CPU ratio and server's CPU are %v, want %v", part, got, want)
		}
	}
	if got := c.ceilings().mean().RPS; round(got) != 2333.333 {
		t.Errorf("the mean ceiling is %v, want 2333.333", got)
	}
}
