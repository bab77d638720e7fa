package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// newActions is the table of all actions. Within a scope those used most come first, as the footer shows them.
func newActions(k *keyMap) []action {
	var all []action
	for _, some := range [][]action{deliveryActions(k), inspectorActions(k), insideActions(k), subscriptionActions(k), faultActions(k), bookActions(k), statsActions(k), incomingActions(k), rowActions(k), viewActions(k), generalActions(k)} {
		all = append(all, some...)
	}
	return all
}

// done makes an action of what needs no command.
func done(do func(m *model)) func(m *model) tea.Cmd {
	return func(m *model) tea.Cmd {
		do(m)
		return nil
	}
}

func rowActions(k *keyMap) []action {
	return []action{
		{name: "up", does: "one row up", key: k.Up, where: inRows, do: done(func(m *model) { m.rows().move(-1) })},
		{name: "down", does: "one row down", key: k.Down, where: inRows, do: done(func(m *model) { m.rows().move(1) })},
		{name: "page up", does: "one screen up", key: k.PageUp, where: inRows, do: done(func(m *model) { m.movePage(-1) })},
		{name: "page down", does: "one screen down", key: k.PageDown, where: inRows, do: done(func(m *model) { m.movePage(1) })},
		{name: "first", does: "to the newest, and follow", key: k.First, where: inRows, do: func(m *model) tea.Cmd { return m.rows().first(m) }},
		{name: "last", does: "to the oldest loaded", key: k.Last, where: inRows, do: func(m *model) tea.Cmd { return m.rows().last(m) }},
	}
}

func viewActions(k *keyMap) []action {
	var all []action
	for v := range viewCount {
		all = append(all, action{
			name: strings.ToLower(v.title()), does: "the view " + v.title(), key: k.Views[v], where: anywhere,
			can: func(m *model) bool { return v == deliveriesView || m.boards[v] != nil },
			do:  func(m *model) tea.Cmd { return m.open(v) },
		})
	}
	return all
}

func generalActions(k *keyMap) []action {
	return []action{
		{name: "fault", does: "break something: pick a fault", key: k.Fault, where: anywhere, hint: "fault", do: func(m *model) tea.Cmd { return m.openPalette(newFaultPalette()) }},
		{name: "trigger", does: "publish an event", key: k.Trigger, where: anywhere, hint: "trigger", do: func(m *model) tea.Cmd { return m.openPalette(newTriggerPalette()) }},
		{name: "clock", does: "move the clock: advance, freeze, run", key: k.Clock, where: anywhere, hint: "clock", do: (*model).openClock},
		{name: "undo", does: "take the last action back", key: k.Undo, where: anywhere, can: func(m *model) bool { return m.undo != nil }, do: (*model).undoLast},
		{name: "commands", does: "every action by its name", key: k.Commands, where: anywhere, hint: "commands", do: (*model).openCommands},
		{name: "mouse", does: "leave the mouse to the terminal, to select text, or take it back", key: k.Mouse, where: anywhere, do: done((*model).toggleMouse)},
		{name: "redraw", does: "draw the screen again", key: k.Redraw, where: anywhere, do: func(*model) tea.Cmd { return tea.ClearScreen }},
		{name: "suspend", does: "back to the shell; fg goes on", key: k.Suspend, where: anywhere, do: func(*model) tea.Cmd { return tea.Suspend }},
		{name: "quit", does: "end the terminal UI", key: k.Quit, where: anywhere, hint: "quit", do: func(*model) tea.Cmd { return tea.Quit }},
		{name: "help", does: "every key", key: k.Help, where: anywhere, hint: "help", do: done(func(m *model) { m.overlay = &helpBox{} })},
	}
}

func (m *model) toggleMouse() {
	m.mouse = !m.mouse
	text := "the mouse is the terminal's: it selects text"
	if m.mouse {
		text = "the mouse clicks and scrolls here"
	}
	m.toast = toastOf(actedMsg{text: text})
}
