package tui

import (
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// maxRows bounds what the list holds; what falls off is read again when it is wanted.
const maxRows = 2000

// list is the deliveries on screen and around it, newest first.
type list struct {
	text   string // the filter as it was typed
	filter relay.Filter

	rows       []*row
	byID       map[string]*row
	generation int    // of the reading that is under way, or was last
	loading    bool   // the newest are being read
	loaded     bool   // they were read once
	err        error  // why the last reading failed
	next       string // cursor behind the last row; empty at the end, and where rows fell off
	older      bool   // there are rows behind the last one
	paging     bool   // those are being read
	newerCut   bool   // rows before the first one fell off

	meanwhile []update // what changed while a reading was under way

	following bool   // the newest are kept in view
	selected  string // unless following
	offset    int    // of the first row in view
	unseen    int    // rows that came above the view
}

// row is one delivery in the list.
type row struct {
	control.Delivery
	marks   marks
	leaving bool // no longer passes the filter; goes when the selection does
}

func newList() list { return list{following: true, byID: map[string]*row{}} }

// current is the row that keys act on; nil when there is none.
func (l *list) current() *row {
	if len(l.rows) == 0 {
		return nil
	}
	return l.rows[l.index()]
}

// index is where the current row stands.
func (l *list) index() int {
	if l.following || len(l.rows) == 0 {
		return 0
	}
	if i := l.find(l.selected); i >= 0 {
		return i
	}
	return min(l.offset, len(l.rows)-1)
}

func (l *list) find(id string) int {
	return slices.IndexFunc(l.rows, func(r *row) bool { return r.ID == id })
}

// pin ends following: from now on the selection stays on its delivery.
func (l *list) pin() {
	if r := l.current(); r != nil {
		l.selected, l.following = r.ID, false
	}
}

// move moves the selection by so many rows.
func (l *list) move(by int) {
	if len(l.rows) == 0 {
		return
	}
	l.pin()
	i := min(max(l.index()+by, 0), len(l.rows)-1)
	l.selected = l.rows[i].ID
	l.drop(func(r *row) bool { return r.leaving && r.ID != l.selected })
}

// follow goes back to the newest. reread is true when they have fallen off.
func (l *list) follow() (reread bool) {
	l.following, l.offset, l.unseen = true, 0, 0
	l.drop(func(r *row) bool { return r.leaving })
	return l.newerCut
}

// arrange bounds the rows and keeps the selection in view of so many of them.
func (l *list) arrange(height int) {
	l.trim()
	height = max(height, 1)
	if l.following {
		l.offset = 0
	} else if len(l.rows) > 0 {
		i := l.index()
		l.selected = l.rows[i].ID
		l.offset = min(max(l.offset, i-height+1), i)
	}
	l.offset = max(min(l.offset, len(l.rows)-height), 0)
	l.unseen = min(l.unseen, l.offset)
	if l.newerCut {
		l.unseen = max(l.unseen, 1)
	}
}

// wantsMore reports whether the selection is so near the end that the next page should be read.
func (l *list) wantsMore() bool {
	const near = 30
	return l.loaded && l.older && !l.paging && !l.loading && l.index() >= len(l.rows)-near
}

// start begins a reading of the newest rows and returns its generation.
func (l *list) start() int {
	l.generation++
	l.loading, l.paging = true, false
	l.meanwhile = nil
	return l.generation
}

// take takes the answer of a reading.
func (l *list) take(msg listMsg, now time.Time) {
	if msg.generation != l.generation {
		return
	}
	if msg.older {
		l.takeOlder(msg)
		return
	}
	l.loading = false
	l.err = msg.err
	if msg.err != nil {
		return
	}
	l.loaded, l.newerCut = true, false
	l.next, l.older = msg.next, msg.next != ""
	had := l.byID
	first := ""
	if len(l.rows) > 0 {
		first = l.rows[min(l.offset, len(l.rows)-1)].ID
	}
	l.rows, l.byID = nil, map[string]*row{}
	for i := range msg.deliveries {
		l.add(len(l.rows), &msg.deliveries[i], had)
	}
	if i := l.find(first); i > l.offset && !l.following { // what was in view stays in view
		l.unseen += i - l.offset
		l.offset = i
	}
	for _, u := range l.meanwhile {
		l.apply(u, now)
	}
	l.meanwhile = nil
}

func (l *list) takeOlder(msg listMsg) {
	l.paging = false
	if l.err = msg.err; msg.err != nil {
		l.older = false // pressing G reads on
		return
	}
	l.next, l.older = msg.next, msg.next != ""
	for i := range msg.deliveries {
		if l.byID[msg.deliveries[i].ID] == nil {
			l.add(len(l.rows), &msg.deliveries[i], nil)
		}
	}
}

func (l *list) add(at int, d *control.Delivery, had map[string]*row) {
	r := &row{Delivery: *d}
	if before := had[d.ID]; before != nil {
		r.marks = before.marks
	}
	r.marks = marksOf(d, r.marks)
	l.byID[d.ID] = r
	l.rows = slices.Insert(l.rows, at, r)
}

// apply takes a change of one delivery in.
func (l *list) apply(u update, now time.Time) {
	if l.loading {
		l.meanwhile = append(l.meanwhile, u) // the answer may be older than the change
	}
	passes := l.passes(&u.delivery, now)
	r := l.byID[u.delivery.ID]
	if r == nil && passes {
		r = l.insert(&u.delivery)
	}
	if r == nil {
		return
	}
	for _, m := range u.marks {
		r.marks = r.marks.with(m)
	}
	r.Delivery = u.delivery
	r.marks = marksOf(&u.delivery, r.marks)
	r.leaving = !passes
	if r.leaving && (l.following || r.ID != l.selected) {
		l.drop(func(other *row) bool { return other == r })
	}
}

// insert puts a delivery where it belongs, unless that is among rows that are not held.
func (l *list) insert(d *control.Delivery) *row {
	at := slices.IndexFunc(l.rows, func(r *row) bool { return !r.CreatedAt.After(d.CreatedAt.Time) })
	if at < 0 {
		at = len(l.rows)
	}
	switch {
	case at == len(l.rows) && l.older:
		return nil
	case at == 0 && l.newerCut:
		l.unseen++
		return nil
	}
	l.add(at, d, nil)
	if !l.following && at <= l.offset {
		l.offset++
		l.unseen++
	}
	return l.rows[at]
}

// drop removes rows without moving what is in view.
func (l *list) drop(gone func(*row) bool) {
	kept := l.rows[:0]
	offset := l.offset
	for i, r := range l.rows {
		if gone(r) {
			delete(l.byID, r.ID)
			if i < offset {
				l.offset--
			}
			continue
		}
		kept = append(kept, r)
	}
	clear(l.rows[len(kept):])
	l.rows = kept
}

// trim lets rows fall off at the end that is farther from the selection.
func (l *list) trim() {
	over := len(l.rows) - maxRows
	if over <= 0 {
		return
	}
	if l.index() < len(l.rows)/2 {
		for _, r := range l.rows[maxRows:] {
			delete(l.byID, r.ID)
		}
		clear(l.rows[maxRows:])
		l.rows, l.next, l.older = l.rows[:maxRows], "", true
		return
	}
	for _, r := range l.rows[:over] {
		delete(l.byID, r.ID)
	}
	l.rows = slices.Delete(l.rows, 0, over)
	l.offset = max(l.offset-over, 0)
	l.newerCut = true
}

func (l *list) passes(d *control.Delivery, now time.Time) bool {
	return l.filter.Match(&relay.Delivery{
		ID: d.ID, EventID: d.EventID, SubscriptionID: d.SubscriptionID, Provider: d.Provider, Type: d.Type, URL: d.URL,
		State: relay.DeliveryState(d.State), Reason: d.Reason, Reference: d.Reference, CreatedAt: d.CreatedAt.Time,
		AttemptCount: d.AttemptCount, LastStatus: d.LastStatus, LastOutcome: relay.Outcome(d.LastOutcome), LastError: d.LastError,
	}, now)
}
