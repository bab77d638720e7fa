package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func firstReference(t *testing.T, q relay.Queue) {
	about := func(n int, subject string, edits ...func(*relay.Delivery)) relay.Publication {
		p := publication(n, edits...)
		p.Event.Subject = subject
		return p
	}
	elsewhere := func(d *relay.Delivery) { d.SubscriptionID = "sub_b" }
	redirected := func(d *relay.Delivery) { d.Redirected = true }
	publish(t, q,
		about(1, "document/7"), about(2, "document/7"), about(3, "document/7"), about(4, "document/8"), about(5, "document/7", elsewhere), about(6, ""), about(7, ""),
		about(8, "document/7", redirected),
	)
	look := func(what, want string, n int, edits ...func(*relay.Delivery)) {
		t.Helper()
		d := publication(n, edits...).Deliveries[0]
		got, err := q.FirstReference(t.Context(), &d)
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, want, got)
	}
	look("before any", "", 2)
	for i, n := range []int{8, 3, 2, 5, 7} {
		settlement := relay.Settlement{Attempt: newAttempt(n, 1), Next: relay.Next{
			State: relay.Delivered, Reference: newDelivery(n).ID, SettledAt: noon().Add(time.Duration(i) * time.Minute), CostsTry: true,
		}}
		if _, err := q.Settle(t.Context(), settlement); err != nil {
			t.Fatal(err)
		}
	}
	look("the earliest", "dlv_0003", 1)
	look("of the others", "dlv_0002", 3)
	look("of another subject", "", 4)
	look("of another subscription", "", 5, elsewhere)
	look("about nothing", "", 6)
}
