package sqlite

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A crash may come between the end of a subscription and the end of what it owes.
func TestEndOwedFinishesWhatACrashLeft(t *testing.T) {
	t.Parallel()
	s := open(t)
	states := map[string]relay.SubscriptionState{"sub_active": relay.Active, "sub_expired": relay.Expired, "sub_disabled": relay.Disabled, "sub_paused": relay.Paused}
	for id, state := range states {
		must(t, s.PutSubscription(t.Context(), &relay.Subscription{ID: id, Provider: "fintoro", State: state, CreatedAt: noon(), UpdatedAt: noon()}))
	}
	type end struct {
		State  relay.DeliveryState
		Reason string
	}
	want := map[string]end{}
	n := 0
	for sub, after := range map[string][2]end{ // of what is pending, and of what is held
		"sub_active":   {{relay.Pending, ""}, {relay.Held, ""}},
		"sub_paused":   {{relay.Held, ""}, {relay.Held, ""}},
		"sub_expired":  {{relay.Failed, relay.ReasonSubscriptionExpired}, {relay.Failed, relay.ReasonSubscriptionExpired}},
		"sub_disabled": {{relay.Failed, relay.ReasonSubscriptionDisabled}, {relay.Failed, relay.ReasonSubscriptionDisabled}},
		"sub_gone":     {{relay.Canceled, relay.ReasonSubscriptionDeleted}, {relay.Canceled, relay.ReasonSubscriptionDeleted}},
	} {
		for i, before := range []relay.DeliveryState{relay.Pending, relay.Held} {
			p := onePublication(n)
			n++
			d := &p.Deliveries[0]
			d.SubscriptionID, d.State = sub, before
			_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
			must(t, err)
			want[d.ID] = after[i]
		}
	}
	for _, ended := range []int{6, 0} {
		if got, err := s.EndOwed(t.Context(), noon().Add(time.Hour)); err != nil || got != ended {
			t.Fatalf("%d were ended, %v; want %d", got, err, ended)
		}
	}
	got := map[string]end{}
	for id := range want {
		d, err := s.Delivery(t.Context(), id)
		must(t, err)
		got[id] = end{d.State, d.Reason}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
