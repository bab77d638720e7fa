package retry_test

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func TestGap(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		schedule retry.Schedule
		want     []time.Duration
	}{
		"the zero schedule never retries": {retry.Schedule{}, nil},
		"gaps are given back in order":    {retry.Gaps(time.Second, time.Minute), []time.Duration{time.Second, time.Minute}},
		"a negative gap is no wait":       {retry.Gaps(-time.Second), []time.Duration{0}},
		"a power schedule grows from its offset": {
			retry.Power(4, 4, 15*time.Second),
			[]time.Duration{15 * time.Second, 16 * time.Second, 31 * time.Second, 96 * time.Second},
		},
		"an exponential schedule multiplies": {
			retry.Exponential(3, 42*time.Second, 2),
			[]time.Duration{42 * time.Second, 84 * time.Second, 168 * time.Second},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, want := range tt.want {
				got, ok := tt.schedule.Gap(i + 1)
				if !ok || got != want {
					t.Errorf("Gap(%d) = %v, %v; want %v, true", i+1, got, ok, want)
				}
			}
			for _, n := range []int{-1, 0, len(tt.want) + 1} {
				if gap, ok := tt.schedule.Gap(n); ok || gap != 0 {
					t.Errorf("Gap(%d) = %v, %v; want 0, false", n, gap, ok)
				}
			}
			if got := tt.schedule.Attempts(); got != len(tt.want)+1 {
				t.Errorf("Attempts() = %d, want %d", got, len(tt.want)+1)
			}
		})
	}
}

func TestGapsAreCopies(t *testing.T) {
	t.Parallel()
	schedule := retry.Gaps(time.Second)
	schedule.Gaps()[0] = time.Hour
	if gap, _ := schedule.Gap(1); gap != time.Second {
		t.Errorf("Gap(1) = %v after the copy was changed, want 1s", gap)
	}
}

func TestHugePowersDoNotOverflow(t *testing.T) {
	t.Parallel()
	for i, gap := range append(retry.Power(400, 40, time.Hour).Gaps(), retry.Exponential(400, time.Hour, 9).Gaps()...) {
		if gap < 0 {
			t.Fatalf("gap %d overflowed to %v", i, gap)
		}
	}
}
