package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// newest are rows on screen and around it, newest first, of which only new ones come: a reading of the newest adds to them.
// Old ones may be deleted at any time.
type newest[T any] struct {
	picker
	rows     []T
	key      func(row *T) string
	readings rowReadings

	loaded   bool
	loading  bool // the newest are being read
	err      error
	next     string // cursor behind the last row; empty at the end, and where rows fell off
	older    bool   // there are rows behind the last one
	paging   bool   // those are being read
	newerCut bool   // rows before the first one are not held
	unseen   int    // rows that came above the view
}

// rowReadings ask for rows.
type rowReadings struct {
	newest func(c calls) tea.Cmd
	behind func(c calls, cursor, key string) tea.Cmd // the page behind a row
}

// rowsMsg answers a reading of rows.
type rowsMsg[T any] struct {
	older bool
	rows  []T
	next  string
	err   error
}

// read asks for the newest, one reading at a time; nil while they are being read.
func (n *newest[T]) read(c calls) tea.Cmd {
	if n.loading {
		return nil
	}
	n.loading = true
	return n.readings.newest(c)
}

// take takes an answer.
func (n *newest[T]) take(msg rowsMsg[T]) {
	n.err = msg.err
	switch {
	case msg.older:
		n.takeOlder(msg)
	default:
		n.loading = false
		if msg.err == nil {
			n.takeNewest(msg)
		}
	}
	n.trim()
	keys := make([]string, len(n.rows))
	for i := range keys {
		keys[i] = n.key(&n.rows[i])
	}
	n.set(keys)
}

func (n *newest[T]) takeNewest(msg rowsMsg[T]) {
	known, following := -1, n.selected == ""
	if len(n.rows) > 0 {
		known = n.find(msg.rows, n.key(&n.rows[0]))
	}
	switch {
	case !n.loaded || msg.next == "" || known < 0 && following: // they are all, or nothing that is held is among them
		if known > 0 && !following {
			n.unseen += known
		}
		n.rows, n.next, n.older, n.newerCut, n.paging = msg.rows, msg.next, msg.next != "", false, false
	case known < 0:
		n.newerCut = true
	default:
		n.newerCut = false
		held := n.find(n.rows, n.key(&msg.rows[len(msg.rows)-1]))
		if held < 0 { // it reaches further back than what is held
			held, n.next, n.older, n.paging = len(n.rows)-1, msg.next, msg.next != "", false
		}
		n.rows = append(slices.Clone(msg.rows), n.rows[held+1:]...)
		if !following {
			n.unseen += known
		}
	}
	n.loaded = true
}

func (n *newest[T]) takeOlder(msg rowsMsg[T]) {
	if !n.paging {
		return // the rows were read anew meanwhile
	}
	n.paging = false
	if msg.err != nil {
		n.older = false // pressing G reads on
		return
	}
	n.next, n.older = msg.next, msg.next != ""
	held := make(map[string]bool, len(n.rows))
	for i := range n.rows {
		held[n.key(&n.rows[i])] = true
	}
	for i := range msg.rows {
		if !held[n.key(&msg.rows[i])] {
			n.rows = append(n.rows, msg.rows[i])
		}
	}
}

// find is where the row with a key stands; -1 where there is none.
func (n *newest[T]) find(rows []T, key string) int {
	return slices.IndexFunc(rows, func(row T) bool { return n.key(&row) == key })
}

// trim lets rows fall off at the end that is farther from the selection.
func (n *newest[T]) trim() {
	over := len(n.rows) - maxRows
	switch {
	case over <= 0:
	case n.index() < len(n.rows)/2:
		n.rows, n.next, n.older = slices.Clone(n.rows[:maxRows]), "", true
	default:
		n.rows, n.newerCut = slices.Clone(n.rows[over:]), true
	}
}

// current is the picked row; nil where there is none.
func (n *newest[T]) current() *T {
	if len(n.rows) == 0 {
		return nil
	}
	return &n.rows[n.index()]
}

// first goes to the newest and stays with them.
func (n *newest[T]) first(m *model) tea.Cmd {
	n.selected, n.unseen = "", 0
	if n.newerCut {
		return n.read(m.calls)
	}
	return nil
}

// last goes to the oldest that is held, and lets what lies behind be read even where that failed before.
func (n *newest[T]) last(*model) tea.Cmd {
	n.older = n.older || n.next != ""
	n.move(len(n.rows))
	return nil
}

// bring brings the selection into view, and asks for the rows behind the last one when it comes near.
func (n *newest[T]) bring(m *model, height int) tea.Cmd {
	n.picker.bring(height)
	n.unseen = min(n.unseen, n.offset)
	const near = 30
	if !n.loaded || !n.older || n.paging || n.index() < len(n.rows)-near || len(n.rows) == 0 {
		return nil
	}
	n.paging = true
	return n.readings.behind(m.calls, n.next, n.key(&n.rows[len(n.rows)-1]))
}

// above tells what lies above the rows in view, for the corner of their box; empty for nothing.
func (n *newest[T]) above(t *theme) string {
	switch {
	case n.newerCut:
		return t.accent.Render("newer ones " + t.up)
	case n.unseen > 0:
		return t.accent.Render(number(n.unseen) + " new " + t.up)
	}
	return ""
}
