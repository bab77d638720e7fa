package relay

import (
	"slices"
	"sync/atomic"
	"time"
)

// Histogram counts durations by how long they were. Observing costs a few atomic additions. Safe for concurrent use.
type Histogram struct {
	bounds []time.Duration // upper, rising
	counts []atomic.Uint64 // of each bound, and of what lies above the last
	sum    atomic.Int64
}

// NewHistogram counts by these upper bounds, which rise.
func NewHistogram(bounds ...time.Duration) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Observe counts one duration. A negative one counts as zero.
func (h *Histogram) Observe(d time.Duration) {
	d = max(d, 0)
	i, _ := slices.BinarySearch(h.bounds, d)
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// HistogramCounts is a histogram at one time, give or take what is being observed.
type HistogramCounts struct {
	Count   uint64
	Sum     time.Duration
	Buckets map[time.Duration]uint64 // upper bound -> how many were no longer than that
}

// Counts reads the histogram.
func (h *Histogram) Counts() HistogramCounts {
	counts := HistogramCounts{Buckets: make(map[time.Duration]uint64, len(h.bounds))}
	for i := range h.counts {
		counts.Count += h.counts[i].Load()
		if i < len(h.bounds) {
			counts.Buckets[h.bounds[i]] = counts.Count
		}
	}
	counts.Sum = time.Duration(h.sum.Load())
	return counts
}
