package tui

import tea "charm.land/bubbletea/v2"

// rowAt is the row at a line of a box that has a line of column names above so many rows in view, of all the rows there
// are; y counts from its upper border.
func rowAt(y, offset, rows, all int) (i int, ok bool) {
	const above = 2 // the border and the columns' names
	i = offset + y - above
	return i, y >= above && y-above < rows && i < all
}

func (p *picker) rowAt(y, rows int) (i int, ok bool) { return rowAt(y, p.offset, rows, len(p.keys)) }

// pickAt selects a row; again is true where it was selected already.
func (p *picker) pickAt(i int) (again bool) {
	again = p.keys[i] == p.picked()
	p.selected = p.keys[i]
	return again
}

// click selects a subscription, and a click on the selected one opens it.
func (b *subscriptionBoard) click(m *model, l layout, x, y int) tea.Cmd {
	w, _ := l.sides()
	i, ok := b.rowAt(y, b.inView(l))
	if ok && x < w && !(l.narrow && b.open) && b.pickAt(i) {
		return m.enterSubscription()
	}
	return nil
}

// click selects a request, and a click on the selected one opens it.
func (b *incomingBoard) click(m *model, l layout, x, y int) tea.Cmd {
	w, _ := l.sides()
	i, ok := b.rowAt(y, b.inView(l))
	if ok && x < w && !(l.narrow && b.open) && b.pickAt(i) && m.canEnterRequest() {
		return m.enterRequest()
	}
	return nil
}

// click selects a fault.
func (b *faultBoard) click(_ *model, l layout, x, y int) tea.Cmd {
	w, _ := l.sides()
	if i, ok := b.rowAt(y, b.inView(l)); ok && x < w && !(l.narrow && b.open) {
		b.pickAt(i)
	}
	return nil
}

// click selects a posting or what is wrong, and a click on what is selected goes to its delivery.
func (b *bookBoard) click(m *model, l layout, x, y int) tea.Cmd {
	w, _ := l.sides()
	if x >= w || b.focus == onBalance {
		return nil
	}
	at := b.places(l)
	y-- // the line on top
	again := false
	if y < at.findings {
		i, ok := b.found.rowAt(y+1, at.findingRows()) // no column names
		again = ok && b.found.pickAt(i) && b.focus == onFindings
		if ok {
			b.focus = onFindings
		}
	} else {
		i, ok := b.postings.rowAt(y-at.findings, at.postingRows())
		again = ok && b.postings.pickAt(i) && b.focus == onPostings
		if ok {
			b.focus = onPostings
		}
	}
	if again {
		return m.showBooked()
	}
	return nil
}
