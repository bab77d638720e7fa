package relay_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/ledgerhook/ledgerhook/relay"
)

func numbers(changes []relay.Change) []uint64 {
	var out []uint64
	for _, c := range changes {
		out = append(out, c.Number)
	}
	return out
}

func TestChanges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		added, after uint64
		first, last  uint64
		missed       bool
	}{
		"all from the start":             {3, 0, 1, 3, false},
		"only what is newer":             {3, 2, 3, 3, false},
		"the ring is just full":          {4, 0, 1, 4, false},
		"one fell out":                   {5, 0, 2, 5, true},
		"many fell out":                  {50, 3, 47, 50, true},
		"nothing fell out for this one":  {50, 46, 47, 50, false},
		"a number of an earlier process": {3, 99, 1, 3, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := relay.NewChanges(4)
			for range tt.added {
				c.Add(relay.Change{})
			}
			got, missed, err := c.After(t.Context(), tt.after)
			if err != nil {
				t.Fatal(err)
			}
			n := numbers(got)
			if n[0] != tt.first || n[len(n)-1] != tt.last || uint64(len(n)) != tt.last-tt.first+1 || missed != tt.missed {
				t.Errorf("After(%d) = %v, missed %v; want %d to %d, missed %v", tt.after, n, missed, tt.first, tt.last, tt.missed)
			}
		})
	}
}

// Numbers go on behind a base, and those of an earlier process are told apart, whether they are smaller or larger.
func TestChangesBehindABase(t *testing.T) {
	t.Parallel()
	c := relay.NewChangesBehind(100, 4)
	if last := c.Last(); last != 100 {
		t.Errorf("before the first: %d", last)
	}
	c.Add(relay.Change{}, relay.Change{})
	for after, want := range map[uint64]struct {
		first  uint64
		missed bool
	}{100: {101, false}, 101: {102, false}, 7: {101, true}, 99: {101, true}, 103: {101, true}} {
		got, missed, err := c.After(t.Context(), after)
		if err != nil || got[0].Number != want.first || missed != want.missed {
			t.Errorf("After(%d) = %v, missed %v, %v; want from %d on, missed %v", after, numbers(got), missed, err, want.first, want.missed)
		}
	}
	c.Add(make([]relay.Change, 4)...)
	if got, missed, err := c.After(t.Context(), 101); err != nil || got[0].Number != 103 || !missed {
		t.Errorf("what fell out of the ring: %v, missed %v, %v", numbers(got), missed, err)
	}
}

func TestChangesWait(t *testing.T) {
	t.Parallel()
	c := relay.NewChanges(4)
	got := make(chan []uint64)
	for range 3 { // several watchers see the same
		go func() {
			changes, _, err := c.After(context.Background(), 0)
			if err != nil {
				t.Error(err)
			}
			got <- numbers(changes)
		}()
	}
	c.Add(relay.Change{})
	for range 3 {
		if n := <-got; n[0] != 1 {
			t.Errorf("a watcher saw %v", n)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	if _, _, err := c.After(ctx, 1); !errors.Is(err, stop) {
		t.Errorf("a watcher that stops gets %v", err)
	}
}

// A watcher of an earlier process waits until something happens, and then hears that it missed something.
func TestChangesOfAnEarlierProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := relay.NewChanges(4)
		heard := make(chan bool, 1)
		go func() {
			_, missed, err := c.After(t.Context(), 50)
			if err != nil {
				t.Error(err)
			}
			heard <- missed
		}()
		synctest.Wait()
		if len(heard) > 0 {
			t.Fatal("it did not wait, though nothing has happened")
		}
		c.Add(relay.Change{})
		if !<-heard {
			t.Error("it did not hear that it missed something")
		}
	})
}
