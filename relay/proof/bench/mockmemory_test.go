package bench

import (
	"context"
	"errors"
	"os"
	"testing"
)

func TestPeakMemory(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	for name, want := range map[string]error{"what is done succeeds": nil, "what is done fails": failed} {
		most, err := peak(t.Context(), os.Getpid(), func(context.Context) error { return want })
		if !errors.Is(err, want) || most <= 0 {
			t.Errorf("%s: %v MB, %v", name, most, err)
		}
	}
	if _, err := peak(t.Context(), -1, func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	}); err == nil {
		t.Error("the memory of no process is told")
	}
}

func TestMemoryGrowth(t *testing.T) {
	t.Parallel()
	if got := (MockMemory{RSSMB: []float64{40, 90, 50}}).Growth(); got != 1.25 {
		t.Errorf("from 40 to 50 MB is %v times, want 1.25", got)
	}
	if got := (MockMemory{}).Growth(); got != 0 {
		t.Errorf("nothing measured is %v times, want 0", got)
	}
}
