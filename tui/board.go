package tui

import tea "charm.land/bubbletea/v2"

// board is a view besides that of the deliveries. Its state changes in Update only, by its own messages.
type board interface {
	rows

	// read asks for all that it shows.
	read(m *model) tea.Cmd

	// take takes an answer of its reading in; ok is false for a message that is none of its.
	take(m *model, msg tea.Msg) (ok bool)

	// touched reports whether what a batch tells makes it worth to read again.
	touched(b *batch) bool

	// arrange brings it into the size of the screen, and asks for what comes into view; nil where nothing is missing.
	arrange(m *model, l layout) tea.Cmd

	// pane draws it: exactly the body's lines, each the screen's width.
	pane(m *model, l layout) []string
}

// board is that of the open view; nil for the deliveries.
func (m *model) board() board { return m.boards[m.view] }

// open goes to a view, and asks for what it shows.
func (m *model) open(v view) tea.Cmd {
	m.view = v
	if b := m.board(); b != nil {
		m.stale = false
		return b.read(m)
	}
	return nil
}

// touchBoard notes that the open view shows old things: it is read again with the next tick, however often that is said.
func (m *model) touchBoard(b *batch) {
	if open := m.board(); open != nil && (b.opened || b.stale || open.touched(b)) {
		m.stale = true
	}
}

// refreshBoard reads the open view again if it shows old things.
func (m *model) refreshBoard() tea.Cmd {
	open := m.board()
	if open == nil || !m.stale || !m.server.connected {
		return nil
	}
	m.stale = false
	return open.read(m)
}
