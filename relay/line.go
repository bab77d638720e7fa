package relay

import (
	"container/heap"
	"slices"
	"time"
)

// line is what is pending on one subscription, as far as the scheduler keeps it in memory: the earliest deliveries in
// order, up to a horizon. The store is the log; when a line with a horizon has run empty, it is read again.
// A line decides and does no I/O. It is not safe for concurrent use.
type line struct {
	subscriptionID string
	limits         Limits
	most           int  // attempts at once where the limits name no number
	sends          bool // the subscription's state lets pending deliveries out
	bucket         bucket
	overdue        time.Time // what was due before this is caught up with slowly; zero: nothing
	circuit        circuit
	running        int // attempts in flight

	waiting dueHeap
	current map[string]time.Time // the due time of each waiting delivery; an entry with another one is outdated
	flying  map[string]*flight   // being published, or started and not yet settled in the store
	started int                  // how many of them were started
	stock   stock                // deliveries that are known whole

	// unreadable is set while the store cannot say what it holds of this line; the others go on.
	unreadable bool

	horizon *Due // the store may hold more behind it; nil: all is in waiting

	// While the store is being read, what happens meanwhile is noted, since the answer may be older than it.
	loading bool
	meant   map[string]Due // where it was put last
	ended   map[string]struct{}

	agendaEntry
}

// flight is a delivery that the line must leave alone for now.
type flight struct {
	started bool
	hurry   bool // somebody wants its next attempt at once
	doubt   bool // a person moved it meanwhile: the store knows when it is due

	// Of a started one:
	delivery *Delivery
	struck   []FaultRule
	counts   []FaultCount
	last     Decision // once made, one that ends the subscription too, until all of it is stored
	stored   bool     // the attempt is, and what follows from last is not yet
}

// unsettledPerRunning is how many started deliveries may wait for the store for each that may run: when the store takes
// nothing any more, sending stops soon.
const unsettledPerRunning = 4

// lineWindow is how many deliveries of one subscription are read at once; twice as many are kept at most.
const lineWindow = 1024

// newLine returns a line that knows nothing yet: it wants to be read from the store. most is how many attempts run at
// once where the limits name no number.
func newLine(subscriptionID string, most int, limits Limits) *line {
	l := &line{
		subscriptionID: subscriptionID, most: most, limits: limits, sends: true, horizon: &Due{},
		current: map[string]time.Time{}, flying: map[string]*flight{},
		meant: map[string]Due{}, ended: map[string]struct{}{},
		agendaEntry: agendaEntry{index: -1},
	}
	l.waiting.order = dueOrder
	if limits.Ordered {
		l.waiting.order = publishedOrder
	}
	return l
}

// renewed is a line that keeps only what is in flight and wants to be read from the store.
func (l *line) renewed(limits Limits) *line {
	fresh := newLine(l.subscriptionID, l.most, limits)
	fresh.stock.total = l.stock.total
	l.stock.clear()
	fresh.flying, fresh.started, fresh.running, fresh.sends = l.flying, l.started, l.running, l.sends
	for _, f := range fresh.flying {
		f.doubt = true // the store may have moved it
	}
	fresh.bucket, fresh.overdue, fresh.circuit = l.bucket, l.overdue, l.circuit
	return fresh
}

// add puts a delivery into the line, or moves it to a new due time. One in flight is left alone.
func (l *line) add(d Due) {
	if _, busy := l.flying[d.DeliveryID]; busy {
		return
	}
	if l.loading {
		l.meant[d.DeliveryID] = d
	}
	if l.horizon != nil && l.waiting.order(d, *l.horizon) > 0 {
		delete(l.current, d.DeliveryID) // it may have moved back behind the horizon
		l.stock.drop(d.DeliveryID)
		return
	}
	l.current[d.DeliveryID] = d.DueAt
	heap.Push(&l.waiting, d)
	if len(l.waiting.all) > 2*lineWindow {
		l.shorten()
	}
}

// shorten keeps the earliest deliveries in memory and leaves the rest to the store.
func (l *line) shorten() {
	kept := slices.DeleteFunc(l.waiting.all, l.outdated)
	slices.SortFunc(kept, l.waiting.order)
	kept = slices.Compact(kept)
	if len(kept) > lineWindow {
		for _, d := range kept[lineWindow:] {
			delete(l.current, d.DeliveryID)
			l.stock.drop(d.DeliveryID)
		}
		kept = kept[:lineWindow]
		last := kept[lineWindow-1]
		l.horizon = &last
	}
	l.waiting.all = kept // sorted, and so a heap
}

// remove takes a delivery out that a person ended or held.
func (l *line) remove(id string) {
	delete(l.current, id)
	l.stock.drop(id)
	if f, busy := l.flying[id]; busy {
		f.doubt = true
	}
	l.forget(id)
}

// forget notes that whatever is known of a delivery's due time is over.
func (l *line) forget(id string) {
	if l.loading {
		delete(l.meant, id)
		l.ended[id] = struct{}{}
	}
}

// head is the first waiting delivery.
func (l *line) head() (Due, bool) {
	for len(l.waiting.all) > 0 && l.outdated(l.waiting.all[0]) {
		heap.Pop(&l.waiting)
	}
	if len(l.waiting.all) == 0 {
		return Due{}, false
	}
	return l.waiting.all[0], true
}

func (l *line) outdated(d Due) bool {
	due, ok := l.current[d.DeliveryID]
	return !ok || !due.Equal(d.DueAt)
}

// atOnce is how many attempts may run now.
func (l *line) atOnce() int {
	switch {
	case l.limits.Ordered, l.circuit.open():
		return 1
	case l.limits.Concurrency > 0:
		return l.limits.Concurrency
	}
	return l.most
}

// full reports whether nothing may start before something has been answered or settled.
func (l *line) full() bool {
	if l.limits.Ordered { // the next one may go once the store has what became of the one before
		return l.started > 0
	}
	return l.running >= l.atOnce() || l.started >= unsettledPerRunning*l.atOnce()
}

// next is the delivery to start next, and when it may; ok is false where none can be told before something happens.
func (l *line) next() (d Due, at time.Time, ok bool) {
	if !l.sends || l.unreadable || l.full() {
		return Due{}, time.Time{}, false
	}
	if d, ok = l.head(); !ok {
		return Due{}, time.Time{}, false
	}
	at = d.DueAt
	if free := l.bucket.next(l.rate(d)); free.After(at) {
		at = free
	}
	return d, at, true
}

// start takes the head out, whole, and counts it as running.
func (l *line) start(d Due) *flight {
	heap.Pop(&l.waiting)
	delete(l.current, d.DeliveryID)
	f := &flight{started: true, delivery: l.stock.take(d.DeliveryID)}
	l.flying[d.DeliveryID] = f
	l.started++
	l.running++
	return f
}

// spend counts a start against the rate: one that is put off sends nothing.
func (l *line) spend(d Due, now time.Time) { l.bucket.take(now, l.rate(d)) }

// catchUpRate is how many attempts a second start of what fell due while the machine slept. Our choice.
const catchUpRate = 20

// rate is how many attempts may start a second, by the limits and while catching up; zero for no limit.
func (l *line) rate(d Due) float64 {
	if !d.DueAt.Before(l.overdue) {
		return l.limits.Rate
	}
	if l.limits.Rate > 0 {
		return min(l.limits.Rate, catchUpRate)
	}
	return catchUpRate
}

// hold keeps a delivery that is being published, or moved by a person, out of the line until settled puts it in: the
// store may show it before.
func (l *line) hold(id string) {
	delete(l.current, id)
	l.stock.drop(id)
	l.flying[id] = &flight{}
}

// hurry notes that the next attempt of a delivery in flight is wanted at once; false when it is not in flight.
func (l *line) hurry(id string) bool {
	f, flying := l.flying[id]
	if flying {
		f.hurry = true
	}
	return flying
}

// answered frees the place of an attempt whose exchange has ended; it stays in flight until settled.
func (l *line) answered() { l.running-- }

// settled ends a flight once the store has it, and puts the delivery back if another attempt is due.
func (l *line) settled(id string, next *Due) {
	if f := l.flying[id]; f != nil && f.started {
		l.started--
	}
	delete(l.flying, id)
	l.forget(id)
	if next != nil {
		l.add(*next)
	}
}

// wantsLoad reports whether the store should be read: nothing is waiting, and there may be more.
func (l *line) wantsLoad() bool {
	if !l.sends || l.unreadable || l.loading || l.horizon == nil {
		return false
	}
	_, some := l.head()
	return !some
}

// blockedBy is the failed head that the others of an ordered line wait for.
func (l *line) blockedBy(now time.Time) (Due, bool) {
	if !l.limits.Ordered || !l.sends {
		return Due{}, false
	}
	d, ok := l.head()
	return d, ok && d.DueAt.After(now) && (len(l.current) > 1 || l.horizon != nil)
}
