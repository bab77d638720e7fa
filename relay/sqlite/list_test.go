package sqlite

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Pages by states hold what the filter takes, in order, in either direction, and however many are pending.
func TestPagesByState(t *testing.T) {
	t.Parallel()
	const seed = 7
	random := rand.New(rand.NewPCG(seed, 0))
	s := open(t)
	var stored []relay.Delivery
	var batch relay.Batch
	for n := range 120 {
		p := onePublication(n)
		d := &p.Deliveries[0]
		d.State = relay.DeliveryStates()[random.IntN(7)]
		d.Type = []string{"invoices.paid", "clients.updated"}[random.IntN(2)]
		d.DueAt = noon().Add(time.Duration(random.IntN(100)) * time.Second) // in another order than they were made
		batch.Publications = append(batch.Publications, p)
		stored = append(stored, *d)
	}
	_, _, err := s.Publish(t.Context(), batch)
	must(t, err)
	for _, text := range []string{
		"state:pending", "state:sending", "state:failed", "state:held,pending", "-state:delivered", "state:failed,canceled,unknown", "-state:delivered -state:failed",
		"state:pending,failed type:invoices.*", "-state:delivered dlv_0", "state:failed state:pending", "state:failed id:" + stored[0].ID, "state:delivered,pending", "",
	} {
		filter, err := relay.ParseFilter(text)
		must(t, err)
		var want []string
		for i := range stored {
			if filter.Match(&stored[i], noon()) {
				want = append(want, stored[i].ID)
			}
		}
		for _, oldest := range []bool{true, false} {
			for _, many := range []bool{false, true} {
				got := pagedIDs(t, s, relay.DeliveryQuery{Filter: filter, Now: noon(), Limit: 7, OldestFirst: oldest}, many)
				if !oldest {
					slices.Reverse(got)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("seed %d: %q, oldest first %v, many pending %v (-want +got):\n%s", seed, text, oldest, many, diff)
				}
			}
		}
	}
}

// pagedIDs reads page after page, as Deliveries does.
func pagedIDs(t *testing.T, s *Store, query relay.DeliveryQuery, many bool) []string {
	t.Helper()
	var ids []string
	for {
		p, err := readPage(query.Cursor, query.Limit)
		must(t, err)
		p.turned = query.OldestFirst
		l := listAll(query, p)
		if states := fewStates(query); states != nil {
			l = listStates(states, query, p, many)
		}
		deliveries, next, err := readPart(t.Context(), s.db.reader, "deliveries", l, p, s.box.scanDelivery)
		must(t, err)
		for i := range deliveries {
			ids = append(ids, deliveries[i].ID)
		}
		if query.Cursor = next; next == "" {
			return ids
		}
	}
}

// Where other parts of the query have a better index, or delivered ones are wanted, states are none to go by.
func TestFewStates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "[]", "state:delivered": "[]", "state:failed,delivered": "[]", "-state:failed": "[]", "type:a": "[]", "state:failed id:dlv_1": "[]", "state:failed event:evt_1": "[]",
		"state:failed": "[failed]", "-state:delivered": "[pending sending failed held canceled unknown]", "state:failed,held -state:held": "[failed]", "state:failed -id:dlv_1": "[failed]",
		"state:failed state:held": "[]", // nothing at all
	} {
		filter, err := relay.ParseFilter(text)
		must(t, err)
		if got := fmt.Sprint(fewStates(relay.DeliveryQuery{Filter: filter})); got != want {
			t.Errorf("%q leaves %s, want %s", text, got, want)
		}
	}
	filter, err := relay.ParseFilter("state:failed")
	must(t, err)
	never := relay.Filter{Terms: append(slices.Clone(filter.Terms), relay.Term{Field: "no such field", Values: []string{"a"}})}
	if got := fewStates(relay.DeliveryQuery{Filter: never}); got != nil {
		t.Errorf("of what nothing passes: %v", got)
	}
	if got := fewStates(relay.DeliveryQuery{Filter: filter, EventID: "evt_1"}); got != nil {
		t.Errorf("of an event: %v", got)
	}
}
