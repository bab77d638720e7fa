package tui

import (
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

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
		if before.AttemptCount == d.AttemptCount {
			r.explanation, r.explained = before.explanation, before.explained
		}
	}
	r.marks = marksOf(d, r.marks)
	r.Outcomes = nil // they are the marks now
	l.byID[d.ID] = r
	l.rows = slices.Insert(l.rows, at, r)
}

// apply takes a change of one delivery in.
func (l *list) apply(u update, now time.Time) {
	if l.loading {
		l.meanwhile = append(l.meanwhile, u) // the answer may be older than the change
		if !l.loaded {
			return // the selection waits for the rows it may be among
		}
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
	if u.explanation != "" || r.AttemptCount != u.delivery.AttemptCount {
		r.explanation = u.explanation
	}
	r.Delivery = u.delivery
	r.marks = marksOf(&u.delivery, r.marks)
	r.leaving, r.measured = !passes, false
	if r.leaving && (l.following || r.ID != l.selected) {
		l.drop(func(other *row) bool { return other == r })
	}
}

// unexplained is the selected row if its refusal should be asked about; nil otherwise. One is asked about at a time.
func (l *list) unexplained() *row {
	r := l.current()
	if r == nil || l.explaining || !r.refused() || r.explanation != "" || r.explained == r.AttemptCount {
		return nil
	}
	return r
}

func (l *list) takeExplained(msg explainedMsg) {
	l.explaining = false
	if r := l.byID[msg.id]; r != nil && r.AttemptCount == msg.attempt && r.explanation == "" {
		r.explanation = msg.line
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
	return l.filter.Match(filtered(d), now)
}

// filtered is a delivery as filters look at it.
func filtered(d *control.Delivery) *relay.Delivery {
	return &relay.Delivery{
		ID: d.ID, EventID: d.EventID, SubscriptionID: d.SubscriptionID, Provider: d.Provider, Type: d.Type, URL: d.URL,
		State: relay.DeliveryState(d.State), Reason: d.Reason, Reference: d.Reference, CreatedAt: d.CreatedAt.Time,
		AttemptCount: d.AttemptCount, LastStatus: d.LastStatus, LastOutcome: relay.Outcome(d.LastOutcome), LastError: d.LastError,
	}
}
