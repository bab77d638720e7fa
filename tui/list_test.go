package tui

import (
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// numberedServer has n deliveries.
func numberedServer(t *testing.T, n int) *stub {
	s := newStub(t)
	s.deliveries = many(n)
	for _, d := range s.deliveries {
		s.whole[d.ID] = d
	}
	return s
}

func (s *screen) current() string {
	s.t.Helper()
	r := s.m.list.current()
	if r == nil {
		return ""
	}
	return r.ID
}

func (s *screen) wantsCurrent(id string) {
	s.t.Helper()
	if got := s.current(); got != id {
		s.t.Errorf("%s is selected, want %s", got, id)
	}
}

func TestListFollows(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, numberedServer(t, 100))
	s.wantsCurrent("dlv_000099")
	s.send(arrived(numbered(100)))
	s.wantsCurrent("dlv_000100")
	s.lacks("new ↑")

	s.press("j")
	s.wantsCurrent("dlv_000099")
	before := s.plain()
	for i := range 12 {
		s.send(arrived(numbered(101 + i)))
	}
	s.wantsCurrent("dlv_000099")
	s.wants("12 new ↑")
	if s.m.list.rows[s.m.list.offset].ID != "dlv_000100" {
		t.Errorf("the view has moved:\n%s\nbefore:\n%s", s.plain(), before)
	}

	s.press("g")
	s.wantsCurrent("dlv_000112")
	s.lacks("new ↑")
}

func TestListShowsNewRowsWhileThereIsRoom(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, numberedServer(t, 3))
	s.press("j")
	s.send(arrived(numbered(3)))
	s.wantsCurrent("dlv_000001")
	s.wants("event.3 ")
	s.lacks("new ↑")
}

func TestListScrollingUpClearsTheMark(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, numberedServer(t, 100))
	s.press("j")
	s.send(arrived(numbered(100), numbered(101), numbered(102)))
	s.wants("3 new ↑")
	s.press("k", "k", "k")
	s.wants("1 new ↑")
	s.press("k")
	s.lacks("new ↑")
	s.wantsCurrent("dlv_000102")
	s.send(arrived(numbered(103))) // the user has moved: only g follows again
	s.wantsCurrent("dlv_000102")
}

func TestListPagesToTheEndWithBoundedMemory(t *testing.T) {
	t.Parallel()
	const n = 5000
	s := connected(t, 80, 24, numberedServer(t, n))
	for range n/pageSize + 20 {
		s.press("G")
		if got := len(s.m.list.rows); got > maxRows || len(s.m.list.byID) != got {
			t.Fatalf("%d rows and %d by id are held", got, len(s.m.list.byID))
		}
	}
	s.wantsCurrent("dlv_000000")
	s.wants("newer ones ↑")
	s.send(arrived(numbered(n)))
	s.wantsCurrent("dlv_000000")

	s.server.deliveries = many(n + 1)
	s.press("g")
	s.wantsCurrent(fmt.Sprintf("dlv_%06d", n))
	s.lacks("↑ ")
}

func TestListReadsOnWhereRowsFellOff(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, numberedServer(t, 300))
	for i := 300; i < 300+maxRows; i++ { // these push the first page out
		s.send(arrived(numbered(i)))
	}
	s.server.deliveries = many(300 + maxRows)
	if got := s.m.list.rows[maxRows-1].ID; got != "dlv_000300" || !s.m.list.older || s.m.list.next != "" {
		t.Fatalf("the last row is %s, older %v, next %q", got, s.m.list.older, s.m.list.next)
	}
	for range 4 {
		s.press("G")
	}
	s.wantsCurrent("dlv_000000")
	for i, r := range s.m.list.rows[1:] {
		if r.CreatedAt.After(s.m.list.rows[i].CreatedAt.Time) {
			t.Fatalf("%s stands behind %s", r.ID, s.m.list.rows[i].ID)
		}
	}
}

func TestListKeepsTheSelectionWhenItIsReadAgain(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, numberedServer(t, 400))
	for range 15 {
		s.press("pgdown")
	}
	id, top := s.current(), s.m.list.rows[s.m.list.offset].ID
	s.server.deliveries = many(405)
	s.send(batchMsg{batch{stale: true}})
	s.wantsCurrent(id)
	if got := s.m.list.rows[s.m.list.offset].ID; got != top {
		t.Errorf("%s is at the top, was %s", got, top)
	}
	s.wants("5 new ↑")
}

func TestListFilter(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, sample(t))
	s.press("/")
	s.typed("state:pending")
	s.press("enter")
	s.wantsCurrent("dlv_0k3f9a00000000000000000008e")

	fresh := control.Delivery{ID: "dlv_1", Provider: "fintoro", Type: "one", State: "pending", CreatedAt: at(1)}
	other := control.Delivery{ID: "dlv_2", Provider: "fintoro", Type: "two", State: "delivered", CreatedAt: at(2)}
	s.send(arrived(fresh, other))
	if len(s.m.list.rows) != 2 {
		t.Fatalf("%d rows, want those that pass", len(s.m.list.rows))
	}
	s.press("g", "j") // on the second
	done := s.server.deliveries[1]
	done.State = "delivered"
	s.send(arrived(done))
	if len(s.m.list.rows) != 2 {
		t.Error("the selected row went though the selection is on it")
	}
	s.press("k")
	if len(s.m.list.rows) != 1 {
		t.Error("the row stays though it no longer passes")
	}
	fresh.State = "delivered"
	s.press("g")
	s.send(arrived(fresh))
	s.wants("No delivery passes this filter.")
	s.press("esc")
	if s.m.list.text != "" || len(s.m.list.rows) != len(s.server.deliveries) {
		t.Errorf("esc left the filter %q with %d rows", s.m.list.text, len(s.m.list.rows))
	}
}

func TestListTakesChangesThatOvertakeTheReading(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 80, 24, numberedServer(t, 3))
	old := numbered(2)
	old.State = "pending"
	s.m.Update(batchMsg{batch{opened: true}}) // the reading is under way
	s.m.Update(arrived(numbered(3), numbered(2)))
	s.send(listMsg{generation: s.m.list.generation, deliveries: []control.Delivery{old, numbered(1), numbered(0)}})
	if got := len(s.m.list.rows); got != 4 {
		t.Errorf("%d rows, want 4", got)
	}
	if got := s.m.list.byID["dlv_000002"].State; got != "delivered" {
		t.Errorf("it is %s: the older answer has won", got)
	}
	s.send(listMsg{generation: 0, deliveries: nil}) // of an earlier reading
	if got := len(s.m.list.rows); got != 4 {
		t.Errorf("a stale answer left %d rows", got)
	}
}

func TestMarksOfOneDelivery(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, newStub(t))
	d := control.Delivery{ID: "dlv_1", State: "pending", CreatedAt: at(0), AttemptCount: 3, LastOutcome: "timeout"}
	s.send(batchMsg{batch{updates: []update{{delivery: d, marks: []attemptMark{{2, markInjected}, {3, markBad}}}}}})
	s.wants("✕⚡✕")
	d.AttemptCount, d.LastOutcome, d.State = 4, "success", "delivered"
	s.send(arrived(d))
	s.wants("✕⚡✕●")
}
