package relay

import (
	"cmp"
	"container/heap"
	"time"
)

// agenda holds the lines by when each may start its next attempt, so that finding what is due does not look at every
// subscription. A line whose state changed is touched, and looked at again by refresh. It is not safe for concurrent use.
type agenda struct {
	lines   agendaHeap
	touched []*line
	hungry  []*line // those that want to be read from the store
}

// agendaEntry is a line's place in the agenda.
type agendaEntry struct {
	at      time.Time // when it may start
	first   Due       // the head, as it was looked at
	index   int       // in the heap; -1 where it is not in
	touched bool
	starves bool // stands among the hungry
	left    bool // no longer of interest
}

// touch says that a line must be looked at again.
func (a *agenda) touch(l *line) {
	if !l.touched && !l.left {
		l.touched = true
		a.touched = append(a.touched, l)
	}
}

// leave takes a line out for good.
func (a *agenda) leave(l *line) {
	l.left = true
	if l.index >= 0 {
		heap.Remove(&a.lines, l.index)
	}
}

// refresh looks at the touched lines.
func (a *agenda) refresh() {
	for _, l := range a.touched {
		l.touched = false
		if l.left {
			continue
		}
		if l.wantsLoad() && !l.starves {
			l.starves = true
			a.hungry = append(a.hungry, l)
		}
		head, at, ok := l.next()
		l.first, l.at = head, at
		switch {
		case ok && l.index < 0:
			heap.Push(&a.lines, l)
		case ok:
			heap.Fix(&a.lines, l.index)
		case l.index >= 0:
			heap.Remove(&a.lines, l.index)
		}
	}
	a.touched = a.touched[:0]
}

// first is the line that may start next.
func (a *agenda) first() (*line, bool) {
	if len(a.lines) == 0 {
		return nil, false
	}
	return a.lines[0], true
}

// takeHungry hands over one line that wants to be read.
func (a *agenda) takeHungry() *line {
	for len(a.hungry) > 0 {
		l := a.hungry[len(a.hungry)-1]
		a.hungry = a.hungry[:len(a.hungry)-1]
		l.starves = false
		if !l.left && l.wantsLoad() {
			return l
		}
	}
	return nil
}

// somebodyHungry reports whether there is a line for takeHungry.
func (a *agenda) somebodyHungry() bool {
	l := a.takeHungry()
	if l == nil {
		return false
	}
	l.starves = true
	a.hungry = append(a.hungry, l)
	return true
}

// agendaHeap is a container/heap of lines by (time, delivery id).
type agendaHeap []*line

// Len is for container/heap.
func (h agendaHeap) Len() int { return len(h) }

// Less is for container/heap.
func (h agendaHeap) Less(i, j int) bool {
	return cmp.Or(h[i].at.Compare(h[j].at), cmp.Compare(h[i].first.DeliveryID, h[j].first.DeliveryID)) < 0
}

// Swap is for container/heap.
func (h agendaHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is for container/heap.
func (h *agendaHeap) Push(x any) {
	l := x.(*line)
	l.index = len(*h)
	*h = append(*h, l)
}

// Pop is for container/heap.
func (h *agendaHeap) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	*h = (*h)[:last]
	l.index = -1
	return l
}
