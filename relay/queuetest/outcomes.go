package queuetest

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func outcomes(t *testing.T, a Archive) {
	attempted(t, a, 1, "fintoro", relay.HTTPError, pending())
	attempted(t, a, 2, "silverfin", relay.Timeout, ended(relay.Failed))
	settleNext(t, a, 1, 2, relay.Timeout, pending())
	settleNext(t, a, 1, 3, relay.Success, ended(relay.Delivered))
	publish(t, a, publication(3), publication(4))
	mark(t, a, "dlv_0004")
	if _, err := a.Recover(t.Context(), noon()); err != nil {
		t.Fatal(err)
	}
	first := []relay.AttemptOutcome{{Number: 1, Outcome: relay.HTTPError, Faulted: true}, {Number: 2, Outcome: relay.Timeout}, {Number: 3, Outcome: relay.Success}}
	second := []relay.AttemptOutcome{{Number: 1, Outcome: relay.Timeout}}
	aborted := []relay.AttemptOutcome{{Number: 1, Outcome: relay.Aborted}}

	for what, tt := range map[string]struct {
		ids  []string
		want map[string][]relay.AttemptOutcome
	}{
		"of a page":                        {[]string{"dlv_0004", "dlv_0003", "dlv_0002", "dlv_0001"}, map[string][]relay.AttemptOutcome{"dlv_0001": first, "dlv_0002": second, "dlv_0004": aborted}},
		"of one":                           {[]string{"dlv_0002"}, map[string][]relay.AttemptOutcome{"dlv_0002": second}},
		"of one among those that are gone": {[]string{"dlv_none", "dlv_0002", ""}, map[string][]relay.AttemptOutcome{"dlv_0002": second}},
		"of none":                          {nil, nil},
	} {
		got, err := a.Outcomes(t.Context(), tt.ids)
		if err != nil {
			t.Fatalf("outcomes %s: %v", what, err)
		}
		same(t, "outcomes "+what, tt.want, got)
	}
}

// newestOutcomes are those of the newest attempts, as many as MaxOutcomes says.
func newestOutcomes(t *testing.T, a Archive) {
	attempted(t, a, 1, "fintoro", relay.HTTPError, pending())
	attempted(t, a, 2, "fintoro", relay.HTTPError, pending())
	const made = relay.MaxOutcomes + 3
	var want []relay.AttemptOutcome
	for n := 2; n <= made; n++ {
		settleNext(t, a, 1, n, relay.Timeout, pending())
		if n > made-relay.MaxOutcomes {
			want = append(want, relay.AttemptOutcome{Number: n, Outcome: relay.Timeout})
		}
	}
	got, err := a.Outcomes(t.Context(), []string{"dlv_0001"})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "outcomes", map[string][]relay.AttemptOutcome{"dlv_0001": want}, got)
}
