package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// press decides what a key does: what lies on top gets it.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.ForceQuit):
		return tea.Quit
	case key.Matches(msg, m.keys.Suspend):
		return tea.Suspend
	case key.Matches(msg, m.keys.Redraw):
		return tea.ClearScreen
	case m.help:
		return m.pressHelp(msg)
	case m.palette.kind != noPalette:
		return m.pressPalette(msg)
	case m.filter.open:
		return m.pressFilter(msg)
	}
	return m.pressPane(msg)
}

func (m *model) pressHelp(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, m.keys.Quit) {
		return tea.Quit
	}
	m.help = false
	return nil
}

// pressPane is for the list and the inspector.
func (m *model) pressPane(msg tea.KeyPressMsg) tea.Cmd {
	k := m.keys
	switch {
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case key.Matches(msg, k.Help):
		m.help = true
	case key.Matches(msg, k.Filter):
		m.filter = newFilterLine(m.theme, m.list.text)
	case key.Matches(msg, k.Fault):
		m.palette = newFaultPalette(m.theme)
		return tea.Batch(m.calls.readCatalogue(), m.calls.readFaults())
	case key.Matches(msg, k.Trigger):
		m.palette = newTriggerPalette(m.theme)
		return m.calls.readProviders()
	case key.Matches(msg, k.Replay):
		return m.replay()
	case key.Matches(msg, k.Inspect):
		m.inspect()
	case key.Matches(msg, k.Back):
		return m.back()
	case key.Matches(msg, k.NextPane):
		m.inspector.focused = m.inspector.open && (m.layout().narrow || !m.inspector.focused)
	case m.inspector.open && m.pressInspector(msg):
	case m.inspector.focused:
		m.scroll(msg)
	default:
		return m.pressList(msg)
	}
	return nil
}

// pressList moves the selection.
func (m *model) pressList(msg tea.KeyPressMsg) tea.Cmd {
	k, page := m.keys, max(m.layout().listRows()-1, 1)
	switch {
	case key.Matches(msg, k.Up):
		m.list.move(-1)
	case key.Matches(msg, k.Down):
		m.list.move(1)
	case key.Matches(msg, k.PageUp, k.HalfUp):
		m.list.move(-page)
	case key.Matches(msg, k.PageDown, k.HalfDown):
		m.list.move(page)
	case key.Matches(msg, k.Bottom):
		m.list.older = m.list.older || m.list.next != ""
		m.list.move(len(m.list.rows))
	case key.Matches(msg, k.Top):
		if m.list.follow() {
			return m.readList()
		}
	}
	return nil
}

// inspect opens the inspector, or goes to it.
func (m *model) inspect() {
	if m.list.current() == nil {
		return
	}
	m.inspector.focused = m.inspector.open || m.layout().narrow
	m.inspector.open = true
}

// back closes what was opened last; it never quits.
func (m *model) back() tea.Cmd {
	switch {
	case m.inspector.focused && !m.layout().narrow:
		m.inspector.focused = false
	case m.inspector.open:
		m.inspector.close()
	case m.list.text != "":
		return m.applyFilter("", relay.Filter{})
	default:
		m.toast = toast{}
	}
	return nil
}

// replay sends the selected delivery again: its next attempt now if it is pending, else as a new delivery.
func (m *model) replay() tea.Cmd {
	r := m.list.current()
	if r == nil {
		return nil
	}
	m.list.pin()
	if r.State == string(relay.Pending) {
		return m.calls.retry(r.ID)
	}
	return m.calls.replay(r.ID)
}

// pressInspector handles the keys that move an open inspector from anywhere.
func (m *model) pressInspector(msg tea.KeyPressMsg) bool {
	k, in := m.keys, &m.inspector
	half := max(m.layout().inspectorRows()/2, 1)
	switch {
	case key.Matches(msg, k.NextTab):
		in.turn(1)
	case key.Matches(msg, k.PreviousTab):
		in.turn(-1)
	case key.Matches(msg, k.NextAttempt):
		in.step(1)
	case key.Matches(msg, k.PreviousAttempt):
		in.step(-1)
	case key.Matches(msg, k.ScrollDown):
		in.offset++
	case key.Matches(msg, k.ScrollUp):
		in.offset--
	case key.Matches(msg, k.HalfDown):
		in.offset += half
	case key.Matches(msg, k.HalfUp):
		in.offset -= half
	default:
		return false
	}
	return true
}

// scroll handles the keys that move the list, while the inspector has the focus.
func (m *model) scroll(msg tea.KeyPressMsg) {
	k, in := m.keys, &m.inspector
	page := max(m.layout().inspectorRows()-1, 1)
	switch {
	case key.Matches(msg, k.Down):
		in.offset++
	case key.Matches(msg, k.Up):
		in.offset--
	case key.Matches(msg, k.PageDown):
		in.offset += page
	case key.Matches(msg, k.PageUp):
		in.offset -= page
	case key.Matches(msg, k.Top):
		in.offset = 0
	case key.Matches(msg, k.Bottom):
		in.offset = len(in.lines)
	}
}
