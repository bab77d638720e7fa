package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// switchOff takes a rule out of force and tells how it is put back.
func (c calls) switchOff(rule control.FaultRule) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		err := c.client.RemoveFault(ctx, rule.ID)
		return actedMsg{
			text: "off: " + specOf(rule.Name, rule.Value) + "; back with", command: faultCommand(requestOf(&rule)), err: err,
			undo: &undoing{"put the fault in force again", func(c calls) tea.Cmd { return c.addFault(requestOf(&rule)) }},
		}
	})
}

// clearFaults takes all rules out of force.
func (c calls) clearFaults(rules []control.FaultRule) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		err := c.client.ClearFaults(ctx)
		return actedMsg{
			text: plural(len(rules), "fault", "faults") + " off", command: "faults clear", err: err,
			undo: &undoing{"put them in force again", func(c calls) tea.Cmd { return c.addFaults(rules) }},
		}
	})
}

// addFaults puts rules in force once more, in their order.
func (c calls) addFaults(rules []control.FaultRule) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		for i := range rules {
			if _, err := c.client.AddFault(ctx, requestOf(&rules[i])); err != nil {
				return actedMsg{err: fmt.Errorf("after %d of %d: %w", i, len(rules), err)}
			}
		}
		return actedMsg{text: plural(len(rules), "fault", "faults") + " in force again", command: "faults list"}
	})
}

// requestOf is what puts a rule in force once more.
func requestOf(r *control.FaultRule) control.AddFault {
	return control.AddFault{
		Name: r.Name, Value: r.Value, At: r.At, Filter: r.Filter, First: r.First, Every: r.Every, Chance: r.Chance, Limit: r.Limit, DeclaredAs: r.DeclaredAs,
	}
}
