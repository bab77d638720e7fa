package queuetest

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// wholePages reads deliveries with their bodies, which all have eight bytes.
func wholePages(t *testing.T, a Archive) {
	const stored = 7
	var all []relay.Delivery // newest first
	for n := range stored {
		state := relay.Pending
		if n%2 == 0 {
			state = relay.Failed
		}
		p := publication(n, func(d *relay.Delivery) { d.State = state })
		publish(t, a, p)
		all = append(p.Deliveries, all...)
	}
	failed, err := relay.ParseFilter("state:failed")
	if err != nil {
		t.Fatal(err)
	}
	few := []relay.Delivery{all[0], all[2], all[4], all[6]}
	tests := map[string]struct {
		query relay.DeliveryQuery
		want  []relay.Delivery
		pages []int
	}{
		"so many bytes fall on a body's end": {relay.DeliveryQuery{BodyBytes: 16}, all, []int{2, 2, 2, 1}},
		"so many bytes fall within a body":   {relay.DeliveryQuery{BodyBytes: 17}, all, []int{3, 3, 1}},
		"one body is too large":              {relay.DeliveryQuery{BodyBytes: 1}, all, []int{1, 1, 1, 1, 1, 1, 1}},
		"all are few bytes":                  {relay.DeliveryQuery{BodyBytes: 1000}, all, []int{7}},
		"a page has a limit as well":         {relay.DeliveryQuery{BodyBytes: 1000, Limit: 7}, all, []int{7}},
		"a page is full before":              {relay.DeliveryQuery{BodyBytes: 1000, Limit: 5}, all, []int{5, 2}},
		"of a filter":                        {relay.DeliveryQuery{BodyBytes: 17, Filter: failed}, few, []int{3, 1}},
		"of a filter, within bounds":         {relay.DeliveryQuery{BodyBytes: 17, Filter: failed, Bounded: true}, few, []int{3, 1}},
		"of an event, oldest first":          {relay.DeliveryQuery{BodyBytes: 1, EventID: "evt_0003", OldestFirst: true}, all[3:4], []int{1}},
	}
	for name, tt := range tests {
		var got []relay.Delivery
		var pages []int
		tt.query.Now = noon()
		for first := true; first || tt.query.Cursor != ""; first = false {
			page, next, err := a.Deliveries(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, pages, tt.query.Cursor = append(got, page...), append(pages, len(page)), next
		}
		same(t, name, tt.want, got)
		same(t, name+": pages", fmt.Sprint(tt.pages), fmt.Sprint(pages))
	}
}
