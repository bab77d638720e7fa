package tui

import "charm.land/bubbles/v2/key"

// keyMap is every key. Footer and help are drawn from it, so that they cannot lie.
type keyMap struct {
	Up, Down, PageUp, PageDown, Top, Bottom key.Binding

	Inspect, Back, NextPane                  key.Binding
	NextTab, PreviousTab                     key.Binding
	NextAttempt, PreviousAttempt             key.Binding
	ScrollUp, ScrollDown, HalfUp, HalfDown   key.Binding
	Filter, Replay, Fault, Trigger           key.Binding
	Help, Quit, ForceQuit, Suspend, Redraw   key.Binding
	Apply, Cancel, Rules, Remove, PickUp, Go key.Binding
	PickDown                                 key.Binding
}

func newKeyMap(g glyphs) *keyMap {
	bind := func(shown, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
	}
	return &keyMap{
		Up:       bind("k "+g.up, "up", "k", "up"),
		Down:     bind("j "+g.down, "down", "j", "down"),
		PageUp:   bind("PgUp", "page up", "pgup"),
		PageDown: bind("PgDn", "page down", "pgdown"),
		Top:      bind("g", "newest, and follow", "g", "home"),
		Bottom:   bind("G", "oldest loaded", "G", "end"),

		Inspect:  bind("enter", "inspect", "enter"),
		Back:     bind("esc", "back", "esc"),
		NextPane: bind("tab", "other pane", "tab", "shift+tab"),

		NextTab:         bind("]", "next tab", "]"),
		PreviousTab:     bind("[", "previous tab", "["),
		NextAttempt:     bind("l", "next attempt", "l", "right"),
		PreviousAttempt: bind("h", "previous attempt", "h", "left"),

		ScrollUp:   bind("K", "scroll up", "K", "shift+up"),
		ScrollDown: bind("J", "scroll down", "J", "shift+down"),
		HalfUp:     bind("^u", "half a page up", "ctrl+u"),
		HalfDown:   bind("^d", "half a page down", "ctrl+d"),

		Filter:  bind("/", "filter", "/"),
		Replay:  bind("r", "retry now if pending, or replay", "r"),
		Fault:   bind("f", "fault", "f"),
		Trigger: bind("t", "trigger", "t"),

		Help:      bind("?", "help", "?"),
		Quit:      bind("q", "quit", "q"),
		ForceQuit: bind("^c", "quit, also while typing", "ctrl+c"),
		Suspend:   bind("^z", "suspend", "ctrl+z"),
		Redraw:    bind("^l", "draw again", "ctrl+l"),

		Apply:    bind("enter", "apply", "enter"),
		Cancel:   bind("esc", "close", "esc"),
		Rules:    bind("tab", "rules in force", "tab", "shift+tab"),
		Remove:   bind("x", "remove", "x", "delete", "space"),
		PickUp:   bind(g.up, "up", "up", "ctrl+p"),
		PickDown: bind(g.down, "down", "down", "ctrl+n"),
		Go:       bind("enter", "do it", "enter"),
	}
}

// keyGroup is a heading of the help with its keys.
type keyGroup struct {
	title string
	keys  []key.Binding
}

// groups are the keys as the help shows them.
func (k *keyMap) groups() []keyGroup {
	return []keyGroup{
		{"Move", []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom, k.NextPane}},
		{"Look", []key.Binding{k.Inspect, k.Back, k.PreviousTab, k.NextTab, k.PreviousAttempt, k.NextAttempt, k.ScrollUp, k.ScrollDown, k.HalfUp, k.HalfDown}},
		{"Do", []key.Binding{k.Filter, k.Replay, k.Trigger, k.Fault}},
		{"Palettes", []key.Binding{k.PickUp, k.PickDown, k.Go, k.Rules, k.Remove, k.Cancel}},
		{"Program", []key.Binding{k.Help, k.Quit, k.ForceQuit, k.Suspend, k.Redraw}},
	}
}

// saying is a binding with other words.
func saying(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}
