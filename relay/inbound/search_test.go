package inbound

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What a search takes is a tenth of the time at most, whatever somebody outside sends.
func TestSearchesTakeATenthOfTheTime(t *testing.T) {
	t.Parallel()
	const second = time.Second
	var times []time.Duration
	s := newSearch(func() time.Duration {
		now := times[0]
		times = times[1:]
		return now
	})
	wrong := relay.Presented{Provider: "silverfin", Body: []byte("{}"), Secrets: []string{"one", "two"}, Headers: []relay.Header{{Name: "X-SF-SIGNATURE-1", Value: "ab"}}}
	for i, step := range []struct {
		times    []time.Duration // when it begins, and when the search has ended
		searched bool
	}{
		{[]time.Duration{0, second}, true},
		{[]time.Duration{10*second - 1}, false},
		{[]time.Duration{10 * second, 10*second + 1}, true},
		{[]time.Duration{10*second + searchesApart - 1}, false},
		{[]time.Duration{10*second + searchesApart, 11 * second}, true},
	} {
		times = step.times
		if line := s.line(wrong); line != "" != step.searched || len(times) != 0 {
			t.Errorf("step %d: %q, %d times left", i+1, line, len(times))
		}
	}
}
