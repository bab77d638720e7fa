package bench

import (
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	ms := func(values ...int) []time.Duration {
		var durations []time.Duration
		for _, v := range values {
			durations = append(durations, time.Duration(v)*time.Millisecond)
		}
		return durations
	}
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = 100 - i
	}
	for name, test := range map[string]struct {
		values []time.Duration
		p      float64
		want   time.Duration
	}{
		"of nothing it is zero":                        {nil, 99, 0},
		"of one value it is that":                      {ms(7), 1, 7 * time.Millisecond},
		"the median of four is the second":             {ms(4, 1, 3, 2), 50, 2 * time.Millisecond},
		"the median of five is the third":              {ms(5, 4, 3, 2, 1), 50, 3 * time.Millisecond},
		"p99 of a hundred leaves the largest out":      {ms(hundred...), 99, 99 * time.Millisecond},
		"p99 of fewer than a hundred is the largest":   {ms(hundred[:50]...), 99, 100 * time.Millisecond},
		"p100 is the largest":                          {ms(hundred...), 100, 100 * time.Millisecond},
		"p0 is the smallest":                           {ms(hundred...), 0, time.Millisecond},
		"a value between two ranks takes the one over": {ms(10, 20, 30), 34, 20 * time.Millisecond},
	} {
		if got := percentile(test.values, test.p); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestShareOfNothing(t *testing.T) {
	t.Parallel()
	if got := share(5, 0); got != 0 {
		t.Errorf("5 of 0 is %v; JSON has no infinity, so want 0", got)
	}
	if got := share(1, 3); got != 0.333 {
		t.Errorf("1 of 3 is %v, want 0.333", got)
	}
}
