package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpBox shows every key, drawn from the table of actions.
type helpBox struct {
	covers
	offset int // of the first line in view
	rows   int // lines in view when it was drawn last
	total  int
}

func (h *helpBox) press(m *model, msg tea.KeyPressMsg) tea.Cmd {
	k := m.keys
	switch {
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case key.Matches(msg, k.Down, k.ScrollDown):
		h.scroll(1)
	case key.Matches(msg, k.Up, k.ScrollUp):
		h.scroll(-1)
	case key.Matches(msg, k.PageDown, k.HalfDown):
		h.scroll(max(h.rows-1, 1))
	case key.Matches(msg, k.PageUp, k.HalfUp):
		h.scroll(-max(h.rows-1, 1))
	case key.Matches(msg, k.First):
		h.offset = 0
	case key.Matches(msg, k.Last):
		h.scroll(h.total)
	default:
		m.overlay = nil
	}
	return nil
}

func (h *helpBox) scroll(by int) { h.offset = max(min(h.offset+by, h.total-h.rows), 0) }

func (h *helpBox) keys(m *model) []key.Binding {
	keys := []key.Binding{m.keys.Cancel, saying(m.keys.Quit, "quit")}
	if h.total > h.rows {
		keys = append([]key.Binding{saying(joined("j k", m.keys.Down, m.keys.Up), "scroll")}, keys...)
	}
	return keys
}
