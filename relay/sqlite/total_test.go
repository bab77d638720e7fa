package sqlite

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Whatever is published, moved and removed between, the counts are those of counting every row.
func TestCountsHoldAgainstCountingEveryRow(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			s := open(t)
			states := relay.DeliveryStates()
			for n := range 60 {
				switch random.IntN(8) {
				case 0:
					must(t, s.Reset(t.Context()))
				case 1: // as a trim would: from the middle, too
					must(t, s.total.removing(func() error {
						return s.db.writer.do(t.Context(), func(t *tx) error {
							_, err := t.exec("DELETE FROM deliveries WHERE seq % 3 = ?", int64(n%3))
							return err
						})
					}))
				default:
					p := onePublication(n)
					p.Deliveries[0].State = states[random.IntN(len(states))]
					_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
					must(t, err)
				}
				want, err := countRows[relay.DeliveryState](t.Context(), s, "SELECT state, count(*) FROM deliveries GROUP BY state")
				must(t, err)
				for range 2 { // the second time, nothing is new
					got, err := s.CountDeliveries(t.Context(), relay.Filter{}, time.Time{})
					must(t, err)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("step %d (-every row +counted):\n%s", n, diff)
					}
				}
			}
		})
	}
}

// A removal that comes while somebody counts makes it count anew.
func TestARemovalWhileCounting(t *testing.T) {
	t.Parallel()
	var all total
	must(t, all.count(func(counted) (counted, error) { return counted{upTo: 9, rows: 5}, nil }))
	var seen []counted
	must(t, all.count(func(known counted) (counted, error) {
		seen = append(seen, known)
		if len(seen) == 1 {
			must(t, all.removing(func() error { return nil }))
		}
		return counted{upTo: 9, rows: 1}, nil
	}))
	must(t, all.count(func(known counted) (counted, error) { seen = append(seen, known); return known, nil }))
	want := []counted{{upTo: 9, rows: 5}, {}, {upTo: 9, rows: 1}}
	if diff := cmp.Diff(want, seen, cmp.AllowUnexported(counted{})); diff != "" {
		t.Errorf("what was known (-want +got):\n%s", diff)
	}
	// While one goes on, nothing is known and nothing is kept.
	must(t, all.removing(func() error {
		return all.count(func(known counted) (counted, error) {
			if known != (counted{}) {
				t.Errorf("in the midst of a removal, %+v is known", known)
			}
			return counted{upTo: 99, rows: 99}, nil
		})
	}))
	must(t, all.count(func(known counted) (counted, error) {
		if known != (counted{}) {
			t.Errorf("after a removal, %+v is known", known)
		}
		return known, nil
	}))
}
