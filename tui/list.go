package tui

import (
	"slices"

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

	content content // how wide the rows are

	explaining bool // an explanation is being read

	marked    map[string]bool // ids, shown or not
	allMarked bool            // everything that the filter takes, in place of those
	anchor    string          // the id marked last, where a range begins
}

// row is one delivery in the list.
type row struct {
	control.Delivery
	marks marks

	explanation string // of its newest attempt, where that was refused and the server told why
	explained   int    // the attempt that was asked about

	leaving  bool // no longer passes the filter; goes when the selection does
	measured bool // counts in the list's content as it is now
}

func newList() list { return list{following: true, byID: map[string]*row{}, marked: map[string]bool{}} }

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
