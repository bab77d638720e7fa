package tui

// inspectorActions are those of an open inspector, whichever pane has the keys.
func inspectorActions(k *keyMap) []action {
	half := func(m *model) int { return max(m.layout().inspectorRows()/2, 1) }
	scroll := func(by func(m *model) int) func(m *model) { return func(m *model) { m.inspector.offset += by(m) } }
	return []action{
		{name: "next tab", does: "next tab", key: k.NextTab, where: inInspector, hint: "tabs", pair: "[ ]", do: done(func(m *model) { m.inspector.turn(1) })},
		{name: "previous tab", does: "previous tab", key: k.PreviousTab, where: inInspector, do: done(func(m *model) { m.inspector.turn(-1) })},
		{name: "next attempt", does: "next attempt", key: k.NextAttempt, where: inInspector, can: hasAttempts, do: done(func(m *model) { m.inspector.step(1) })},
		{name: "previous attempt", does: "previous attempt", key: k.PreviousAttempt, where: inInspector, hint: "attempt", pair: "h l", can: hasAttempts, do: done(func(m *model) { m.inspector.step(-1) })},
		{name: "scroll down", does: "scroll down", key: k.ScrollDown, where: inInspector, hint: "scroll", pair: "J K", can: scrolls, do: done(scroll(func(*model) int { return 1 }))},
		{name: "scroll up", does: "scroll up", key: k.ScrollUp, where: inInspector, can: scrolls, do: done(scroll(func(*model) int { return -1 }))},
		{name: "half a page down", does: "half a page down", key: k.HalfDown, where: inInspector, can: scrolls, do: done(scroll(half))},
		{name: "half a page up", does: "half a page up", key: k.HalfUp, where: inInspector, can: scrolls, do: done(scroll(func(m *model) int { return -half(m) }))},
	}
}

func hasAttempts(m *model) bool {
	return m.inspector.shown != nil && len(m.inspector.shown.Attempts) > 1
}

func scrolls(m *model) bool { return len(m.inspector.lines) > m.layout().inspectorRows() }

// insideActions are those of an inspector that has the keys.
func insideActions(k *keyMap) []action {
	page := func(m *model) int { return max(m.layout().inspectorRows()-1, 1) }
	scroll := func(by func(m *model) int) func(m *model) { return func(m *model) { m.inspector.offset += by(m) } }
	return []action{
		{name: "line down", does: "one line down", key: k.Down, where: inside, do: done(scroll(func(*model) int { return 1 }))},
		{name: "line up", does: "one line up", key: k.Up, where: inside, do: done(scroll(func(*model) int { return -1 }))},
		{name: "screen down", does: "one screen down", key: k.PageDown, where: inside, do: done(scroll(page))},
		{name: "screen up", does: "one screen up", key: k.PageUp, where: inside, do: done(scroll(func(m *model) int { return -page(m) }))},
		{name: "top", does: "to the top", key: k.First, where: inside, do: done(func(m *model) { m.inspector.offset = 0 })},
		{name: "end", does: "to the end", key: k.Last, where: inside, do: done(func(m *model) { m.inspector.offset = len(m.inspector.lines) })},
	}
}
