package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

func hasCurrent(m *model) bool { return m.list.current() != nil }

func deliveryActions(k *keyMap) []action {
	return []action{
		{name: "inspect", does: "open the inspector, or go to it", key: k.Inspect, where: inDeliveries, hint: "inspect", says: (*model).inspectWord, can: hasCurrent, do: done((*model).inspect)},
		{
			name: "replay", does: "retry now if it is pending, else send it again as a new delivery", key: k.Replay, where: inDeliveries, hint: "replay",
			says: (*model).replayWord, can: hasCurrent, do: (*model).replay,
		},
		{name: "filter", does: "show some deliveries only", key: k.Filter, where: inDeliveries, hint: "filter", do: done(func(m *model) { m.overlay = newFilterLine(m.theme, m.list.text) })},
		{name: "back", does: "close what was opened last", key: k.Back, where: inDeliveries, hint: "back", says: (*model).backWord, can: (*model).canGoBack, do: (*model).back},
		{name: "other pane", does: "to the other pane", key: k.NextPane, where: inDeliveries, hint: "other pane", can: (*model).sideBySide, do: done(func(m *model) { m.inspector.focused = !m.inspector.focused })},
		{name: "newest", does: "to the newest, and follow", key: k.First, where: inDeliveries, hint: "newest", can: func(m *model) bool { return !m.list.following && !m.insideInspector() }, do: func(m *model) tea.Cmd { return m.list.first(m) }},
	}
}

func (m *model) sideBySide() bool { return m.inspector.open && !m.layout().narrow }

// inspect opens the inspector, or goes to it.
func (m *model) inspect() {
	m.inspector.focused = m.inspector.open || m.layout().narrow
	m.inspector.open = true
}

func (m *model) inspectWord() string {
	if m.inspector.open {
		return "into it"
	}
	return "inspect"
}

// canGoBack reports whether there is something to close.
func (m *model) canGoBack() bool { return m.inspector.open || m.list.text != "" || m.toast.seconds > 0 }

func (m *model) backWord() string {
	switch {
	case m.inspector.open:
		return "back"
	case m.list.text != "":
		return "no filter"
	}
	return "close"
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

func (m *model) replayWord() string {
	if r := m.list.current(); r.State == string(relay.Pending) {
		return "retry now"
	}
	return "replay"
}

// replay sends the selected delivery again: its next attempt now if it is pending, else as a new delivery.
func (m *model) replay() tea.Cmd {
	r := m.list.current()
	m.list.pin()
	if r.State == string(relay.Pending) {
		return m.calls.retry(r.ID)
	}
	return m.calls.replay(r.ID)
}
