package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func hasCurrent(m *model) bool { return m.list.current() != nil }

func deliveryActions(k *keyMap) []action {
	return []action{
		{name: "inspect", does: "open the inspector, or go to it", key: k.Inspect, where: inDeliveries, hint: "inspect", says: (*model).inspectWord, can: (*model).atRow, do: done((*model).inspect)},
		{
			name: "replay", does: "retry now if it is pending, else send it again; all that are marked", key: k.Replay, where: inDeliveries, hint: "replay",
			says: (*model).replayWord, can: hasCurrent, do: (*model).replay,
		},
		{name: "replay with options", does: "send it again as new, with the original time, to another URL, with fields changed", key: k.ReplayAs, where: inDeliveries, hint: "as new", can: hasCurrent, do: (*model).openReplay},
		{name: "edit", does: "edit its body in $EDITOR and replay it, signed again", key: k.Edit, where: inDeliveries, hint: "edit", can: hasCurrent, do: (*model).edit},
		{name: "filter", does: "show some deliveries only", key: k.Filter, where: inDeliveries, hint: "filter", do: done(func(m *model) { m.overlay = newFilterLine(m.theme, m.list.text) })},
		{name: "back", does: "close what was opened last, take marks away", key: k.Back, where: inDeliveries, hint: "back", says: (*model).backWord, can: (*model).canGoBack, do: (*model).back},
		{name: "other pane", does: "to the other pane", key: k.NextPane, where: inDeliveries, hint: "other pane", can: (*model).sideBySide, do: done(func(m *model) { m.inspector.focused = !m.inspector.focused })},
		{name: "newest", does: "to the newest, and follow", key: k.First, where: inDeliveries, hint: "newest", can: func(m *model) bool { return !m.list.following && !m.insideInspector() }, do: func(m *model) tea.Cmd { return m.list.first(m) }},
		{name: "hold", does: "pause its subscription, or let it go on", key: k.Hold, where: inDeliveries, hint: "hold", says: (*model).holdWord, can: (*model).canHold, do: (*model).hold},
		{name: "cancel", does: "send it no more; all that are marked", key: k.CancelDelivery, where: inDeliveries, hint: "cancel", can: (*model).canCancel, do: (*model).cancel},
		{name: "copy as curl", does: "copy the newest attempt, or the one inspected, as a curl command", key: k.Copy, where: inDeliveries, hint: "curl", can: hasCurrent, do: (*model).copyCurl},
		{name: "export", does: "write it, or all that are marked, into a file: JSON, HAR, curl, scenario", key: k.Export, where: inDeliveries, hint: "export", can: hasCurrent, do: (*model).openExport},
		{name: "mark", does: "mark it for replay, cancel or export, and go on", key: k.Mark, where: inDeliveries, hint: "mark", can: (*model).atRow, do: done(func(m *model) { m.list.mark() })},
		{name: "mark range", does: "mark all from the last mark to here", key: k.MarkRange, where: inDeliveries, can: hasCurrent, do: done(func(m *model) { m.list.markRange() })},
		{name: "mark all", does: "mark all that the filter takes, shown or not", key: k.MarkAll, where: inDeliveries, can: hasCurrent, do: done(func(m *model) { m.list.allMarked = !m.list.allMarked })},
	}
}

func (m *model) sideBySide() bool { return m.inspector.open && !m.layout().narrow }

// atRow reports whether keys act on a row of the list, not on what the inspector shows of it.
func (m *model) atRow() bool { return hasCurrent(m) && !m.insideInspector() }

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
func (m *model) canGoBack() bool {
	return m.inspector.open || m.list.anyMarked() || m.list.text != "" || m.toast.seconds > 0
}

func (m *model) backWord() string {
	switch {
	case m.inspector.open:
		return "back"
	case m.list.anyMarked():
		return "no marks"
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
	case m.list.anyMarked():
		m.list.unmark()
	case m.list.text != "":
		return m.applyFilter("", relay.Filter{})
	default:
		m.toast = toast{}
	}
	return nil
}

func (m *model) replayWord() string {
	switch r := m.list.current(); {
	case m.list.anyMarked():
		return "replay marked"
	case r.State == string(relay.Pending):
		return "retry now"
	}
	return "replay"
}

// replay sends the selected delivery again: its next attempt now if it is pending, else as a new delivery. Where some are
// marked, it asks first.
func (m *model) replay() tea.Cmd {
	if t, ok := m.list.target(); ok {
		return m.calls.countBulk(bulk{verb: relay.ReplayVerb, target: t})
	}
	r := m.list.current()
	m.list.pin()
	if r.State == string(relay.Pending) {
		return m.calls.retry(r.ID)
	}
	return m.calls.replay(r.ID)
}

// canCancel reports whether the selected delivery is not final yet, or some are marked.
func (m *model) canCancel() bool {
	r := m.list.current()
	return r != nil && (m.list.anyMarked() || !r.Final() || r.State == string(relay.Unknown))
}

// cancel ends what is owed; there is no way back, so it asks first.
func (m *model) cancel() tea.Cmd {
	if t, ok := m.list.target(); ok {
		return m.calls.countBulk(bulk{verb: relay.CancelVerb, target: t})
	}
	r := m.list.current()
	m.list.pin()
	id := r.ID
	m.overlay = &confirmBox{
		question: "Cancel this delivery?", details: []string{m.theme.shortID(id) + " is not sent any more. A replay would be a new delivery."},
		command: "deliveries cancel " + quoted(id), yes: func(m *model) tea.Cmd { return m.calls.cancel(id) },
	}
	return nil
}

// canHold reports whether the selected delivery's subscription can be paused, or go on.
func (m *model) canHold() bool {
	sub, ok := m.owner()
	return ok && holdable(&sub)
}

// holdable reports whether a subscription can be held or released.
func holdable(sub *control.Subscription) bool {
	state := relay.SubscriptionState(sub.State)
	return state == relay.Active || state == relay.Paused || state == relay.Disabled
}

// owner is the subscription of the selected delivery, as far as it is known.
func (m *model) owner() (sub control.Subscription, ok bool) {
	r := m.list.current()
	if r == nil {
		return sub, false
	}
	sub, ok = m.server.owners[r.SubscriptionID]
	return sub, ok
}

func (m *model) holdWord() string {
	sub, _ := m.owner()
	return holdWordOf(&sub)
}

func holdWordOf(sub *control.Subscription) string {
	if sub.State != string(relay.Active) {
		return "release"
	}
	return "hold"
}

func (m *model) hold() tea.Cmd {
	sub, _ := m.owner()
	m.list.pin()
	return m.calls.hold(sub)
}
