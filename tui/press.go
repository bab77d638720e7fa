package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// press decides what a key does: what lies on top gets it, but for the keys that always count.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.ForceQuit):
		return tea.Quit
	case key.Matches(msg, m.keys.Suspend):
		return tea.Suspend
	case key.Matches(msg, m.keys.Redraw):
		return tea.ClearScreen
	case m.overlay != nil:
		return m.overlay.press(m, msg)
	}
	if a := m.actionOf(msg); a != nil {
		return a.do(m)
	}
	return nil
}

// paste hands a pasted text to what lies on top, as one line of what can be typed.
func (m *model) paste(msg tea.PasteMsg) tea.Cmd {
	if m.overlay == nil {
		return nil
	}
	return m.overlay.paste(m, tea.PasteMsg{Content: typeable(msg.Content)})
}
