package tui

import "slices"

// turn goes to another tab.
func (in *inspector) turn(by int) {
	in.tab = (in.tab + tab(by) + tabCount) % tabCount
	in.offset, in.cursor = 0, 0
}

// step goes to another attempt.
func (in *inspector) step(by int) {
	i := in.attemptIndex()
	if i < 0 {
		return
	}
	first, last := 0, len(in.shown.Attempts)-1
	if in.tab == diffTab && in.other == 0 {
		first = min(1, last) // it is compared with the one before
	}
	i = min(max(i+by, first), last)
	in.attempt = in.shown.Attempts[i].Number
	if i == last {
		in.attempt = 0
	}
	if in.tab != attemptsTab {
		in.offset, in.cursor = 0, 0
	}
}

// stepOther compares with another attempt.
func (in *inspector) stepOther(by int) {
	i := in.otherIndex()
	if i < 0 {
		return
	}
	in.other = in.shown.Attempts[min(max(i+by, 0), len(in.shown.Attempts)-1)].Number
	in.offset, in.cursor = 0, 0
}

// showBody shows bodies in the next way.
func (in *inspector) showBody() {
	in.mode = (in.mode + 1) % bodyModes
	in.toBody = true
}

// sheet is what is on the page now.
func (in *inspector) sheet() sheet {
	if a := in.current(); a != nil {
		return sheet{in.tab, a.Number}
	}
	return sheet{tab: in.tab}
}

// foldable reports whether something on the page can be folded: then keys move a cursor.
func (in *inspector) foldable() bool { return in.page != nil && len(in.page.nodes) > 0 }

// move moves the cursor by lines, or where there is none what is in view.
func (in *inspector) move(by, rows int) {
	if !in.foldable() {
		in.offset += by
		return
	}
	at := min(max(in.lineOf(in.cursor)+by, 0), len(in.lines)-1)
	in.cursor = in.lines[at].row
	if by > 0 && in.lineOf(in.cursor) < at && at+1 < len(in.lines) { // a long row: to the next one
		for at+1 < len(in.lines) && in.lines[at].row == in.cursor {
			at++
		}
		in.cursor = in.lines[at].row
	}
	in.bringIntoView(in.cursor, rows)
}

// lineOf is the line on which a row begins, or the one that it is folded into.
func (in *inspector) lineOf(row int) int {
	at, begins := slices.BinarySearchFunc(in.lines, row, func(l line, row int) int { return l.row - row })
	if !begins {
		return max(at-1, 0)
	}
	return at
}

// bringIntoView scrolls as little as is needed to see a row, whole if there is room.
func (in *inspector) bringIntoView(row, rows int) {
	first := in.lineOf(row)
	last := first
	for last+1 < len(in.lines) && in.lines[last+1].row == row {
		last++
	}
	in.offset = min(max(in.offset, last-rows+1), first)
}

// fold folds what the cursor stands in, or unfolds it.
func (in *inspector) fold(w, rows int) {
	if n := in.page.nodeAt(in.cursor); n >= 0 {
		folds := in.folding()
		in.keep(folds.set(n, !folds.closed(n)), w)
		in.cursor = in.page.shownRow(in.cursor, in.folding())
		in.bringIntoView(in.cursor, rows)
	}
}

// foldAll folds everything on the page, or unfolds it. What is outermost stays open, so that there is something to see.
func (in *inspector) foldAll(closed bool, w, rows int) {
	folds := make(folding, len(in.page.nodes))
	if closed {
		folds = in.page.foldedBelow(1)
	}
	in.keep(folds, w)
	in.cursor = in.page.shownRow(in.cursor, in.folding())
	in.bringIntoView(in.cursor, rows)
}

func (in *inspector) folding() folding { return in.folds[in.sheet()] }

// keep keeps what is folded, and breaks the page to w cells again.
func (in *inspector) keep(folds folding, w int) {
	if in.folds == nil {
		in.folds = map[sheet]folding{}
	}
	in.folds[in.sheet()] = folds
	in.lines = in.page.lines(folds, w)
}
