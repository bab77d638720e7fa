package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// clickOn clicks on the first cell of a text on the screen.
func (s *screen) clickOn(text string) {
	s.t.Helper()
	s.clickBelow(0, text)
}

// clickBelow is clickOn from a line on.
func (s *screen) clickBelow(first int, text string) {
	s.t.Helper()
	for y, line := range strings.Split(ansi.Strip(s.m.screen()), "\n") {
		if before, _, ok := strings.Cut(line, text); ok && y >= first {
			s.send(tea.MouseClickMsg{X: ansi.StringWidth(before), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.plain())
}

func TestMouse(t *testing.T) {
	t.Parallel()
	t.Run("a click selects, a second one inspects", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.clickOn("period.updated")
		s.wantsCurrent("dlv_0k3f9a00000000000000000005b")
		s.lacks("[Request]")
		s.clickOn("period.updated")
		s.wants("[Request]")
		s.clickOn("Ladder")
		s.wants("[Ladder]")
		if !s.m.inspector.focused {
			t.Error("the inspector has no focus")
		}
		s.clickOn("invoices.paid")
		s.wantsCurrent("dlv_0k3f9a00000000000000000009f")
		if s.m.inspector.focused {
			t.Error("the inspector keeps the focus")
		}
	})
	t.Run("a click in a body puts the cursor there, a second one folds", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, sample(t))
		s.press("enter")
		s.clickOn(`"resource"`)
		s.wants(`▸  "resource": {`)
		s.clickOn(`"resource"`)
		s.wants(`▸  "resource": { … 3 keys }`)
		for _, tab := range []string{"Diff", "Books", "Resp", "Faults", "Req"} {
			s.clickBelow(2, tab) // above stand the names of the views
			s.wants("[" + tab)
		}
	})
	t.Run("below the last row and on other buttons nothing happens", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.send(tea.MouseClickMsg{X: 10, Y: 20, Button: tea.MouseLeft})
		s.send(tea.MouseClickMsg{X: 10, Y: 5, Button: tea.MouseRight})
		s.wantsCurrent("dlv_0k3f9a00000000000000000009f")
	})
	t.Run("the wheel scrolls what lies under it", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		s.press("enter")
		s.send(tea.MouseWheelMsg{X: 10, Y: 5, Button: tea.MouseWheelDown})
		s.wantsCurrent("dlv_0k3f9a00000000000000000006c")
		s.press("g")
		s.send(tea.MouseWheelMsg{X: 100, Y: 5, Button: tea.MouseWheelDown})
		s.wants("4-2")
		s.press("t")
		s.send(tea.MouseWheelMsg{X: 60, Y: 12, Button: tea.MouseWheelDown})
		s.wants("▸ fintoro invoices.created")
	})
	t.Run("a click picks a palette's entry, a second one takes it, one beside it closes it", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 40, sample(t))
		s.press("t")
		s.clickOn("invoices.created")
		s.wants("▸ fintoro invoices.created")
		s.wantsAsks()
		s.clickOn("Trigger an event") // its border does nothing
		s.clickOn("fintoro invoices.created")
		s.wantsAsks(`POST /v1/events {"provider":"fintoro","type":"invoices.created"}`)
		for _, key := range []string{"t", "f", "?", ":", "T", "R"} {
			s.press(key)
			s.send(tea.MouseClickMsg{X: 1, Y: 20, Button: tea.MouseLeft})
			if s.m.overlay != nil {
				t.Errorf("a click beside it does not close what %s opened", key)
			}
		}
	})
	t.Run("m leaves it to the terminal", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 24, sample(t))
		if s.m.View().MouseMode != tea.MouseModeCellMotion {
			t.Error("the mouse is not asked for")
		}
		s.press("m")
		s.wants("it selects text")
		if s.m.View().MouseMode != tea.MouseModeNone {
			t.Error("the mouse is still taken")
		}
	})
}
