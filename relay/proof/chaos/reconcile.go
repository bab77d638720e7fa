package chaos

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Reconciliation is what the server says when it is shown the receiver's own list of what it took, subscription by
// subscription. It counts documents.
type Reconciliation struct {
	Documents   int `json:"documents"`
	OK          int `json:"ok"`
	Missing     int `json:"missing"`
	Doubled     int `json:"doubled"`
	Differing   int `json:"differing"`
	Undelivered int `json:"undelivered"`
	Unmatched   int `json:"unmatched"` // in the list, and never sent
	// TooLong is how many subscriptions were left out, since their lists are longer than a server takes.
	TooLong int `json:"too_long"`
}

// Held reports whether the list says what was sent.
func (r *Reconciliation) Held() bool {
	return r.Missing == 0 && r.Doubled == 0 && r.Differing == 0 && r.Unmatched == 0
}

// reconcile shows the server what the receiver has taken, each webhook once, as an app that goes by the webhook's id has it.
func (r *chaosRun) reconcile(ctx context.Context, client *control.Client, visits []visit) (Reconciliation, error) {
	lists := books(visits)
	var all Reconciliation
	for subscription, id := range r.subscriptions {
		list := lists[subscription]
		if len(list) > relay.MaxObserved {
			all.TooLong++
			continue
		}
		found, err := client.ReconcileObserved(ctx, list, "", "sub:"+id)
		if err != nil {
			return all, fmt.Errorf("reconcile subscription %d: %w", subscription, err)
		}
		all.Documents += found.Documents
		all.OK += found.OK
		all.Missing += found.Missing.Count
		all.Doubled += found.Doubled.Count
		all.Differing += found.Differing.Count
		all.Undelivered += found.Undelivered.Count
		all.Unmatched += found.Unmatched
	}
	return all, nil
}

// books are what the receiver has taken for each subscription. The number of an event is its amount, too.
func books(visits []visit) map[int][]relay.ObservedItem {
	lists, seen := map[int][]relay.ObservedItem{}, map[place]bool{}
	for _, v := range visits {
		if !v.taken || seen[v.place] {
			continue
		}
		seen[v.place] = true
		lists[v.subscription] = append(lists[v.subscription], relay.ObservedItem{EventID: v.webhookID, Amount: fmt.Sprintf("%d.00", v.number), Currency: "EUR"})
	}
	return lists
}
