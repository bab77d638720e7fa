package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/ledgerhook/ledgerhook/relay"
)

// footerLines are the filter line while one is typed, and the keys that do something now or what an action did.
func (m *model) footerLines(w int) []string {
	t := m.theme
	if m.filter.open {
		return []string{t.fit(" "+m.filter.input.View(), w), t.fit(m.filterHint(), w)}
	}
	if m.toast.seconds > 0 {
		return []string{m.toastLine(w)}
	}
	keys := m.footerKeys()
	if !m.help && m.palette.kind == noPalette {
		keys = append(keys, m.keys.Help)
	}
	return []string{t.keysLine(keys, w)}
}

// filterHint points at what cannot be read, or tells what may be typed.
func (m *model) filterHint() string {
	t := m.theme
	if e := m.filter.err; e != nil {
		before := min(e.Position, len(m.filter.input.Value()))
		column := 3 + width(t.clean(m.filter.input.Value()[:before]))
		return t.failed.Render(strings.Repeat(" ", min(column, 24)) + t.caret + " " + t.clean(e.Problem))
	}
	return t.keysLine([]key.Binding{m.keys.Apply, saying(m.keys.Cancel, "cancel")}, m.width)
}

// toastLine says what an action did, and the same as a command line.
func (m *model) toastLine(w int) string {
	t := m.theme
	style := t.ok
	switch {
	case m.toast.failed:
		style = t.failed
	case m.toast.warning:
		style = t.waiting
	}
	text := " " + style.Render(t.clean(m.toast.text))
	command := ""
	if m.toast.command != "" {
		command = "   " + t.dim.Render(t.clean("ledgerhook "+m.cli(m.toast.command)))
	}
	if m.toast.id != "" { // where it does not fit, the whole command is worth more
		made := t.dim.Render(" "+t.arrow+" ") + t.shortID(m.toast.id)
		if width(text)+width(made)+width(command) <= w {
			text += made
		}
	}
	return t.fit(text+command, w)
}

// footerKeys are the keys that do something now, the most useful first.
func (m *model) footerKeys() []key.Binding {
	switch {
	case m.help:
		return []key.Binding{m.keys.Cancel, m.keys.Quit}
	case m.palette.kind != noPalette:
		return m.paletteKeys()
	}
	return m.paneKeys()
}

func (m *model) paletteKeys() []key.Binding {
	k := m.keys
	switch {
	case m.palette.onRules:
		return []key.Binding{k.Remove, saying(k.Rules, "back"), k.Cancel}
	case m.palette.kind == triggerPalette:
		return []key.Binding{saying(k.Go, "publish"), k.Cancel}
	case len(m.server.rules) == 0:
		return []key.Binding{saying(k.Go, "add"), k.Cancel}
	}
	return []key.Binding{saying(k.Go, "add"), k.Rules, k.Cancel}
}

func (m *model) paneKeys() []key.Binding {
	k := m.keys
	var keys []key.Binding
	current := m.list.current()
	narrow := m.layout().narrow
	if current != nil && !m.inspector.open {
		keys = append(keys, k.Inspect)
	}
	if m.inspector.open {
		keys = append(keys, saying(k.Back, "back"), saying(joined("[ ]", k.PreviousTab, k.NextTab), "tabs"))
		if in := &m.inspector; in.shown != nil && len(in.shown.Attempts) > 1 {
			keys = append(keys, saying(joined("h l", k.PreviousAttempt, k.NextAttempt), "attempt"))
		}
	}
	if current != nil {
		does := "replay"
		if current.State == string(relay.Pending) {
			does = "retry now"
		}
		keys = append(keys, saying(k.Replay, does))
	}
	keys = append(keys, k.Filter, k.Fault, k.Trigger)
	if m.list.text != "" && !m.inspector.open {
		keys = append(keys, saying(k.Back, "no filter"))
	}
	if m.inspector.open {
		if !narrow {
			keys = append(keys, k.NextPane)
		}
		if len(m.inspector.lines) > m.layout().inspectorRows() {
			keys = append(keys, saying(joined("J K", k.ScrollDown, k.ScrollUp), "scroll"))
		}
	}
	if !m.list.following && (!m.inspector.open || !m.inspector.focused) {
		keys = append(keys, saying(k.Top, "newest"))
	}
	return append(keys, k.Quit)
}

// joined is two bindings shown as one.
func joined(shown string, a, b key.Binding) key.Binding {
	return key.NewBinding(key.WithKeys(append(a.Keys(), b.Keys()...)...), key.WithHelp(shown, a.Help().Desc))
}

// keysLine shows as many keys as fit, and always the last one.
func (t *theme) keysLine(keys []key.Binding, w int) string {
	show := func(k key.Binding) string {
		return " " + t.accent.Render(k.Help().Key) + " " + t.dim.Render(k.Help().Desc) + " "
	}
	last, line := show(keys[len(keys)-1]), ""
	for _, k := range keys[:len(keys)-1] {
		if one := show(k); width(line)+width(one)+width(last) <= w {
			line += one
		}
	}
	return t.fit(line+last, w)
}
