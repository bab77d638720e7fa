package queuetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

func groups(t *testing.T, a Archive) {
	answered := func(status int, outcome relay.Outcome, at time.Duration) func(*relay.Delivery) {
		return func(d *relay.Delivery) {
			d.LastStatus, d.LastOutcome, d.CreatedAt = status, outcome, noon().Add(at)
		}
	}
	publish(t, a,
		publication(0, answered(200, relay.Success, 0)),
		publication(1, answered(503, relay.HTTPError, time.Second)),
		publication(2, answered(503, relay.HTTPError, 2*time.Second)),
		publication(3, answered(0, relay.ConnectError, 3*time.Second)),
		publication(4, answered(401, relay.HTTPError, 4*time.Second)),
	)
	query := relay.GroupQuery{By: []relay.GroupField{relay.GroupStatus, relay.GroupOutcome}, Now: noon()}
	want := relay.Grouped{Total: 4, Deliveries: 5, Groups: []relay.Group{
		{Values: []string{"503", "http_error"}, Count: 2, LatestID: "dlv_0002", LatestAt: noon().Add(2 * time.Second)},
		{Values: []string{"401", "http_error"}, Count: 1, LatestID: "dlv_0004", LatestAt: noon().Add(4 * time.Second)},
		{Values: []string{"0", "connect_error"}, Count: 1, LatestID: "dlv_0003", LatestAt: noon().Add(3 * time.Second)},
		{Values: []string{"200", "success"}, Count: 1, LatestID: "dlv_0000", LatestAt: noon()},
	}}
	same(t, "groups", want, grouped(t, a, query))

	query.Limit = 1
	want.Groups = want.Groups[:1]
	same(t, "the largest", want, grouped(t, a, query))

	filter, err := relay.ParseFilter("-outcome:success")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "of a filter", relay.Grouped{Total: 1, Deliveries: 4, Groups: []relay.Group{
		{Values: []string{"fintoro"}, Count: 4, LatestID: "dlv_0004", LatestAt: noon().Add(4 * time.Second)},
	}}, grouped(t, a, relay.GroupQuery{Filter: filter, By: []relay.GroupField{relay.GroupProvider}, Now: noon()}))

	filter, err = relay.ParseFilter("state:failed")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "of nothing", relay.Grouped{}, grouped(t, a, relay.GroupQuery{Filter: filter, By: []relay.GroupField{relay.GroupProvider}, Now: noon()}))
}

// groupsMatch compares a store's groups with ones made here, for drawn fields and filters over drawn deliveries.
func groupsMatch(t *testing.T, a Archive) {
	var stored []relay.Delivery
	draw := rapid.Custom(drawDelivery)
	for n := range 100 {
		d := draw.Example(n)
		d.ID, d.EventID = fmt.Sprintf("dlv_%d", n), fmt.Sprintf("evt_%d", n)
		e := newEvent(n)
		e.ID = d.EventID
		publish(t, a, relay.Publication{Event: e, Deliveries: []relay.Delivery{d}})
		stored = append(stored, d)
	}
	rapid.Check(t, func(r *rapid.T) {
		query := relay.GroupQuery{
			Filter: relay.Filter{Terms: rapid.SliceOfN(rapid.Custom(drawTerm), 0, 2).Draw(r, "terms")},
			By:     rapid.SliceOfNDistinct(rapid.SampledFrom(relay.GroupFields()), 1, 3, rapid.ID[relay.GroupField]).Draw(r, "by"),
			Now:    noon(),
		}
		same(t, fmt.Sprintf("%s by %v", query.Filter, query.By), groupsOf(stored, query), grouped(t, a, query))
		if t.Failed() {
			r.FailNow()
		}
	})
}

func groupsOf(stored []relay.Delivery, query relay.GroupQuery) relay.Grouped {
	byKey := map[string]*relay.Group{}
	last := map[string]int{}
	var all relay.Grouped
	for i := range stored {
		d := &stored[i]
		if !query.Filter.Match(d, query.Now) {
			continue
		}
		var values []string
		for _, field := range query.By {
			values = append(values, valueOf(d, field))
		}
		key := strings.Join(values, "\x1f")
		group, ok := byKey[key]
		if !ok {
			group = &relay.Group{Values: values}
			byKey[key] = group
		}
		group.Count++
		group.LatestID, group.LatestAt = d.ID, d.CreatedAt
		last[d.ID] = i
		all.Deliveries++
	}
	for _, group := range byKey {
		all.Groups = append(all.Groups, *group)
	}
	slices.SortFunc(all.Groups, func(x, y relay.Group) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(last[y.LatestID], last[x.LatestID]))
	})
	all.Total = len(all.Groups)
	return all
}

func valueOf(d *relay.Delivery, field relay.GroupField) string {
	switch field {
	case relay.GroupOutcome:
		return string(d.LastOutcome)
	case relay.GroupStatus:
		return strconv.Itoa(d.LastStatus)
	case relay.GroupSubscription:
		return d.SubscriptionID
	case relay.GroupProvider:
		return d.Provider
	case relay.GroupType:
		return d.Type
	case relay.GroupState:
		return string(d.State)
	case relay.GroupReason:
		return d.Reason
	}
	return d.LastError
}

func groupsNeedFields(t *testing.T, a Archive) {
	for _, by := range [][]relay.GroupField{nil, {"stauts"}, {relay.GroupState, ""}} {
		var input *relay.InputError
		if _, err := a.GroupDeliveries(t.Context(), relay.GroupQuery{By: by, Now: noon()}); !errors.As(err, &input) {
			t.Errorf("grouped by %q: %v, want an InputError", by, err)
		}
	}
}

func grouped(t *testing.T, a Archive, query relay.GroupQuery) relay.Grouped {
	t.Helper()
	got, err := a.GroupDeliveries(t.Context(), query)
	if err != nil {
		t.Fatalf("group %s by %v: %v", query.Filter, query.By, err)
	}
	return got
}
