package queuetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func oldestPages(t *testing.T, a Archive) {
	for n := range 5 {
		publish(t, a, publication(n, func(d *relay.Delivery) { d.SubscriptionID = "sub_b" }))
	}
	filter, err := relay.ParseFilter("sub:sub_b")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	query := relay.DeliveryQuery{Filter: filter, Limit: 2, Now: noon(), OldestFirst: true}
	for page := 0; page == 0 || query.Cursor != ""; page++ {
		deliveries, next, err := a.Deliveries(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, idsOf(deliveries)...)
		if page == 0 {
			publish(t, a, publication(100), publication(101, func(d *relay.Delivery) { d.SubscriptionID = "sub_b" }))
		}
		query.Cursor = next
	}
	same(t, "pages", []string{"dlv_0000", "dlv_0001", "dlv_0002", "dlv_0003", "dlv_0004", "dlv_0101"}, ids)
}

func cursorTurns(t *testing.T, a Archive) {
	for n := range 6 {
		publish(t, a, publication(n))
	}
	read := func(query relay.DeliveryQuery) (ids []string, next string) {
		query.Now = noon()
		deliveries, next, err := a.Deliveries(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		return idsOf(deliveries), next
	}
	ids, cursor := read(relay.DeliveryQuery{Limit: 4})
	same(t, "newest first", []string{"dlv_0005", "dlv_0004", "dlv_0003", "dlv_0002"}, ids)
	ids, next := read(relay.DeliveryQuery{Cursor: cursor, OldestFirst: true})
	same(t, "turned at the last row of that page", []string{"dlv_0003", "dlv_0004", "dlv_0005"}, ids)
	same(t, "cursor at the end", "", next)
	_, cursor = read(relay.DeliveryQuery{Limit: 3, OldestFirst: true})
	ids, _ = read(relay.DeliveryQuery{Cursor: cursor})
	same(t, "and back", []string{"dlv_0001", "dlv_0000"}, ids)
}

// boundedPages may be short, but none is left out.
func boundedPages(t *testing.T, a Archive) {
	for n := range 30 {
		publish(t, a, publication(n, func(d *relay.Delivery) {
			if n%9 == 4 {
				d.Type = "clients.rare"
			}
		}))
	}
	filter, err := relay.ParseFilter("type:clients.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, oldest := range []bool{false, true} {
		want := []string{"dlv_0022", "dlv_0013", "dlv_0004"}
		if oldest {
			slices.Reverse(want)
		}
		var ids []string
		query := relay.DeliveryQuery{Filter: filter, Now: noon(), Limit: 2, Bounded: true, OldestFirst: oldest}
		for pages := 0; pages == 0 || query.Cursor != "" && pages < 100; pages++ {
			page, next, err := a.Deliveries(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			ids, query.Cursor = append(ids, idsOf(page)...), next
		}
		same(t, fmt.Sprintf("bounded pages, oldest first %v", oldest), want, ids)
	}
}

func idsOf(deliveries []relay.Delivery) []string {
	ids := make([]string, len(deliveries))
	for i := range deliveries {
		ids[i] = deliveries[i].ID
	}
	return ids
}
