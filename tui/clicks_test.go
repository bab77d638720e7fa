package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestClicksOnBoards(t *testing.T) {
	t.Parallel()
	t.Run("a subscription is selected, then opened", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, subscribed(t))
		s.press("2")
		s.clickOn("mone Kas")
		s.wants("▸ ‖ paused")
		s.clickOn("mone Kas")
		s.wants("Deliveries ─ sub:sub_8b")
	})
	t.Run("a fault is selected", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, broken(t))
		s.press("3")
		s.clickOn("detail-404")
		s.wants("▸ ⚡ detail-404")
	})
	t.Run("what is wrong is selected, then its delivery shown", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, misbooked(t))
		s.press("4")
		s.clickOn("✕ differing")
		s.wants("▸ ✕ differing")
		s.clickOn("CN-2026-0003")
		s.wants("▸ CN-2026-0003")
		s.clickOn("✕ missing")
		s.wants("▸ ✕ missing")
		s.clickOn("✕ missing")
		s.wants("Deliveries ─ id:dlv_0k3f9a00000000000000000009f")
	})
	t.Run("beside the rows and below them nothing happens", func(t *testing.T) {
		t.Parallel()
		for _, number := range []string{"2", "3", "4"} {
			s := connected(t, 120, 40, misbooked(t))
			s.press(number)
			before := s.plain()
			for _, at := range [][2]int{{100, 4}, {10, 30}, {10, 38}, {100, 33}, {0, 0}} {
				s.send(tea.MouseClickMsg{X: at[0], Y: at[1], Button: tea.MouseLeft})
			}
			if got := s.plain(); got != before {
				t.Errorf("view %s became\n%s", number, got)
			}
		}
	})
	t.Run("the names of the views lead there", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 180, 40, booked(t))
		s.press("4")
		s.clickOn("3 Faults")
		s.wants("─ Faults")
		s.clickOn("4 Books")
		s.wants("reconciled")
	})
}
