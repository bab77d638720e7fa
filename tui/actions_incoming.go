package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (m *model) incomingBoard() *incomingBoard { return m.boards[incomingView].(*incomingBoard) }

// incoming is the picked request; nil where there is none.
func (m *model) incoming() *control.Incoming { return m.incomingBoard().current() }

func incomingActions(k *keyMap) []action {
	some := func(m *model) bool { return m.incoming() != nil }
	all := []action{
		{name: "show request", does: "what it was; once more: its deliveries", key: k.Inspect, where: inIncoming, hint: "request", says: (*model).requestWord, can: (*model).canEnterRequest, do: (*model).enterRequest},
		{name: "deliveries of request", does: "the deliveries that pass it on", key: k.PassedOn, where: inIncoming, hint: "deliveries", can: (*model).passesOn, do: (*model).showPassedOn},
		{name: "filter incoming", does: "requests with one verdict only", key: k.Filter, where: inIncoming, hint: "filter", do: (*model).openVerdicts},
		{name: "copy request as curl", does: "copy it as a curl command, to a URL of your choice", key: k.Copy, where: inIncoming, hint: "curl", can: some, do: func(m *model) tea.Cmd { return m.calls.curlIncoming(m.incoming().ID) }},
		{name: "export request", does: "write the deliveries that pass it on into a file: JSON, HAR, curl, scenario", key: k.Export, where: inIncoming, hint: "export", can: (*model).passesOn, do: func(m *model) tea.Cmd {
			return m.openExportOf(&exportPalette{filter: "event:" + m.incoming().EventID, name: m.incoming().ID, what: "Export what passes this request on"})
		}},
		{name: "body of request", does: "its body indented, raw or in hex", key: k.Body, where: inIncoming, hint: "body", says: func(m *model) string { return m.incomingBoard().mode.next() }, can: (*model).seesRequest, do: done(func(m *model) {
			m.incomingBoard().mode = (m.incomingBoard().mode + 1) % bodyModes
		})},
		{name: "newest request", does: "to the newest, and follow", key: k.First, where: inIncoming, hint: "newest", can: func(m *model) bool { return m.incomingBoard().selected != "" }, do: func(m *model) tea.Cmd { return m.incomingBoard().first(m) }},
	}
	all = append(all, asideActions(k, inIncoming, func(m *model) *aside { return &m.incomingBoard().aside })...)
	return append(all, action{name: "all incoming", does: "requests with any verdict", key: k.Back, where: inIncoming, hint: "no filter", can: func(m *model) bool { return m.incomingBoard().verdict != "" }, do: func(m *model) tea.Cmd {
		return m.showVerdict("")
	}})
}

// passesOn reports whether the picked request has become an event, or repeats one that did.
func (m *model) passesOn() bool { return m.incoming() != nil && m.incoming().EventID != "" }

func (m *model) showPassedOn() tea.Cmd {
	return m.showDeliveries(filterOf(relay.FieldEvent, m.incoming().EventID))
}

// seesRequest reports whether the picked request is on the screen, read whole.
func (m *model) seesRequest() bool {
	b := m.incomingBoard()
	return b.drawn.shown != nil && (b.open || !m.layout().narrow)
}

// hidesRequest reports whether enter has to open the request first.
func (m *model) hidesRequest() bool { return m.layout().narrow && !m.incomingBoard().open }

func (m *model) canEnterRequest() bool {
	return m.incoming() != nil && (m.hidesRequest() || m.passesOn())
}

func (m *model) enterRequest() tea.Cmd {
	if m.hidesRequest() {
		m.incomingBoard().open = true
		return nil
	}
	return m.showPassedOn()
}

func (m *model) requestWord() string {
	if m.hidesRequest() {
		return "request"
	}
	return "deliveries"
}

// showVerdict shows requests with a verdict only; empty: all.
func (m *model) showVerdict(verdict string) tea.Cmd {
	b := m.incomingBoard()
	if b.verdict == verdict {
		return nil
	}
	b.only(verdict)
	return b.read(m)
}
