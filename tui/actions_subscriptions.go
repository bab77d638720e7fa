package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (m *model) subscriptionBoard() *subscriptionBoard {
	return m.boards[subscriptionsView].(*subscriptionBoard)
}

// subscription is the picked one; nil where there is none.
func (m *model) subscription() *control.Subscription { return m.subscriptionBoard().current() }

func subscriptionActions(k *keyMap) []action {
	some := func(m *model) bool { return m.subscription() != nil }
	return append([]action{
		{name: "show subscription", does: "what it is like; once more: its deliveries", key: k.Inspect, where: inSubscriptions, hint: "deliveries", says: (*model).enterWord, can: some, do: (*model).enterSubscription},
		{
			name: "hold subscription", does: "pause it, or let it go on", key: k.Hold, where: inSubscriptions, hint: "hold", says: func(m *model) string { return holdWordOf(m.subscription()) },
			can: func(m *model) bool { return some(m) && holdable(m.subscription()) }, do: func(m *model) tea.Cmd { return m.calls.hold(*m.subscription()) },
		},
		{name: "test subscription", does: "send it a sample event", key: k.TestEvent, where: inSubscriptions, hint: "test", can: some, do: func(m *model) tea.Cmd { return m.calls.testSubscription(m.subscription().ID) }},
		{name: "fault for subscription", does: "break what goes to it", key: k.Fault, where: inSubscriptions, hint: "fault", can: some, do: func(m *model) tea.Cmd {
			return m.openFaultPalette(ofSubscription(m.subscription().ID))
		}},
	}, asideActions(k, inSubscriptions, func(m *model) *aside { return &m.subscriptionBoard().aside })...)
}

// enterSubscription opens what the picked one is like, where that does not stand beside the rows, and then its deliveries.
func (m *model) enterSubscription() tea.Cmd {
	b := m.subscriptionBoard()
	if m.layout().narrow && !b.open {
		b.open = true
		return nil
	}
	return m.showDeliveries(filterOf(relay.FieldSubscription, b.picked()))
}

func (m *model) enterWord() string {
	if m.layout().narrow && !m.subscriptionBoard().open {
		return "details"
	}
	return "deliveries"
}

// showDeliveries goes to the deliveries that pass a filter.
func (m *model) showDeliveries(filter relay.Filter) tea.Cmd {
	m.inspector.close()
	return tea.Batch(m.open(deliveriesView), m.applyFilter(filter.String(), filter))
}
