package control_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestOutcomesInLists(t *testing.T) {
	t.Parallel()
	client := story(t)
	for query, want := range map[control.DeliveryQuery]map[string][]control.AttemptOutcome{
		{Outcomes: true}: {
			"fintoro": {{Number: 1, Outcome: "http_error", Injected: true}, {Number: 2, Outcome: "success"}},
			"finpilo": {{Number: 1, Outcome: "http_error"}},
		},
		{Outcomes: true, Bounded: true, Filter: "provider:finpilo"}: {"finpilo": {{Number: 1, Outcome: "http_error"}}},
		{Outcomes: true, Filter: "provider:silverfin"}:              {},
		{}: {"fintoro": nil, "finpilo": nil},
	} {
		found, _, err := client.Deliveries(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]control.AttemptOutcome{}
		for i := range found {
			got[found[i].Provider] = found[i].Outcomes
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", query, diff)
		}
	}
}
