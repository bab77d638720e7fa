package inbound_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

// So many are taken at once, so many wait for a second, and the others are refused at once: each is one or the other.
func TestGate(t *testing.T) {
	t.Parallel()
	const atOnce, waiting, all = 4, 6, 20
	tests := map[string]struct {
		takes     time.Duration // of each
		taken     int
		refusedAt map[time.Duration]int
	}{
		"a store that is quick enough for those that wait": {takes: 400 * time.Millisecond, taken: atOnce + waiting, refusedAt: map[time.Duration]int{0: 10}},
		"a store that is too slow for them":                {takes: 3 * time.Second, taken: atOnce, refusedAt: map[time.Duration]int{0: 10, time.Second: 6}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				clock := relay.RealClock{}
				fake := &fakeRelay{takes: func(ctx context.Context) error { return clock.Pause(ctx, tt.takes) }}
				h := handler(t, inbound.Options{Relay: fake, AtOnce: atOnce, Waiting: waiting})
				for range 2 { // all places come free again
					var mu sync.Mutex
					refused := map[time.Duration]int{}
					taken, before := 0, len(fake.all())
					elapsed := clock.Stopwatch()
					var wg sync.WaitGroup
					for range all {
						r := signed(t, "fintoro", fintoroBody)
						wg.Go(func() {
							w := serve(h, r)
							mu.Lock()
							defer mu.Unlock()
							if w.Code == http.StatusOK {
								taken++
								return
							}
							refused[elapsed().Round(time.Millisecond)]++
							if got := shown(w); !strings.HasPrefix(got, "503 [Retry-After: 1]") {
								t.Errorf("answered %s", got)
							}
						})
					}
					wg.Wait()
					if taken != tt.taken || len(fake.all())-before != taken {
						t.Errorf("%d were answered as taken, %d were, want %d", taken, len(fake.all())-before, tt.taken)
					}
					for at, n := range tt.refusedAt {
						if refused[at] != n {
							t.Errorf("refused %v, want %v", refused, tt.refusedAt)
						}
					}
				}
			})
		})
	}
}

// A place is free again while the app's answer is waited for.
func TestWaitingForTheAppTakesNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		fake := &fakeRelay{answer: func(context.Context, string) (*relay.Attempt, error) {
			<-ctx.Done()
			return &relay.Attempt{Outcome: relay.Success, Response: &relay.Response{Status: 200}}, nil
		}}
		h := handler(t, inbound.Options{Relay: fake, Hooks: syncHook(), AtOnce: 1, Waiting: 1})
		var wg sync.WaitGroup
		for range 10 {
			r := signed(t, "finpilo", finpiloBody)
			wg.Go(func() {
				if got := shown(serve(h, r)); got != "200" {
					t.Errorf("answered %s", got)
				}
			})
			synctest.Wait()
		}
		if n := len(fake.all()); n != 10 {
			t.Errorf("%d are taken", n)
		}
		stop()
		wg.Wait()
	})
}
