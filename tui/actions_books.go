package tui

import tea "charm.land/bubbletea/v2"

func (m *model) bookBoard() *bookBoard { return m.boards[booksView].(*bookBoard) }

func bookActions(k *keyMap) []action {
	scroll := func(by int) func(m *model) tea.Cmd { return done(func(m *model) { m.bookBoard().scroll(by) }) }
	scrolls := func(m *model) bool {
		b := m.bookBoard()
		return b.scrolls() && (b.focus == onBalance || !m.layout().narrow)
	}
	return []action{
		{name: "delivery of booking", does: "the delivery of the posting, or of what is wrong", key: k.Inspect, where: inBooks, hint: "delivery", can: (*model).bookedSomething, do: (*model).showBooked},
		{name: "books other pane", does: "to what is wrong, or to the trial balance", key: k.NextPane, where: inBooks, hint: "other pane", can: func(m *model) bool { return m.layout().narrow || len(m.bookBoard().findings) > 0 }, do: done(func(m *model) {
			m.bookBoard().turn(m.layout())
		})},
		{name: "books back", does: "back to the postings", key: k.Back, where: inBooks, hint: "back", can: func(m *model) bool { return m.bookBoard().focus != onPostings }, do: done(func(m *model) { m.bookBoard().focus = onPostings })},
		{name: "newest posting", does: "to the newest, and follow", key: k.First, where: inBooks, hint: "newest", can: func(m *model) bool {
			b := m.bookBoard()
			return b.focus == onPostings && b.postings.selected != ""
		}, do: func(m *model) tea.Cmd { return m.bookBoard().first(m) }},
		{name: "scroll balance down", does: "scroll the trial balance down", key: k.ScrollDown, where: inBooks, hint: "scroll", pair: "J K", can: scrolls, do: scroll(1)},
		{name: "scroll balance up", does: "scroll the trial balance up", key: k.ScrollUp, where: inBooks, can: scrolls, do: scroll(-1)},
	}
}

// bookedSomething reports whether something is picked that has a delivery.
func (m *model) bookedSomething() bool {
	b := m.bookBoard()
	return b.focus == onFindings && len(b.findings) > 0 || b.focus == onPostings && b.postings.current() != nil
}

// showBooked goes to the deliveries of what is wrong, or looks for that of the picked posting.
func (m *model) showBooked() tea.Cmd {
	b := m.bookBoard()
	if b.focus == onFindings {
		return m.showDeliveries(b.findings[b.found.index()].filter)
	}
	return m.calls.findDelivery(*b.postings.current(), b.postings.answered(), m.server.now)
}

// answered are the references that the sender may have been given for the picked posting: those of all that was booked for
// its receipt, as far as they stand beside it.
func (p *postings) answered() []string {
	picked := p.current()
	references := []string{picked.Reference}
	for i := max(p.index()-5, 0); i < min(p.index()+6, len(p.rows)); i++ {
		if one := &p.rows[i]; one.ReceiptID == picked.ReceiptID && one.Reference != picked.Reference && one.ReceiptID != "" {
			references = append(references, one.Reference)
		}
	}
	return references
}
