package control

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestOutcomesOf(t *testing.T) {
	t.Parallel()
	stored := []relay.AttemptOutcome{{Number: 3, Outcome: relay.Timeout, Faulted: true}, {Number: 4, Outcome: relay.Success}}
	timeout, success := AttemptOutcome{Number: 3, Outcome: "timeout", Injected: true}, AttemptOutcome{Number: 4, Outcome: "success"}
	tests := map[string]struct {
		stored []relay.AttemptOutcome
		count  int
		want   []AttemptOutcome
	}{
		"all that the row counts":                         {stored, 4, []AttemptOutcome{timeout, success}},
		"not one that was settled after the row was read": {stored, 3, []AttemptOutcome{timeout}},
		"none is an empty list, for it was asked for":     {nil, 0, []AttemptOutcome{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outcomesOf(tt.stored, tt.count)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}
