package queuetest

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ExerciseFaults runs the contract of relay.FaultStore. open returns an empty store that closes itself by t.Cleanup.
func ExerciseFaults(t *testing.T, open func(t *testing.T) relay.FaultStore) {
	run(t, open, map[string]func(*testing.T, relay.FaultStore){
		"fault rules are put, replaced in their place, counted and deleted": faultRules,
	})
}

func faultRules(t *testing.T, store relay.FaultStore) {
	first := relay.FaultRule{ID: "flt_2", Name: "status", Value: "503", At: relay.AtSender, Filter: "provider:fintoro", First: 3, Limit: 9, DeclaredAs: "lost answer", Hits: 2, CreatedAt: noon()}
	second := relay.FaultRule{ID: "flt_1", Name: "hang", At: relay.AtReceiver, Chance: 0.1, CreatedAt: noon()}
	third := relay.FaultRule{ID: "flt_3", Name: "detail-404", At: relay.AtAPI, Every: 5, CreatedAt: noon()}
	want := func(all ...relay.FaultRule) {
		t.Helper()
		got, err := store.FaultRules(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "fault rules", all, got)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want()
	for _, rule := range []relay.FaultRule{first, second, third} {
		must(store.PutFaultRule(t.Context(), &rule))
	}
	want(first, second, third)
	first.First, first.Every, first.Hits, first.DeclaredAs = 0, 2, 0, ""
	must(store.PutFaultRule(t.Context(), &first))
	second.Seen, second.Hits = 9, 7
	must(store.CountFaults(t.Context(), []relay.FaultCount{{RuleID: second.ID, Seen: 9, Hits: 7}, {RuleID: "flt_none", Hits: 7}}))
	must(store.CountFaults(t.Context(), []relay.FaultCount{{RuleID: second.ID, Seen: 8, Hits: 6}})) // came late
	want(first, second, third)
	must(store.DeleteFaultRule(t.Context(), second.ID))
	must(store.DeleteFaultRule(t.Context(), "flt_none"))
	want(first, third)
	must(store.DeleteFaultRule(t.Context(), ""))
	want()
}
