package tui

import tea "charm.land/bubbletea/v2"

// rows is what the keys of the rows move in.
type rows interface {
	// move moves the selection by so many rows, down where by is positive.
	move(by int)

	first(m *model) tea.Cmd
	last(m *model) tea.Cmd

	// inView is how many rows there is room for.
	inView(l layout) int
}

// rows are those of the view that is open.
func (m *model) rows() rows {
	if b := m.board(); b != nil {
		return b
	}
	return &m.list
}

func (m *model) movePage(by int) {
	r := m.rows()
	r.move(by * max(r.inView(m.layout())-1, 1))
}

// first goes to the newest delivery and follows them.
func (l *list) first(m *model) tea.Cmd {
	if l.follow() {
		return m.readList()
	}
	return nil
}

// last goes to the oldest delivery that is held, and lets what lies behind be read even where that failed before.
func (l *list) last(*model) tea.Cmd {
	l.older = l.older || l.next != ""
	l.move(len(l.rows))
	return nil
}

func (l *list) inView(at layout) int { return at.listRows() }
