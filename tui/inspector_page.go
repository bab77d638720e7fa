package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// pageKey is what a page depends on.
type pageKey struct {
	delivery *control.Delivery
	tab      tab
	attempt  int
	other    int
	mode     bodyMode
	width    int
	theme    *theme
	proof    *proof
	books    *reading
	rules    *control.FaultRule // the first of those in force
	ruleHits int
	names    ladderNames
	scale    float64
}

// arrangeInspector makes the page if anything that it depends on has changed, and keeps the place in it. It asks for what
// the tab shows besides the delivery.
func (m *model) arrangeInspector(l layout) tea.Cmd {
	in, w, rows := &m.inspector, l.inspectorWidth(), l.inspectorRows()
	if in.shown == nil {
		in.page, in.lines, in.key, in.offset = nil, nil, pageKey{}, 0
		return nil
	}
	cmd := in.want(m.calls, m.server.ticks)
	if key := m.pageKey(w); key != in.key {
		in.key = key
		in.page = m.page(w)
		if _, known := in.folds[in.sheet()]; !known {
			in.keep(in.page.atFirst(), w)
		}
		in.lines = in.page.lines(in.folding(), w)
		in.cursor = min(in.cursor, max(len(in.page.rows)-1, 0))
		in.search.look(in.page, in.search.row())
	}
	if in.toBody {
		const some = 4 // of its rows
		in.toBody = false
		in.bringIntoView(min(in.page.body+some, len(in.page.rows)-1), max(rows, 1))
	}
	in.page.tick(m.server.now)
	in.offset = max(min(in.offset, len(in.lines)-max(rows, 1)), 0)
	return cmd
}

// atFirst is what is folded before anybody folds: a long body's depths.
func (p *page) atFirst() folding {
	if len(p.nodes) == 0 || len(p.rows) < longBody {
		return folding{}
	}
	return p.foldedBelow(longDepth)
}

func (m *model) pageKey(w int) pageKey {
	in := &m.inspector
	key := pageKey{delivery: in.shown, tab: in.tab, attempt: in.attempt, width: w, theme: m.theme}
	switch in.tab {
	case requestTab:
		key.mode, key.proof = in.mode, in.proof()
	case responseTab:
		key.mode = in.mode
	case attemptsTab:
		key.scale = m.server.clock.TimeScale
	case ladderTab:
		key.books, key.names = in.books, m.ladderNames(in.shown)
	case diffTab:
		key.other = in.other
	case booksTab:
		key.books = in.books
	case faultsTab:
		if len(m.server.rules) > 0 {
			key.rules = &m.server.rules[0]
			for i := range m.server.rules {
				key.ruleHits += m.server.rules[i].Hits + 1
			}
		}
	}
	return key
}

// page draws what the open tab shows, w cells wide.
func (m *model) page(w int) *page {
	t, in := m.theme, &m.inspector
	attempt := in.current()
	switch in.tab {
	case attemptsTab:
		return t.attemptsPage(in.shown, in.attemptIndex(), m.server.clock.TimeScale, w)
	case ladderTab:
		var books *control.DeliveryBooks
		if in.books != nil {
			books = in.books.books
		}
		return &page{rows: t.ladderRows(in.shown, books, m.ladderNames(in.shown), w)}
	case diffTab:
		return t.diffPage(in.attemptAt(in.otherIndex()), attempt, w)
	case booksTab:
		return t.booksPage(in.shown, in.books, w)
	case faultsTab:
		return t.faultsPage(in.shown, m.server.rules, m.server.now, w)
	}
	switch {
	case attempt == nil && in.tab == requestTab:
		return t.unsentPage(in.shown, in.mode, w)
	case attempt == nil:
		p := &page{}
		p.add(t.dim.Render("No attempt was made yet."))
		return p
	case in.tab == responseTab:
		return t.responsePage(attempt, in.mode, w)
	}
	return t.requestPage(in.shown, attempt, in.proof(), in.mode, w)
}

// ladderNames are those of the product and of the receiver.
func (m *model) ladderNames(d *control.Delivery) ladderNames {
	names := ladderNames{product: m.theme.clean(d.Provider), receiver: "receiver"}
	if name := m.server.owners[d.SubscriptionID].Name; name != "" {
		names.receiver = m.theme.clean(name)
	}
	return names
}

// waits reports whether something that the mock reads is still to come: its books change without the delivery.
func waits(books *control.DeliveryBooks) bool {
	for i := range books.Receipts {
		for _, f := range books.Receipts[i].Fetches {
			if f.State == "waiting" {
				return true
			}
		}
	}
	return false
}

// want asks for what the open tab shows besides the delivery, unless it is known.
func (in *inspector) want(calls calls, tick int) tea.Cmd {
	switch a := in.current(); {
	case in.tab == requestTab && a != nil && in.proofs[a.Number] == nil:
		if in.proofs == nil {
			in.proofs = map[int]*proof{}
		}
		in.proofs[a.Number] = &proof{reading: true}
		return calls.readSignature(in.id, a.Number)
	case in.tab == ladderTab || in.tab == booksTab:
		return in.wantBooks(calls, tick)
	}
	return nil
}

// wantBooks asks for the books when they were not read since the delivery changed, or while they wait for something.
func (in *inspector) wantBooks(calls calls, tick int) tea.Cmd {
	b := in.books
	switch {
	case b == nil:
		in.books = &reading{of: in.shown, at: tick, asked: true}
	case b.asked:
		return nil
	case b.of != in.shown, b.books != nil && waits(b.books) && tick != b.at:
		in.books = &reading{of: in.shown, at: tick, asked: true, books: b.books}
	default:
		return nil
	}
	return calls.readDeliveryBooks(in.id)
}
