package relay_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestHistogram(t *testing.T) {
	t.Parallel()
	h := relay.NewHistogram(time.Millisecond, time.Second)
	var all sync.WaitGroup
	for _, d := range []time.Duration{-1, 0, time.Millisecond, time.Millisecond + 1, time.Second, time.Minute} {
		all.Go(func() { h.Observe(d) })
	}
	all.Wait()
	want := relay.HistogramCounts{
		Count: 6, Sum: 2*time.Millisecond + 1 + time.Second + time.Minute,
		Buckets: map[time.Duration]uint64{time.Millisecond: 3, time.Second: 5},
	}
	if diff := cmp.Diff(want, h.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
