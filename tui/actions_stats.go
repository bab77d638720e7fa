package tui

func (m *model) statsBoard() *statsBoard { return m.boards[statsView].(*statsBoard) }

func statsActions(k *keyMap) []action {
	scrolls := func(m *model) bool { return m.statsBoard().page.scrolls() }
	return []action{
		{name: "scroll stats down", does: "scroll down", key: k.Down, where: inStats, hint: "scroll", pair: "j k", can: scrolls, do: done(func(m *model) { m.statsBoard().move(1) })},
		{name: "scroll stats up", does: "scroll up", key: k.Up, where: inStats, can: scrolls, do: done(func(m *model) { m.statsBoard().move(-1) })},
	}
}
