package sqlite

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Bounded pages, one after another, hold the same as unbounded ones, in either direction and with gaps between the rows.
func TestBoundedPagesHoldTheSame(t *testing.T) {
	t.Parallel()
	const seed = 11
	random := rand.New(rand.NewPCG(seed, 0))
	s := open(t)
	var batch relay.Batch
	for n := range 200 {
		p := onePublication(n)
		p.Deliveries[0].Provider = []string{"fintoro", "moneybird"}[min(random.IntN(20), 1)]
		batch.Publications = append(batch.Publications, p)
	}
	_, _, err := s.Publish(t.Context(), batch)
	must(t, err)
	for _, gap := range []string{"seq BETWEEN 60 AND 99", "seq < 8", "seq > 190"} {
		must(t, s.db.writer.do(t.Context(), func(t *tx) error { _, err := t.exec("DELETE FROM deliveries WHERE " + gap); return err }))
	}
	filter, err := relay.ParseFilter("provider:fintoro")
	must(t, err)
	for _, oldest := range []bool{false, true} {
		want := pagedIDs(t, s, relay.DeliveryQuery{Filter: filter, Limit: 1000, OldestFirst: oldest}, false)
		for _, reach := range []int64{1, 2, 7, 40, 199, 200, 1000} {
			for _, limit := range []int{1, 3, 1000} {
				var got []string
				short := 0
				for cursor, pages := "", 0; pages < 1000; pages++ {
					p, err := readPage(cursor, limit)
					must(t, err)
					p.turned = oldest
					page, next, err := s.boundedDeliveries(t.Context(), relay.DeliveryQuery{Filter: filter, OldestFirst: oldest}, p, reach)
					must(t, err)
					for i := range page {
						got = append(got, page[i].ID)
					}
					if len(page) < limit && next != "" {
						short++
					}
					if cursor = next; next == "" {
						break
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("seed %d: oldest first %v, reach %d, limit %d (-want +got):\n%s", seed, oldest, reach, limit, diff)
				}
				if reach < 40 && short == 0 {
					t.Errorf("reach %d, limit %d: no page was short", reach, limit)
				}
			}
		}
	}
}

// Only who asks for it gets a bounded page, and only where a filter has no index to go by.
func TestWhatIsBounded(t *testing.T) {
	t.Parallel()
	s := open(t)
	var batch relay.Batch
	for n := range reachText + 10 {
		batch.Publications = append(batch.Publications, onePublication(n))
		if len(batch.Publications) == 1000 || n == reachText+9 {
			_, _, err := s.Publish(t.Context(), batch)
			must(t, err)
			batch.Publications = nil
		}
	}
	first := strconv.FormatInt(11, 36) // the first text page goes down to row 11
	for text, want := range map[string]string{"nowhere-to-be-found": first, "state:failed nowhere-to-be-found": "", "id:dlv_none nowhere-to-be-found": "", "provider:nobody": "", "": ""} {
		filter, err := relay.ParseFilter(text)
		must(t, err)
		for bounded, want := range map[bool]string{true: want, false: ""} {
			found, next, err := s.Deliveries(t.Context(), relay.DeliveryQuery{Filter: filter, Now: noon(), Bounded: bounded})
			must(t, err)
			if text == "" { // pages of everything are never short
				if len(found) != defaultLimit {
					t.Errorf("bounded %v: %d deliveries", bounded, len(found))
				}
				continue
			}
			if len(found) > 0 || next != want {
				t.Errorf("%q, bounded %v: %d deliveries, next %q, want none and %q", text, bounded, len(found), next, want)
			}
		}
	}
}

func TestReachOf(t *testing.T) {
	t.Parallel()
	got := map[string]int64{}
	for text := range map[string]bool{"": true, "provider:a": true, "type:a": true, "type:a.*": true, "type:a.* word": true, "word id:dlv_1": true, "word -id:dlv_1": true} {
		filter, err := relay.ParseFilter(text)
		must(t, err)
		got[text] = reachOf(filter)
	}
	want := map[string]int64{"": 0, "provider:a": reachPlain, "type:a": reachPlain, "type:a.*": reachPattern, "type:a.* word": reachText, "word id:dlv_1": 0, "word -id:dlv_1": reachText}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reach (-want +got):\n%s", diff)
	}
}
