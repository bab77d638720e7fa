package tui

import (
	"strings"
	"testing"
)

func TestCommandPaletteReachesEveryAction(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 60, sample(t))
	names := map[string]bool{}
	for i := range s.m.actions {
		name := s.m.actions[i].name
		if names[name] {
			t.Errorf("two actions are called %q", name)
		}
		names[name] = true
	}
	s.press(":")
	p := s.m.overlay.(*palette)
	for name := range names {
		p.input.SetValue(name)
		p.match()
		i, ok := p.current()
		if !ok || p.choices[i].name != name {
			t.Errorf("typing %q does not pick it", name)
		}
	}
}

func TestCommandPaletteActs(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 30, sample(t))
	s.press(":")
	s.wants("Do anything")
	s.typed("replay")
	s.press("enter")
	if got := s.asked(); !strings.HasSuffix(got, "/replay {}") {
		t.Errorf("asked %q", got)
	}
	s.press(":")
	s.typed("next tab") // opens the inspector first
	s.press("enter")
	s.wants("[Response]")
	s.press(":")
	s.typed("undo")
	s.press("enter", ":")
	s.typed("undo")
	s.press("enter")
	s.wants("undo does nothing here now")
	s.press("esc", ":")
	s.typed("quit")
	if !s.quits("enter") {
		t.Error("quit does not quit")
	}
}
