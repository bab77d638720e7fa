package tui

import (
	"slices"
	"strings"
)

// maxMarked bounds the marks, so that they fit into one filter.
const maxMarked = 1000

// target is what a bulk action acts on, as a filter.
type target struct {
	filter string // empty: every delivery there is
	marked int    // how many are marked; zero where all that the filter takes are meant
}

// everything are all deliveries that the list's filter takes, shown or not.
func (l *list) everything() target { return target{filter: strings.TrimSpace(l.text)} }

// target is what is marked. ok is false when nothing is.
func (l *list) target() (t target, ok bool) {
	if l.allMarked {
		return l.everything(), true
	}
	if len(l.marked) == 0 {
		return target{}, false
	}
	ids := make([]string, 0, len(l.marked))
	for id := range l.marked {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return target{filter: "id:" + strings.Join(ids, ","), marked: len(ids)}, true
}

// mark marks the selected delivery or takes its mark away, and goes to the next one.
func (l *list) mark() {
	r := l.current()
	if r == nil {
		return
	}
	l.allMarked = false
	l.toggle(r.ID)
	l.anchor = r.ID
	l.move(1)
}

func (l *list) toggle(id string) {
	switch {
	case l.marked[id]:
		delete(l.marked, id)
	case len(l.marked) < maxMarked:
		l.marked[id] = true
	}
}

// markRange marks all from the delivery marked last to the selected one.
func (l *list) markRange() {
	r := l.current()
	if r == nil {
		return
	}
	l.allMarked = false
	l.pin()
	from, to := l.find(l.anchor), l.index()
	if from < 0 {
		from = to
	}
	for i := min(from, to); i <= max(from, to); i++ {
		if id := l.rows[i].ID; !l.marked[id] {
			l.toggle(id)
		}
	}
	l.anchor = r.ID
}

// unmark takes all marks away.
func (l *list) unmark() {
	clear(l.marked)
	l.allMarked, l.anchor = false, ""
}

func (l *list) isMarked(id string) bool { return l.allMarked || l.marked[id] }

func (l *list) anyMarked() bool { return l.allMarked || len(l.marked) > 0 }
