package chaos

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The comparison finds what it is made to find, in a run of three events to one ordered subscription.
func TestCompare(t *testing.T) {
	t.Parallel()
	good := []visit{{place: at(1), taken: true}, {place: at(2), taken: true}, {place: at(3), taken: true}}
	allStored := []stored{rowOf(1), rowOf(2), rowOf(3)}
	tests := map[string]struct {
		visits []visit
		rows   []stored
		want   Report
	}{
		"all is well": {good, allStored, Report{Delivered: 3}},
		"one refused and taken later is neither lost nor doubled": {
			[]visit{{place: at(1)}, good[0], good[1], good[2]}, allStored,
			Report{Delivered: 3},
		},
		"one that never came is lost": {
			[]visit{good[0], good[2]}, []stored{rowOf(1), {id: "dlv_2", state: relay.Failed, tries: 5, allowed: 5}, rowOf(3)},
			Report{Delivered: 2, Lost: 1, LostIDs: []string{"dlv_2"}},
		},
		"one that was only refused is lost, and told as unfinished while it is pending": {
			[]visit{good[0], {place: at(2)}, good[2]}, []stored{rowOf(1), {id: "dlv_2", state: relay.Pending, allowed: 5}, rowOf(3)},
			Report{Delivered: 2, Lost: 1, Unfinished: 1, LostIDs: []string{"dlv_2"}},
		},
		"one taken three times is two duplicates, in order": {
			[]visit{good[0], good[0], good[1], good[0], good[2]}, allStored,
			Report{Delivered: 3, Duplicated: 2},
		},
		"one first taken after a later one is out of order": {
			[]visit{good[1], good[0], good[2]}, allStored,
			Report{Delivered: 3, OutOfOrder: 1},
		},
		"two first taken after a later one are two out of order": {
			[]visit{good[2], good[0], good[1]}, allStored,
			Report{Delivered: 3, OutOfOrder: 2},
		},
		"a later one that was refused first is in order": {
			[]visit{{place: at(2)}, good[0], good[1], good[2]}, allStored,
			Report{Delivered: 3},
		},
		"one delivered by the database alone": {
			good[:2], allStored,
			Report{Delivered: 2, Lost: 1, LostIDs: []string{"dlv_3"}, Violations: []string{"dlv_3 is stored as delivered, but the receiver never took it"}},
		},
		"one taken that the database calls failed": {
			good, []stored{rowOf(1), rowOf(2), {id: "dlv_3", state: relay.Failed, tries: 5, allowed: 5}},
			Report{Delivered: 3, Violations: []string{"dlv_3 is stored as failed, but the receiver took it"}},
		},
		"one tried too often": {
			good, []stored{rowOf(1), rowOf(2), {id: "dlv_3", state: relay.Delivered, tries: 6, allowed: 5}},
			Report{Delivered: 3, Violations: []string{"dlv_3 was tried 6 times; its schedule allows 5"}},
		},
		"one that the database has forgotten": {
			good, allStored[:2],
			Report{Delivered: 3, Violations: []string{"number 3 of subscription 0 was acknowledged, but is not stored"}},
		},
		"one that was published twice": {
			good, append([]stored{rowOf(4)}, allStored...),
			Report{Delivered: 3, Violations: []string{"dlv_4 is stored and nobody was told: an event was published twice"}},
		},
		"one that came under two ids": {
			append([]visit{{place: at(1), webhookID: "msg_other"}}, good...), allStored,
			Report{Delivered: 3, Violations: []string{`number 1 of subscription 0 came as "msg_other" and as ""`}},
		},
		"one that nobody published": {
			append([]visit{{place: at(9)}}, good...), allStored,
			Report{Delivered: 3, Violations: []string{"the receiver got number 9 of subscription 0, which was never acknowledged"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ordered := &stream{subscriptions: []int{0}, ordered: true}
			got := reportOf(compare([]owed{owing(1), owing(2), owing(3)}, test.visits, []*stream{ordered}, test.rows), nil)
			test.want.Acknowledged, test.want.Events, test.want.OrderedSubscriptions = 3, 3, 1
			test.want.Receipts = len(test.visits)
			got.States = nil
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			broken := test.want.Lost+test.want.OutOfOrder+len(test.want.Violations) > 0
			if got.Held() == broken {
				t.Errorf("held is %v", got.Held())
			}
		})
	}
}

// Without a promise of order there is nothing to hold a subscription to.
func TestCompareLeavesUnorderedSubscriptionsAlone(t *testing.T) {
	t.Parallel()
	visits := []visit{{place: at(2), taken: true}, {place: at(1), taken: true}}
	c := compare([]owed{owing(1), owing(2)}, visits, []*stream{{subscriptions: []int{0}}}, []stored{rowOf(1), rowOf(2)})
	if c.outOfOrder != 0 || c.ordered != 0 {
		t.Errorf("%d out of order on %d ordered subscriptions, want none", c.outOfOrder, c.ordered)
	}
}

// An event to two subscriptions is one event and two deliveries.
func TestCompareCountsEventsOnce(t *testing.T) {
	t.Parallel()
	acknowledged := []owed{
		{place{1, 1}, "dlv_1"}, {place{2, 1}, "dlv_2"}, // one event
		{place{0, 1}, "dlv_3"}, // that of another stream
	}
	c := compare(acknowledged, nil, []*stream{{subscriptions: []int{0}}, {subscriptions: []int{1, 2}}}, nil)
	if c.events != 2 || c.owed != 3 || len(c.lost) != 3 {
		t.Errorf("%d events, %d deliveries, %d lost; want 2, 3 and 3", c.events, c.owed, len(c.lost))
	}
}

func TestReportNamesOnlyTheFirst(t *testing.T) {
	t.Parallel()
	var c comparison
	for n := range 100 {
		c.lost = append(c.lost, owing(n))
		c.violate("%d", n)
	}
	report := reportOf(c, nil)
	if report.Lost != 100 || len(report.LostIDs) != mostShown || len(report.Violations) != mostShown {
		t.Errorf("%d lost, %d named, %d contradictions; want 100, %d and %d", report.Lost, len(report.LostIDs), len(report.Violations), mostShown, mostShown)
	}
}

func at(number int) place { return place{0, number} }

func owing(number int) owed { return owed{at(number), "dlv_" + strconv.Itoa(number)} }

func rowOf(number int) stored {
	return stored{id: fmt.Sprintf("dlv_%d", number), state: relay.Delivered, tries: 1, allowed: 5}
}
