package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// commandPalette reaches every action by its name, those of other views, too.
type commandPalette struct {
	simply
	actions []*action // as the choices
}

// openCommands opens the palette of all actions: those that do something now first, plain moves last.
func (m *model) openCommands() tea.Cmd {
	what := &commandPalette{}
	scopes := m.scopes()
	rank := func(a *action) int {
		switch {
		case a.where == inRows || a.where == inside:
			return 2
		case slices.Contains(scopes, a.where) && a.works(m):
			return 0
		}
		return 1
	}
	for want := range 3 {
		for i := range m.actions {
			if a := &m.actions[i]; rank(a) == want {
				what.actions = append(what.actions, a)
			}
		}
	}
	var choices []choice
	for _, a := range what.actions {
		choices = append(choices, choice{name: a.name, meaning: a.does, keys: a.key.Help().Key, dim: rank(a) == 1})
	}
	return m.openPalette(what, choices...)
}

func (*commandPalette) title() string       { return "Do anything" }
func (*commandPalette) placeholder() string { return "the name of an action" }

func (c *commandPalette) pick(m *model, p *palette) tea.Cmd {
	i, _ := p.current()
	a := c.actions[i]
	cmd := m.reach(a.where)
	if !slices.Contains(m.scopes(), a.where) || !a.works(m) {
		p.hint = a.name + " does nothing here now"
		return cmd
	}
	m.overlay = nil
	return tea.Batch(cmd, a.do(m))
}

func (*commandPalette) keys(m *model) []key.Binding {
	return []key.Binding{m.keys.Go, m.keys.Cancel}
}

// reach goes to where an action's keys count.
func (m *model) reach(where scope) tea.Cmd {
	if slices.Contains(m.scopes(), where) {
		return nil
	}
	var cmd tea.Cmd
	switch {
	case where >= inSubscriptions && m.boards[where.view()] != nil:
		return m.open(where.view())
	case where == inDeliveries || where == inInspector || where == inside:
		cmd = m.open(deliveriesView)
	}
	if (where == inInspector || where == inside) && m.list.current() != nil {
		m.inspector.open = true
		m.inspector.focused = m.inspector.focused || where == inside
	}
	return cmd
}

// view is where a scope of a board is open.
func (s scope) view() view { return subscriptionsView + view(s-inSubscriptions) }
