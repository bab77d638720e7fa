package tui

import (
	tea "charm.land/bubbletea/v2"
)

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// wheel scrolls what lies under the pointer.
func (m *model) wheel(at tea.Mouse) {
	by := wheelLines
	switch at.Button {
	case tea.MouseWheelUp:
		by = -by
	case tea.MouseWheelDown:
	default:
		return
	}
	l := m.layout()
	switch box, ok := m.overlay.(scroller); {
	case ok:
		box.wheel(by / wheelLines)
	case m.overlay != nil:
	case m.board() == nil && m.inspector.open && (l.narrow || at.X >= l.split):
		m.inspector.offset += by
	default:
		m.rows().move(by)
	}
}

// scroller is an overlay that the wheel moves in.
type scroller interface{ wheel(by int) }

func (p *palette) wheel(by int) { p.move(by) }
func (h *helpBox) wheel(by int) { h.scroll(by) }

// click selects what lies under the pointer; a click on what is selected opens it.
func (m *model) click(at tea.Mouse) tea.Cmd {
	l := m.layout()
	if at.Button != tea.MouseLeft || m.overlay != nil {
		return nil
	}
	y := at.Y - l.top
	if v, ok := m.viewAt(at.X, y); ok {
		return m.open(v)
	}
	switch {
	case m.board() != nil:
		if c, ok := m.board().(clicker); ok {
			return c.click(m, l, at.X, y)
		}
	case m.inspector.open && (l.narrow || at.X >= l.split):
		m.inspector.focused = true
		m.clickInspector(l, at.X-l.inspectorLeft(), y)
	default:
		m.inspector.focused = false
		m.clickRow(l, y)
	}
	return nil
}

// clicker is a board that knows what lies where: x and y are cells from its own upper left corner.
type clicker interface {
	click(m *model, l layout, x, y int) tea.Cmd
}

// clickRow selects a delivery; y counts from the list's upper border.
func (m *model) clickRow(l layout, y int) {
	const above = 2 // the border and the columns' names
	i := m.list.offset + y - above
	if y < above || y-above >= l.listRows() || i >= len(m.list.rows) {
		return
	}
	if r := m.list.rows[i]; r != m.list.current() {
		m.list.move(i - m.list.index())
		return
	}
	m.inspect()
}
