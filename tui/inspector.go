package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// tab is what the inspector shows of a delivery.
type tab int

const (
	requestTab tab = iota
	responseTab
	attemptsTab
	ladderTab
	diffTab
	booksTab
	faultsTab
	tabCount
)

func (t tab) title() string {
	return [...]string{"Request", "Response", "Attempts", "Ladder", "Diff", "Books", "Faults"}[t]
}

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
	attempt int      // the number of the attempt shown; zero for the newest
	other   int      // the number of the attempt that it is compared with; zero for the one before
	mode    bodyMode // how bodies are shown
	toBody  bool     // it is shown in another way: bring it into view
	offset  int      // of the first line in view
	cursor  int      // the row of the page that keys fold, where something can be folded

	proofs map[int]*proof    // of attempts, by number: how they were signed
	books  *reading          // what the mock received and booked; nil until it was asked for
	folds  map[sheet]folding // what is folded where
	search search

	page  *page // of the tab, drawn for key
	key   pageKey
	lines []line // of the page that are not folded away
}

// sheet is a page whose folding is kept while the inspector stays on its delivery.
type sheet struct {
	tab     tab
	attempt int
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
	*in = inspector{open: in.open, focused: in.focused, reading: in.reading, tab: in.tab, mode: in.mode, search: search{text: in.search.text}}
}

// close forgets what was shown.
func (in *inspector) close() { *in = inspector{reading: in.reading, tab: in.tab, mode: in.mode} }

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
			in.forgetFailures()
		}
	}
	if in.open && (in.again || msg.id != in.id) {
		return in.read(calls)
	}
	return nil
}

// attemptIndex is where the shown attempt stands; -1 when there is none.
func (in *inspector) attemptIndex() int { return in.indexOf(in.attempt, 1) }

// otherIndex is where the attempt stands that it is compared with; -1 when there is none.
func (in *inspector) otherIndex() int {
	if in.other == 0 {
		return in.attemptIndex() - 1
	}
	return in.indexOf(in.other, 2)
}

// indexOf is where an attempt stands; where there is none with that number, it is the last but so many.
func (in *inspector) indexOf(number, last int) int {
	if in.shown == nil {
		return -1
	}
	for i := range in.shown.Attempts {
		if in.shown.Attempts[i].Number == number {
			return i
		}
	}
	return len(in.shown.Attempts) - last
}

// attemptAt is an attempt of the shown delivery; nil when there is none.
func (in *inspector) attemptAt(i int) *control.Attempt {
	if i < 0 {
		return nil
	}
	return &in.shown.Attempts[i]
}

// current is the shown attempt; nil when there is none.
func (in *inspector) current() *control.Attempt { return in.attemptAt(in.attemptIndex()) }
