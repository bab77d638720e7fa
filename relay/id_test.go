package relay_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestIDsSortAsTheyWereMinted(t *testing.T) {
	t.Parallel()
	ids := relay.NewIDs(relay.Chance{Seed: 1}, 0)
	var minted []string
	now := harnessStart
	for i := range 3000 {
		if i%1000 == 999 { // in between the clock stands still
			now = now.Add(time.Microsecond)
		}
		minted = append(minted, ids.New(relay.EventPrefix, now))
	}
	if !slices.IsSorted(minted) {
		t.Error("ids do not sort in the order they were minted")
	}
	if len(slices.Compact(minted)) != 3000 {
		t.Error("two ids are alike")
	}
	if id := minted[0]; !strings.HasPrefix(id, "evt_") || len(id) != 4+26 || id != strings.ToLower(id) {
		t.Errorf("%q is not evt_ and 26 lower-case characters", id)
	}
}

func TestIDsContinueBehindTheLast(t *testing.T) {
	t.Parallel()
	chance := relay.Chance{Seed: 1}
	first := relay.NewIDs(chance, 0)
	a := first.New(relay.EventPrefix, harnessStart)
	second := relay.NewIDs(chance, first.Last())
	if b := second.New(relay.EventPrefix, harnessStart); b <= a {
		t.Errorf("%s after a restart, %s before it", b, a)
	}
}

func TestIDsAreUniqueAmongGoroutines(t *testing.T) {
	t.Parallel()
	ids := relay.NewIDs(relay.Chance{}, 0)
	var mu sync.Mutex
	seen := map[string]bool{}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 500 {
				id := ids.New(relay.DeliveryPrefix, harnessStart)
				mu.Lock()
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(seen) != 4000 {
		t.Errorf("%d different ids, want 4000", len(seen))
	}
}

func TestChance(t *testing.T) {
	t.Parallel()
	c := relay.Chance{Seed: 42}
	if again := (relay.Chance{Seed: 42}); c.Uint64("a", "b", 1) != again.Uint64("a", "b", 1) {
		t.Error("the same draw differs")
	}
	draws := map[uint64]string{}
	for name, n := range map[string]uint64{
		"the draw": c.Uint64("a", "b", 1), "another number": c.Uint64("a", "b", 2), "another key": c.Uint64("a", "c", 1),
		"another purpose": c.Uint64("x", "b", 1), "the border moved": c.Uint64("ab", "", 1), "another seed": relay.Chance{Seed: 43}.Uint64("a", "b", 1),
	} {
		if other, taken := draws[n]; taken {
			t.Errorf("%s equals %s", name, other)
		}
		draws[n] = name
	}
	if got := len(c.Bytes("a", "b", 1, 100)); got != 100 {
		t.Errorf("%d bytes, want 100", got)
	}
	sum := 0.0
	for n := range uint64(10000) {
		f := c.Float64("f", "", n)
		if f < 0 || f >= 1 {
			t.Fatalf("Float64 = %v", f)
		}
		sum += f
	}
	if mean := sum / 10000; mean < 0.48 || mean > 0.52 {
		t.Errorf("the mean of 10,000 draws is %v", mean)
	}
}
