package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// broken is subscribed with faults in force.
func broken(t *testing.T) *stub {
	s := subscribed(t)
	s.faults = []control.FaultRule{
		{ID: "flt_1", Name: "lose-ack", At: "sender", First: 1, Filter: "provider:fintoro type:invoices.*", Hits: 1204, CreatedAt: at(-600), Acts: "on the answer", Order: 2,
			LastHit: &control.FaultHit{At: at(-12), Key: "dlv_0k3f9a00000000000000000006d", Number: 1}},
		{ID: "flt_2", Name: "status", Value: "503", At: "receiver", Limit: 5, Hits: 5, CreatedAt: at(-500), Acts: "on the answer", Order: 1, DeclaredAs: "busy",
			LastHit: &control.FaultHit{At: at(-240), Key: "0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44", Number: 3}},
		{ID: "flt_3", Name: "detail-404", At: "api", Chance: 0.2, CreatedAt: at(-400), Acts: "on the read of a record", Order: 1},
	}
	s.catalogue[1].Expect = "the receiver answers the retry as it answered the first, and books once"
	return s
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for size, wh := range map[string][2]int{"80x24": {80, 24}, "120x40": {120, 40}} {
		for name, keys := range map[string][]string{"details": {"tab"}, "spent": {"j"}} {
			t.Run(name+" at "+size, func(t *testing.T) {
				t.Parallel()
				s := connected(t, wh[0], wh[1], broken(t))
				s.press("3")
				s.press(keys...)
				s.golden(size + "/" + name)
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, subscribed(t))
		s.press("3")
		s.golden("none")
	})
}

func TestFaultKeys(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"space", "x"} {
		t.Run(k+" switches one off and tells the way back", func(t *testing.T) {
			t.Parallel()
			s := connected(t, 140, 24, broken(t))
			s.press("3")
			s.server.faults = s.server.faults[1:] // what the server will say
			s.press(k)
			if got, want := s.asked(), "DELETE /v1/faults/flt_1"; got != want {
				t.Errorf("asked %q, want %q", got, want)
			}
			s.wants("off: lose-ack; back with   ledgerhook faults add lose-ack --filter 'provider:fintoro type:invoices.*' --first 1")
			s.wants("2 in force")
			s.wants("▸ ⚡ status=503")
			s.press("z")
			if got, want := s.asked(), `POST /v1/faults {"name":"lose-ack","at":"sender","filter":"provider:fintoro type:invoices.*","first":1}`; got != want {
				t.Errorf("asked %q, want %q", got, want)
			}
		})
	}
	t.Run("X clears them all, once asked, and z brings them back", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, broken(t))
		s.press("3", "X")
		s.wants("Take 3 faults out of force?")
		s.press("n")
		if got := s.asked(); got != "" {
			t.Errorf("asked %q though the answer was no", got)
		}
		s.press("X", "y")
		if got, want := s.asked(), "DELETE /v1/faults"; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("3 faults off   ledgerhook faults clear")
		s.press("z")
		if got, want := s.asked(), `POST /v1/faults {"name":"detail-404","at":"api","chance":0.2}`; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
		s.wants("3 faults in force again")
	})
	t.Run("enter goes to the delivery that was hit last", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, broken(t))
		s.press("3", "j")
		s.lacks("enter last hit") // the receiver knows no deliveries
		s.press("enter")
		s.wants("Faults")
		s.press("k", "enter")
		s.wants("Deliveries ─ id:dlv_0k3f9a00000000000000000006d")
	})
	t.Run("f adds one", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, broken(t))
		s.press("3", "f")
		s.typed("bads")
		s.press("enter")
		if got, want := s.asked(), `POST /v1/faults {"name":"bad-signature"}`; got != want {
			t.Errorf("asked %q, want %q", got, want)
		}
	})
}

func TestHitsAreReadWhileTheyMove(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, broken(t))
	asked := func() int {
		return len(slices.DeleteFunc(slices.Clone(s.server.calls), func(call string) bool { return !strings.HasPrefix(call, "GET /v1/faults?") }))
	}
	s.press("3")
	before := asked()
	s.send(tickMsg{start})
	if got := asked(); got != before {
		t.Errorf("asked %d times though nothing was sent", got-before)
	}
	s.server.faults[0].Hits = 1207
	s.send(batchMsg{batch{attempts: 3}})
	s.send(tickMsg{start})
	if got := asked(); got != before+1 {
		t.Errorf("asked %d times, want once", got-before)
	}
	s.wants("1,207")
}
