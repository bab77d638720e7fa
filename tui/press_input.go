package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// typed hands a key or a paste to the text field on top.
func (m *model) typed(msg tea.Msg) (cmd tea.Cmd) {
	if paste, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: typeable(paste.Content)}
	}
	switch {
	case m.help:
	case m.palette.kind != noPalette && !m.palette.onRules:
		before := m.palette.input.Value()
		m.palette.input, cmd = m.palette.input.Update(msg)
		if m.palette.input.Value() != before {
			m.palette.hint = ""
			m.palette.match()
		}
	case m.filter.open:
		m.filter.input, cmd = m.filter.input.Update(msg)
		m.filter.check()
	}
	return cmd
}

func (m *model) pressFilter(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.Cancel):
		m.filter = filterLine{}
	case key.Matches(msg, m.keys.Apply):
		if filter, ok := m.filter.check(); ok {
			return m.applyFilter(m.filter.input.Value(), filter)
		}
	default:
		return m.typed(msg)
	}
	return nil
}

// applyFilter asks the server for the deliveries that pass.
func (m *model) applyFilter(text string, filter relay.Filter) tea.Cmd {
	m.filter = filterLine{}
	if text == m.list.text {
		return nil
	}
	before := m.list
	m.list = newList()
	m.list.generation = before.generation
	m.list.text, m.list.filter = text, filter
	if r := before.current(); r != nil && m.inspector.open && m.list.passes(&r.Delivery, m.server.now) {
		m.list.following, m.list.selected = false, r.ID // what is inspected stays
	}
	if m.inspector.open && !m.layout().narrow {
		m.inspector.focused = false
	}
	return m.readList()
}

func (m *model) pressPalette(msg tea.KeyPressMsg) tea.Cmd {
	k, p := m.keys, &m.palette
	switch {
	case key.Matches(msg, k.Cancel):
		*p = palette{}
	case p.kind == faultPalette && key.Matches(msg, k.Rules):
		p.onRules = !p.onRules && len(m.server.rules) > 0
	case p.onRules:
		return m.pressRules(msg)
	case key.Matches(msg, k.PickUp):
		p.move(-1)
	case key.Matches(msg, k.PickDown):
		p.move(1)
	case key.Matches(msg, k.PageUp):
		p.move(-m.layout().paletteRows())
	case key.Matches(msg, k.PageDown):
		p.move(m.layout().paletteRows())
	case key.Matches(msg, k.Go):
		return m.pick()
	default:
		return m.typed(msg)
	}
	return nil
}

// pick does what the palette's entry says.
func (m *model) pick() tea.Cmd {
	p := &m.palette
	c := p.current()
	if c == nil {
		return nil
	}
	if p.kind == triggerPalette {
		*p = palette{}
		return m.calls.publish(c.provider, c.event)
	}
	request, err := p.fault()
	switch {
	case err != nil:
		p.hint = err.Error()
		return nil
	case c.value != "" && request.Value == "" && p.hint == "":
		p.complete()
		return nil
	}
	*p = palette{}
	return tea.Batch(m.calls.addFault(request), m.calls.readFaults())
}

// pressRules is for the rules in force.
func (m *model) pressRules(msg tea.KeyPressMsg) tea.Cmd {
	k, p := m.keys, &m.palette
	rules := m.server.rules
	switch {
	case key.Matches(msg, k.Up, k.PickUp):
		p.moveRule(-1, len(rules))
	case key.Matches(msg, k.Down, k.PickDown):
		p.moveRule(1, len(rules))
	case key.Matches(msg, k.Remove):
		if rule, ok := m.rule(); ok {
			return m.calls.removeFault(rule)
		}
	}
	return nil
}

// rule is the selected rule in force.
func (m *model) rule() (control.FaultRule, bool) {
	if m.palette.rule >= len(m.server.rules) {
		return control.FaultRule{}, false
	}
	return m.server.rules[m.palette.rule], true
}
