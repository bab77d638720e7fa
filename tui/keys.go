package tui

import "charm.land/bubbles/v2/key"

// keyMap is every key. What each does stands in the table of actions; those for typing and picking are the overlays'.
type keyMap struct {
	Up, Down, PageUp, PageDown, First, Last key.Binding

	Inspect, Back, NextPane                key.Binding
	NextTab, PreviousTab                   key.Binding
	NextAttempt, PreviousAttempt           key.Binding
	ScrollUp, ScrollDown, HalfUp, HalfDown key.Binding
	Filter, Replay, Fault, Trigger         key.Binding
	Mark, MarkRange, MarkAll, ReplayAs     key.Binding
	CancelDelivery, Hold, Undo, Commands   key.Binding
	Clock, Edit, Copy, Export, Diff, Mouse key.Binding
	Help, Quit, Suspend, Redraw            key.Binding
	TestEvent, SwitchOff, ClearFaults      key.Binding
	PassedOn                               key.Binding
	Views                                  [viewCount]key.Binding
	inspectorKeys

	ForceQuit                                          key.Binding // counts whatever lies on top
	Apply, Go, Cancel, PickUp, PickDown, Rules, Remove key.Binding
	Yes, No, Fields, Publish                           key.Binding
}

func newKeyMap(g glyphs) *keyMap {
	bind := func(shown, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
	}
	// The words of those that the table of actions has stand there.
	act := func(shown string, keys ...string) key.Binding { return bind(shown, "", keys...) }
	return &keyMap{
		Up: act("k "+g.up, "k", "up"), Down: act("j "+g.down, "j", "down"),
		PageUp: act("PgUp", "pgup", "ctrl+b"), PageDown: act("PgDn", "pgdown", "ctrl+f"),
		First: act("g", "g", "home"), Last: act("G", "G", "end"),

		Inspect: act("enter", "enter"), Back: act("esc", "esc"), NextPane: act("tab", "tab", "shift+tab"),
		NextTab: act("]", "]"), PreviousTab: act("[", "["),
		NextAttempt: act("l", "l", "right"), PreviousAttempt: act("h", "h", "left"),
		ScrollUp: act("K", "K", "shift+up"), ScrollDown: act("J", "J", "shift+down"),
		HalfUp: act("^u", "ctrl+u"), HalfDown: act("^d", "ctrl+d"),

		Filter: act("/", "/"), Replay: act("r", "r"), Fault: act("f", "f"), Trigger: act("t", "t"),
		Mark: act("space", "space"), MarkRange: act("v", "v"), MarkAll: act("*", "*"), ReplayAs: act("R", "R"),
		CancelDelivery: act("c", "c"), Hold: act("p", "p"), Undo: act("z", "z"), Commands: act(":", ":"),
		Clock: act("T", "T"), Edit: act("e", "e"), Copy: act("y", "y"), Export: act("x", "x"), Diff: act("d", "d"), Mouse: act("m", "m"),
		Help: act("?", "?"), Quit: act("q", "q"), Suspend: act("^z", "ctrl+z"), Redraw: act("^l", "ctrl+l"),

		TestEvent: act("s", "s"), SwitchOff: act("x", "x", "space", "delete"), ClearFaults: act("X", "X"),
		PassedOn: act("o", "o"),

		Views: [...]key.Binding{act("1", "1"), act("2", "2"), act("3", "3"), act("4", "4"), act("5", "5"), act("6", "6")},

		inspectorKeys: newInspectorKeys(act),

		ForceQuit: bind("^c", "quit, also while typing", "ctrl+c"),
		Apply:     bind("enter", "apply", "enter"),
		Go:        bind("enter", "do it", "enter"),
		Cancel:    bind("esc", "close", "esc"),
		PickUp:    bind(g.up, "up", "up", "ctrl+p"),
		PickDown:  bind(g.down, "down", "down", "ctrl+n"),
		Yes:       bind("y", "yes, do it", "y", "enter"),
		No:        bind("n", "no", "n", "esc"),
		Fields:    bind("tab", "set fields first", "tab"),
		Publish:   bind("tab", "publish", "tab"),
		Rules:     bind("tab", "rules in force", "tab", "shift+tab"),
		Remove:    bind("x", "remove", "x", "delete", "space"),
	}
}

// typing are the keys of what lies on top, as the help shows them.
func (k *keyMap) typing() []key.Binding {
	return []key.Binding{k.Go, k.Cancel, k.PickUp, k.PickDown, k.Rules, k.Remove, k.Fields, k.Publish, k.Yes, k.No, k.ForceQuit}
}

// saying is a binding with other words.
func saying(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// joined is two bindings shown as one.
func joined(shown string, a, b key.Binding) key.Binding {
	return key.NewBinding(key.WithKeys(append(a.Keys(), b.Keys()...)...), key.WithHelp(shown, a.Help().Desc))
}
