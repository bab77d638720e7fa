package relay

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// line is what is pending on one subscription, as far as the scheduler keeps it in memory: the earliest deliveries in
// (due, id) order, up to a horizon. The store is the log; when a line with a horizon has run empty, it is read again.
// A line decides and does no I/O. It is not safe for concurrent use.
type line struct {
	subscriptionID string
	limit          int  // most attempts at once
	running        int  // attempts in flight
	sends          bool // the subscription's state lets pending deliveries out

	waiting dueHeap
	current map[string]time.Time // the due time of each waiting delivery; an entry with another one is outdated
	flying  map[string]*flight   // being published, or started and not yet settled in the store
	started int                  // how many of them were started

	horizon *Due // the store may hold more behind it; nil: all is in waiting

	// While the store is being read, what happens meanwhile is noted, since the answer may be older than it.
	loading bool
	meant   []Due
	ended   map[string]struct{}
}

// flight is a delivery that the line must leave alone for now.
type flight struct {
	started bool
	again   bool // somebody wants its next attempt at once
}

// unsettledPerRunning is how many started deliveries may wait for the store for each that may run: when the store takes
// nothing any more, sending stops soon.
const unsettledPerRunning = 4

// lineWindow is how many deliveries of one subscription are read at once; twice as many are kept at most.
const lineWindow = 1024

// newLine returns a line that knows nothing yet: it wants to be read from the store.
func newLine(subscriptionID string, limit int) *line {
	return &line{
		subscriptionID: subscriptionID, limit: limit, sends: true, horizon: &Due{},
		current: map[string]time.Time{}, flying: map[string]*flight{}, ended: map[string]struct{}{},
	}
}

// add puts a delivery into the line, or moves it to a new due time. One in flight is left alone.
func (l *line) add(d Due) {
	if _, busy := l.flying[d.DeliveryID]; busy {
		return
	}
	if l.loading {
		l.meant = append(l.meant, d)
	}
	if l.horizon != nil && dueOrder(d, *l.horizon) > 0 {
		delete(l.current, d.DeliveryID) // it may have moved back behind the horizon
		return
	}
	l.current[d.DeliveryID] = d.DueAt
	heap.Push(&l.waiting, d)
	if len(l.waiting) > 2*lineWindow {
		l.shorten()
	}
}

// shorten keeps the earliest deliveries in memory and leaves the rest to the store.
func (l *line) shorten() {
	kept := slices.DeleteFunc([]Due(l.waiting), l.outdated)
	slices.SortFunc(kept, dueOrder)
	kept = slices.Compact(kept)
	if len(kept) > lineWindow {
		for _, d := range kept[lineWindow:] {
			delete(l.current, d.DeliveryID)
		}
		kept = kept[:lineWindow]
		last := kept[lineWindow-1]
		l.horizon = &last
	}
	l.waiting = kept // sorted, and so a heap
}

// remove takes a delivery out that a person ended.
func (l *line) remove(id string) {
	delete(l.current, id)
	if l.loading {
		l.ended[id] = struct{}{}
	}
}

// head is the earliest waiting delivery.
func (l *line) head() (Due, bool) {
	for len(l.waiting) > 0 && l.outdated(l.waiting[0]) {
		heap.Pop(&l.waiting)
	}
	if len(l.waiting) == 0 {
		return Due{}, false
	}
	return l.waiting[0], true
}

func (l *line) outdated(d Due) bool {
	due, ok := l.current[d.DeliveryID]
	return !ok || !due.Equal(d.DueAt)
}

// ready is the head, if it may start at a time.
func (l *line) ready(now time.Time) (Due, bool) {
	if !l.sends || l.running >= l.limit || l.started >= unsettledPerRunning*l.limit {
		return Due{}, false
	}
	d, ok := l.head()
	return d, ok && !d.DueAt.After(now)
}

// start takes the head out and counts it as running.
func (l *line) start(d Due) {
	heap.Pop(&l.waiting)
	delete(l.current, d.DeliveryID)
	l.flying[d.DeliveryID] = &flight{started: true}
	l.started++
	l.running++
}

// hold keeps a delivery that is being published out of the line until settled puts it in: the store may show it before.
func (l *line) hold(id string) { l.flying[id] = &flight{} }

// hurry notes that the next attempt of a delivery in flight is wanted at once; false when it is not in flight.
func (l *line) hurry(id string) bool {
	f, flying := l.flying[id]
	if flying {
		f.again = true
	}
	return flying
}

// answered frees the place of an attempt whose exchange has ended; it stays in flight until settled.
func (l *line) answered() { l.running-- }

// settled ends a flight once the store has it, and puts the delivery back if another attempt is due. again tells whether
// somebody wanted that attempt at once.
func (l *line) settled(id string, next *Due) (again bool) {
	if f := l.flying[id]; f != nil {
		again = f.again
		if f.started {
			l.started--
		}
	}
	delete(l.flying, id)
	if l.loading {
		l.ended[id] = struct{}{}
	}
	if next != nil {
		l.add(*next)
	}
	return again
}

// wantsLoad reports whether the store should be read: nothing is waiting, and there may be more.
func (l *line) wantsLoad() bool {
	_, some := l.head()
	return !some && l.horizon != nil && !l.loading
}

// beginLoad is called before the store is read.
func (l *line) beginLoad() { l.loading = true }

// endLoad takes what the store gave: the earliest pending deliveries in order, all of them if fewer than were asked for.
func (l *line) endLoad(found []Due, asked int) {
	l.loading = false
	l.horizon = nil
	if len(found) == asked && asked > 0 {
		last := found[len(found)-1]
		l.horizon = &last
	}
	newer := make(map[string]struct{}, len(l.meant))
	for _, d := range l.meant {
		newer[d.DeliveryID] = struct{}{}
	}
	for _, d := range found {
		_, ended := l.ended[d.DeliveryID]
		_, moved := newer[d.DeliveryID]
		if !ended && !moved { // otherwise the store was read before that happened
			l.add(d)
		}
	}
	for _, d := range l.meant {
		l.add(d)
	}
	l.meant = nil
	clear(l.ended)
}

// dueOrder is the order in which deliveries start: by due time, then by id.
func dueOrder(a, b Due) int {
	return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.DeliveryID, b.DeliveryID))
}

// dueHeap is a container/heap in dueOrder.
type dueHeap []Due

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return dueOrder(h[i], h[j]) < 0 }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(Due)) }

// Pop is for container/heap.
func (h *dueHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
