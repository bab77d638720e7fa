package tui

import "charm.land/bubbles/v2/key"

// footerLines are the line that something is typed in, and the keys that do something now or what an action did.
func (m *model) footerLines(w int) []string {
	t := m.theme
	if m.overlay == nil {
		if m.toast.seconds > 0 {
			return []string{m.toastLine(w)}
		}
		return []string{t.keysLine(m.footerKeys(), w)}
	}
	var lines []string
	if line := m.overlay.line(m); line != "" {
		lines = append(lines, t.fit(line, w))
	}
	if note := m.overlay.note(m); note != "" {
		return append(lines, t.fit(note, w))
	}
	return append(lines, t.keysLine(m.overlay.keys(m), w))
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
	back := m.undoHint(w - width(text) - width(command))
	if m.toast.id != "" { // where it does not fit, the whole command is worth more
		made := t.dim.Render(" "+t.arrow+" ") + t.shortID(m.toast.id)
		if width(text)+width(made)+width(command) <= w-width(back) {
			text += made
		}
	}
	return t.fit(text+command, w-width(back)) + back // the command is cut before the way back goes
}

// undoHint is how the last action is taken back, and what that is where there is room to say it.
func (m *model) undoHint(room int) string {
	if m.undo == nil || m.toast.failed {
		return ""
	}
	t := m.theme
	hint := " " + t.accent.Render(m.keys.Undo.Help().Key) + " " + t.dim.Render("undo")
	if whole := hint + t.dim.Render(": "+m.undo.does); width(whole)+1 <= room {
		hint = whole
	}
	return hint + " "
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
