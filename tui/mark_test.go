package tui

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestMarksOfARow(t *testing.T) {
	t.Parallel()
	outcomes := []control.AttemptOutcome{{Number: 1, Outcome: "http_error"}, {Number: 2, Outcome: "timeout", Injected: true}, {Number: 3, Outcome: "aborted"}, {Number: 4, Outcome: "success", Injected: true}}
	tests := map[string]struct {
		row   control.Delivery
		known marks
		want  marks
	}{
		"without outcomes only the last one is known": {
			row:  control.Delivery{AttemptCount: 3, LastOutcome: "timeout", LastFaults: 1},
			want: marks{markBad, markBad, markInjected},
		},
		"what was known before stays without outcomes": {
			row:   control.Delivery{AttemptCount: 3, LastOutcome: "success"},
			known: marks{markInjected, markAborted},
			want:  marks{markInjected, markAborted, markGood},
		},
		"outcomes tell all of them": {
			row:  control.Delivery{AttemptCount: 4, LastOutcome: "success", Outcomes: outcomes},
			want: marks{markBad, markInjected, markAborted, markGood},
		},
		"the newest outcomes leave older ones as they were known": {
			row:   control.Delivery{AttemptCount: 4, LastOutcome: "success", Outcomes: outcomes[2:]},
			known: marks{markBad, markInjected, markBad},
			want:  marks{markBad, markInjected, markAborted, markGood},
		},
		"no attempt has no mark": {row: control.Delivery{Outcomes: []control.AttemptOutcome{}}, known: marks{markBad}, want: nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(tt.known)
			if diff := cmp.Diff(tt.want, marksOf(&tt.row, tt.known)); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.known); diff != "" {
				t.Errorf("what was known was changed:\n%s", diff)
			}
		})
	}
}

// A row shows the outcomes of all its attempts before it was ever inspected, on the first page and on those behind it.
func TestOutcomesOfRowsNobodyInspected(t *testing.T) {
	t.Parallel()
	server := newStub(t)
	server.deliveries = many(pageSize + 10)
	for _, i := range []int{0, pageSize + 9} {
		d := &server.deliveries[i]
		d.State, d.AttemptCount = "delivered", 3
		held := *d
		held.Attempts = []control.Attempt{
			{Number: 1, Outcome: "protocol_error", Faults: []control.Fault{{Name: "lose-ack"}}}, {Number: 2, Outcome: "aborted"}, {Number: 3, Outcome: "success"},
		}
		server.whole[d.ID] = held
	}
	s := connected(t, 80, 24, server)
	s.wants("⚡·●")
	s.press("G", "G") // to the end of the first page, and on
	s.wants("⚡·●")
	for _, r := range s.m.list.rows {
		if r.Outcomes != nil {
			t.Fatalf("row %s keeps its outcomes besides its marks", r.ID)
		}
	}
}
