package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// tab is what the inspector shows of a delivery.
type tab int

const (
	requestTab tab = iota
	responseTab
	attemptsTab
	tabCount
)

func (t tab) title() string { return [...]string{"Request", "Response", "Attempts"}[t] }

// inspector shows one delivery whole.
type inspector struct {
	open    bool
	focused bool   // keys move it, not the list
	id      string // the delivery that is wanted
	shown   *control.Delivery
	err     error  // why it could not be read
	reading string // the id that is being read; empty when none is
	again   bool   // it changed meanwhile: read it again

	tab     tab
	attempt int // the number of the attempt shown; zero for the newest
	offset  int // of the first line in view

	lines []string // of the tab, drawn for key
	key   inspectorKey
}

// inspectorKey is what the lines depend on.
type inspectorKey struct {
	delivery *control.Delivery
	tab      tab
	attempt  int
	width    int
	theme    *theme
	now      time.Time // only where the time left is shown
}

// inspect asks for a delivery, unless it is shown already.
func (in *inspector) inspect(id string, calls calls) tea.Cmd {
	if in.id == id {
		return nil
	}
	in.clear()
	in.id = id
	return in.read(calls)
}

// clear empties the inspector: it never shows another delivery than the wanted one.
func (in *inspector) clear() {
	in.id, in.shown, in.attempt, in.offset, in.err, in.again = "", nil, 0, 0, nil, false
}

// read reads the wanted delivery, if there is one; one reading at a time.
func (in *inspector) read(calls calls) tea.Cmd {
	if in.id == "" {
		return nil
	}
	if in.reading != "" {
		in.again = true
		return nil
	}
	in.reading, in.again = in.id, false
	return calls.readDelivery(in.id)
}

// take takes the answer of a reading.
func (in *inspector) take(msg detailMsg, calls calls) tea.Cmd {
	in.reading = ""
	if msg.id == in.id {
		in.err = msg.err
		if msg.err == nil {
			in.shown = &msg.delivery
		}
	}
	if in.open && (in.again || msg.id != in.id) {
		return in.read(calls)
	}
	return nil
}

// close forgets what was shown.
func (in *inspector) close() { *in = inspector{reading: in.reading, tab: in.tab} }

// turn goes to another tab.
func (in *inspector) turn(by int) {
	in.tab = (in.tab + tab(by) + tabCount) % tabCount
	in.offset = 0
}

// step goes to another attempt.
func (in *inspector) step(by int) {
	if in.shown == nil || len(in.shown.Attempts) == 0 {
		return
	}
	i := min(max(in.attemptIndex()+by, 0), len(in.shown.Attempts)-1)
	in.attempt = in.shown.Attempts[i].Number
	if i == len(in.shown.Attempts)-1 {
		in.attempt = 0
	}
	if in.tab != attemptsTab {
		in.offset = 0
	}
}

// attemptIndex is where the shown attempt stands; -1 when there is none.
func (in *inspector) attemptIndex() int {
	if in.shown == nil {
		return -1
	}
	for i := range in.shown.Attempts {
		if in.shown.Attempts[i].Number == in.attempt {
			return i
		}
	}
	return len(in.shown.Attempts) - 1
}

// current is the shown attempt; nil when there is none.
func (in *inspector) current() *control.Attempt {
	if i := in.attemptIndex(); i >= 0 {
		return &in.shown.Attempts[i]
	}
	return nil
}

// arrange draws the lines if they changed, and keeps the scroll position within them.
func (in *inspector) arrange(t *theme, w, height int, now time.Time) {
	key := inspectorKey{delivery: in.shown, tab: in.tab, attempt: in.attempt, width: w, theme: t}
	if in.tab == attemptsTab || in.current() == nil {
		key.now = now
	}
	if key != in.key {
		in.key, in.lines = key, nil
		if in.shown != nil {
			in.lines = t.inspectorLines(in, w, now)
		}
	}
	in.offset = max(min(in.offset, len(in.lines)-max(height, 1)), 0)
}
