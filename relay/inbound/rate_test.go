package inbound_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

// A hook takes so many a second, in bursts of as many, and never more in a longer time.
func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeRelay{}
		h := handler(t, inbound.Options{Relay: fake, Rate: 5})
		burst := func() (taken int) {
			for range 20 {
				if serve(h, signed(t, "fintoro", fintoroBody)).Code == 200 {
					taken++
				}
			}
			return taken
		}
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{0, 5}, {time.Second, 5}, {400 * time.Millisecond, 2}, {time.Hour, 5}, {199 * time.Millisecond, 0}, {time.Millisecond, 1}} {
			if err := (relay.RealClock{}).Pause(t.Context(), step.wait); err != nil {
				t.Fatal(err)
			}
			if got := burst(); got != step.want {
				t.Errorf("after %v: %d were taken, want %d", step.wait, got, step.want)
			}
		}
	})
}
