package check

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestPatience(t *testing.T) {
	t.Parallel()
	late := Exchange{Late: true}
	answer := func(after time.Duration) Exchange {
		return Exchange{Response: &relay.Response{Status: 200}, Duration: after}
	}
	quick, slow := answer(time.Millisecond), answer(4*time.Second)
	tests := map[string]struct {
		seen []Exchange
		want time.Duration
	}{
		"nothing was seen":                       {nil, 10 * time.Second},
		"one that hangs may be an accident":      {[]Exchange{quick, late}, 10 * time.Second},
		"two in a row":                           {[]Exchange{quick, late, late}, time.Second},
		"an answer gives it time again":          {[]Exchange{late, late, late, quick}, 10 * time.Second},
		"five in all, with answers between them": {[]Exchange{late, quick, late, quick, late, quick, late, quick, late, quick}, time.Second},
		"who is slow is given time":              {[]Exchange{slow, late, late}, 8 * time.Second},
		"and no more than the limit":             {[]Exchange{answer(9 * time.Second), late, late}, 10 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p patience
			for i := range tt.seen {
				p.learn(&tt.seen[i])
			}
			if got := p.limit(10 * time.Second); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// The time that a slow sender takes is not the receiver's.
func TestALimitBeginsWhenAllIsSent(t *testing.T) {
	t.Parallel()
	w := &wire{session: &Session{Options: Options{Timeout: 10 * time.Second}}, patience: patience{inARow: 2}}
	if got, want := w.limit(&Request{Pieces: 5, Pause: 300 * time.Millisecond}), 2200*time.Millisecond; got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := w.limit(&Request{Limit: 500 * time.Millisecond}), 500*time.Millisecond; got != want {
		t.Errorf("with a limit of its own: %v, want %v", got, want)
	}
}
