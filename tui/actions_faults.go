package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (m *model) faultBoard() *faultBoard { return m.boards[faultsView].(*faultBoard) }

// fault is the picked rule; nil where there is none.
func (m *model) fault() *control.FaultRule { return m.faultBoard().current(m) }

func faultActions(k *keyMap) []action {
	return append([]action{
		{name: "switch off", does: "take the fault out of force", key: k.SwitchOff, where: inFaults, hint: "switch off", can: func(m *model) bool { return m.fault() != nil }, do: func(m *model) tea.Cmd {
			return m.calls.switchOff(*m.fault())
		}},
		{name: "last hit", does: "the delivery that it hit last", key: k.Inspect, where: inFaults, hint: "last hit", can: (*model).hitDelivery, do: func(m *model) tea.Cmd {
			return m.showDeliveries(filterOf(relay.FieldID, m.fault().LastHit.Key))
		}},
		{name: "clear faults", does: "take all faults out of force", key: k.ClearFaults, where: inFaults, hint: "all off", can: func(m *model) bool { return len(m.server.rules) > 1 }, do: done((*model).askClearFaults)},
	}, asideActions(k, inFaults, func(m *model) *aside { return &m.faultBoard().aside })...)
}

// hitDelivery reports whether the picked rule has hit something that is known by a delivery: at the sender alone.
func (m *model) hitDelivery() bool {
	r := m.fault()
	return r != nil && r.At == string(relay.AtSender) && r.LastHit != nil
}

// askClearFaults asks before everything that is broken on purpose is mended.
func (m *model) askClearFaults() {
	rules := slices.Clone(m.server.rules)
	m.overlay = &confirmBox{
		question: fmt.Sprintf("Take %s out of force?", plural(len(rules), "fault", "faults")), command: "faults clear",
		yes: func(m *model) tea.Cmd { return m.calls.clearFaults(rules) },
	}
}
