package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// action is one thing that a user can do. Keys, footer, help and command palette are all drawn from the table of them,
// so that none of the four can say something else than the others.
type action struct {
	name  string      // as it is typed in the command palette
	does  string      // what it does, for the palette and the help
	key   key.Binding // what presses it
	where scope       // where its key counts

	hint string                // what the footer calls it; empty: it does not stand there
	says func(m *model) string // the same, where it depends on what is selected; nil: hint
	pair string                // the keys that the footer shows in place of its own, such as [ ]

	can func(m *model) bool // whether it does something now; nil: always
	do  func(m *model) tea.Cmd
}

func (a *action) works(m *model) bool { return a.can == nil || a.can(m) }

// footer is the action as the footer shows it; ok is false where it does not stand there or does nothing now.
func (a *action) footer(m *model) (k key.Binding, ok bool) {
	if a.hint == "" || !a.works(m) {
		return k, false
	}
	words, keys := a.hint, a.key.Help().Key
	if a.says != nil {
		words = a.says(m)
	}
	if a.pair != "" {
		keys = a.pair
	}
	return key.NewBinding(key.WithKeys(a.key.Keys()...), key.WithHelp(keys, words)), true
}

// scope is a part of the screen that keys belong to.
type scope int

const (
	anywhere     scope = iota
	inRows             // something with rows has the keys
	inDeliveries       // the view of the deliveries, whichever pane
	inInspector        // it is open beside the list or over it
	inside             // it has the keys
	inSubscriptions
	inFaults
	inBooks
	inStats
	inIncoming
	scopeCount
)

// title is a scope's heading in the help.
func (s scope) title() string {
	return [...]string{"Everywhere", "Move", "Deliveries", "Inspector", "Inside the inspector", "Subscriptions", "Faults", "Books", "Stats", "Incoming"}[s]
}

// scopes are those whose keys count now. A key that two of them know belongs to the earlier one.
func (m *model) scopes() []scope {
	switch {
	case m.view != deliveriesView:
		return []scope{inSubscriptions + scope(m.view-subscriptionsView), inRows, anywhere}
	case m.insideInspector():
		return []scope{inside, inInspector, inDeliveries, anywhere}
	case m.inspector.open:
		return []scope{inRows, inInspector, inDeliveries, anywhere}
	}
	return []scope{inDeliveries, inRows, anywhere}
}

// insideInspector reports whether the inspector has the keys.
func (m *model) insideInspector() bool {
	return m.inspector.open && (m.inspector.focused || m.layout().narrow)
}

// actionOf is what a key does now; nil where it does nothing.
func (m *model) actionOf(msg tea.KeyPressMsg) *action {
	for _, where := range m.scopes() {
		for i := range m.actions {
			if a := &m.actions[i]; a.where == where && key.Matches(msg, a.key) && a.works(m) {
				return a
			}
		}
	}
	return nil
}

// footerKeys are the keys that do something now, those of the part with the keys first.
func (m *model) footerKeys() []key.Binding {
	var keys []key.Binding
	for _, where := range m.scopes() {
		for i := range m.actions {
			if a := &m.actions[i]; a.where == where {
				if k, ok := a.footer(m); ok && !slices.ContainsFunc(keys, func(other key.Binding) bool { return other.Help().Key == k.Help().Key }) {
					keys = append(keys, k)
				}
			}
		}
	}
	return keys
}
