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
	y := at.Y - l.top
	switch {
	case at.Button != tea.MouseLeft:
		return nil
	case m.overlay != nil:
		return m.clickOver(l, at.X, y)
	}
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

// clickOver is for what lies on top: beside its box a click closes it, as esc does.
func (m *model) clickOver(l layout, x, y int) tea.Cmd {
	box := m.overlay.box(m, l)
	if len(box) == 0 {
		return nil
	}
	top, left := boxAt(l.body, l.width, box)
	if y < top || y >= top+len(box) || x < left || x >= left+width(box[0]) {
		return m.overlay.press(m, tea.KeyPressMsg{Code: tea.KeyEscape})
	}
	if p, ok := m.overlay.(*palette); ok {
		return p.click(m, l, y-top)
	}
	return nil
}

// click picks the entry in a line of the palette's box; a click on the one that is picked takes it.
func (p *palette) click(m *model, l layout, y int) tea.Cmd {
	const above = 3 // border, text field and a blank line
	rows := l.paletteRows()
	i := p.first(rows) + y - above
	switch {
	case y < above || y >= above+rows || i >= len(p.matches) || p.purpose.away():
		return nil
	case i != p.picked:
		p.move(i - p.picked)
		return nil
	}
	return p.purpose.pick(m, p)
}

// clicker is a board that knows what lies where: x and y are cells from its own upper left corner.
type clicker interface {
	click(m *model, l layout, x, y int) tea.Cmd
}

// clickRow selects a delivery; y counts from the list's upper border.
func (m *model) clickRow(l layout, y int) {
	i, ok := rowAt(y, m.list.offset, l.listRows(), len(m.list.rows))
	if !ok {
		return
	}
	if r := m.list.rows[i]; r != m.list.current() {
		m.list.move(i - m.list.index())
		return
	}
	m.inspect()
}
