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
		{name: "compare with next", does: "compare with the next attempt", key: k.NextOther, where: inInspector, can: compares, do: done(func(m *model) { m.inspector.stepOther(1) })},
		{name: "compare with previous", does: "compare with the previous attempt", key: k.PreviousOther, where: inInspector, hint: "the other", pair: "H L", can: compares, do: done(func(m *model) { m.inspector.stepOther(-1) })},
		{name: "body", does: "body indented, raw or in hex", key: k.Body, where: inInspector, hint: "body", says: bodyWord, can: hasBody, do: done(func(m *model) { m.inspector.showBody() })},
		{name: "scroll down", does: "scroll down", key: k.ScrollDown, where: inInspector, hint: "scroll", pair: "J K", can: scrolls, do: done(scroll(func(*model) int { return 1 }))},
		{name: "scroll up", does: "scroll up", key: k.ScrollUp, where: inInspector, can: scrolls, do: done(scroll(func(*model) int { return -1 }))},
		{name: "half a page down", does: "half a page down", key: k.HalfDown, where: inInspector, can: scrolls, do: done(scroll(half))},
		{name: "half a page up", does: "half a page up", key: k.HalfUp, where: inInspector, can: scrolls, do: done(scroll(func(m *model) int { return -half(m) }))},
		{name: "diff", does: "compare two attempts", key: k.Diff, where: inDeliveries, can: hasTwoAttempts, do: done(func(m *model) {
			if m.inspect(); m.inspector.tab != diffTab {
				m.inspector.turn(int(diffTab - m.inspector.tab))
			}
		})},
	}
}

// hasAttempts reports whether there is another attempt that the open tab could show.
func hasAttempts(m *model) bool {
	in := &m.inspector
	perAttempt := in.tab == requestTab || in.tab == responseTab || in.tab == attemptsTab || in.tab == diffTab
	return perAttempt && in.shown != nil && len(in.shown.Attempts) > 1
}

func hasTwoAttempts(m *model) bool { return hasCurrent(m) && m.list.current().AttemptCount > 1 }

func compares(m *model) bool { return m.inspector.tab == diffTab && hasAttempts(m) }

func hasBody(m *model) bool {
	return m.inspector.shown != nil && (m.inspector.tab == requestTab || m.inspector.tab == responseTab)
}

// bodyWord is how the body will be shown next.
func bodyWord(m *model) string { return m.inspector.mode.next() }

func scrolls(m *model) bool { return len(m.inspector.lines) > m.layout().inspectorRows() }

func folds(m *model) bool { return m.inspector.foldable() }

func canFold(m *model) bool { return folds(m) && m.inspector.page.nodeAt(m.inspector.cursor) >= 0 }

func hasFound(m *model) bool { return len(m.inspector.search.found) > 0 }

// insideActions are those of an inspector that has the keys.
func insideActions(k *keyMap) []action {
	size := func(m *model) (w, rows int) { return m.layout().inspectorWidth(), m.layout().inspectorRows() }
	move := func(by func(rows int) int) func(m *model) {
		return func(m *model) {
			_, rows := size(m)
			m.inspector.move(by(max(rows, 1)), rows)
		}
	}
	foldAll := func(closed bool) func(m *model) {
		return func(m *model) {
			w, rows := size(m)
			m.inspector.foldAll(closed, w, rows)
		}
	}
	end := func(m *model) int { return len(m.inspector.lines) }
	return []action{
		{name: "line down", does: "one line down", key: k.Down, where: inside, do: done(move(func(int) int { return 1 }))},
		{name: "line up", does: "one line up", key: k.Up, where: inside, do: done(move(func(int) int { return -1 }))},
		{name: "screen down", does: "one screen down", key: k.PageDown, where: inside, do: done(move(func(rows int) int { return max(rows-1, 1) }))},
		{name: "screen up", does: "one screen up", key: k.PageUp, where: inside, do: done(move(func(rows int) int { return -max(rows-1, 1) }))},
		{name: "top", does: "to the top", key: k.First, where: inside, do: done(func(m *model) { m.inspector.move(-end(m), 1); m.inspector.offset = 0 })},
		{name: "end", does: "to the end", key: k.Last, where: inside, do: done(func(m *model) { m.inspector.move(end(m), 1); m.inspector.offset = end(m) })},
		{name: "search", does: "search inside", key: k.Filter, where: inside, hint: "search", do: done(func(m *model) { m.overlay = newSearchLine(m) })},
		{name: "next found", does: "to the next that was found", key: k.NextFound, where: inside, hint: "found", pair: "n N", can: hasFound, do: done(func(m *model) { m.stepFound(1) })},
		{name: "previous found", does: "to the one found before", key: k.PreviousFound, where: inside, can: hasFound, do: done(func(m *model) { m.stepFound(-1) })},
		{name: "end search", does: "forget what was searched", key: k.Back, where: inside, hint: "no search", can: func(m *model) bool { return m.inspector.search.text != "" }, do: done(func(m *model) { m.inspector.search = search{} })},
		{name: "fold", does: "fold or unfold what the cursor is in", key: k.Fold, where: inside, hint: "fold", can: canFold, do: done(func(m *model) { m.inspector.fold(size(m)) })},
		{name: "fold all", does: "fold everything inside", key: k.FoldAll, where: inside, can: folds, do: done(foldAll(true))},
		{name: "unfold all", does: "unfold everything", key: k.UnfoldAll, where: inside, can: folds, do: done(foldAll(false))},
	}
}
