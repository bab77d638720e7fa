package tui

import tea "charm.land/bubbletea/v2"

// undoing takes back what an action did.
type undoing struct {
	does string // as in "undo: …"
	do   func(c calls) tea.Cmd
}

// undoLast takes back the last action that can be, once.
func (m *model) undoLast() tea.Cmd {
	last := m.undo
	m.undo = nil
	return last.do(m.calls)
}
