package tui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// ladder draws rows between and beside lifelines.
type ladder struct {
	theme      *theme
	signs      inspectorGlyphs
	width      int
	lanes      int // three, or four with the books
	lanesNamed []string
	segment    int // cells from one lifeline to the next
	rows       []pageRow
	pieces     []piece // of the row that is being drawn
	drawn      bool    // there is something in it besides the lifelines

	books     *control.DeliveryBooks // nil where they are not known or empty
	byAttempt map[int][]*control.Receipt
	byReceipt map[string][]*control.Posting
	told      map[string]bool // receipts, by id
}

// piece is a text at a place of a row.
type piece struct {
	at   int
	text string
	ink  ink
}

const widestSegment = 30

func newLadder(t *theme, books *control.DeliveryBooks, w int) *ladder {
	l := &ladder{theme: t, signs: t.inspector(), width: w, lanes: 3, byAttempt: map[int][]*control.Receipt{}, byReceipt: map[string][]*control.Posting{}, told: map[string]bool{}}
	if books != nil && len(books.Receipts)+len(books.Postings) > 0 {
		l.books, l.lanes = books, 4
		for i := range books.Receipts {
			r := &books.Receipts[i]
			l.byAttempt[r.Attempt] = append(l.byAttempt[r.Attempt], r)
		}
		for i := range books.Postings {
			p := &books.Postings[i]
			l.byReceipt[p.ReceiptID] = append(l.byReceipt[p.ReceiptID], p)
		}
	}
	l.segment = max(min((w-1)/l.lanes, widestSegment), 1)
	return l
}

func (l *ladder) at(lane lane) int { return int(lane) * l.segment }

// put adds a piece that ends before the place to.
func (l *ladder) put(at, to int, text string, in ink) {
	if l.theme.words() {
		l.pieces, l.drawn = append(l.pieces, piece{text: text, ink: in}), true
		return
	}
	if to = min(to, l.width); to > at {
		l.pieces = append(l.pieces, piece{at, ansi.Truncate(text, to-at, l.theme.ellipsis), in})
		l.drawn = true
	}
}

// names stand above the lifelines.
func (l *ladder) names(names ...string) {
	l.lanesNamed = names
	if l.theme.words() {
		return
	}
	for i, name := range names[:l.lanes] {
		l.put(l.at(lane(i)), l.at(lane(i+1))-1, name, strongInk)
	}
	l.rows = append(l.rows, l.row())
	l.pieces, l.drawn = nil, false
}

// time stands between the product and the engine, at the end of what is free there.
func (l *ladder) time(text string) {
	if l.theme.words() {
		l.put(0, 0, text, dimInk)
		return
	}
	text = ansi.Truncate(text, max(l.segment-2, 0), "")
	l.put(l.at(engineLane)-1-width(text), l.at(engineLane), text, dimInk)
}

// note stands right of a lifeline, up to the next one.
func (l *ladder) note(at lane, text string, in ink) {
	if int(at) >= l.lanes {
		return
	}
	to := l.at(at + 1)
	if int(at) == l.lanes-1 {
		to = l.width
	}
	l.put(l.at(at)+2, to, text, in)
}

// noteOver is a note that the other lifelines give way to.
func (l *ladder) noteOver(at lane, text string, in ink) { l.put(l.at(at)+2, l.width, text, in) }

// arrow goes from a lifeline to the next one.
func (l *ladder) arrow(from lane, label string, in ink) {
	l.line(from, l.signs.fromLeft+l.along(label, l.signs.right, false), label+" to "+l.lanesNamed[from+1], in)
}

// broken is an arrow that does not arrive.
func (l *ladder) broken(from lane, label string, in ink) {
	short := ansi.Truncate(l.along(label, l.theme.failedSign, false), max(l.segment-1, 0), "")
	l.line(from, l.signs.fromLeft+short, label+" does not reach "+l.lanesNamed[from+1], in)
}

// answer goes back from the receiver to the engine.
func (l *ladder) answer(label string, in ink) {
	l.line(engineLane, l.theme.upright+l.along(label, l.signs.left, true)+l.signs.fromRight, "answered "+label, in)
}

// lost is an answer that does not arrive.
func (l *ladder) lost(label string, in ink) {
	l.line(engineLane, l.theme.upright+l.along(label, l.theme.failedSign, true)+l.signs.fromRight, "no answer arrives: "+label, in)
}

// along is what stands between two lifelines: a label in the middle of a line with a head at one end.
func (l *ladder) along(label, head string, back bool) string {
	room := l.segment - 1 - width(head)
	if room <= 0 {
		return strings.Repeat(l.theme.flat, max(l.segment-1, 0))
	}
	if label = ansi.Truncate(label, max(room-1, 0), l.theme.ellipsis); width(label)+4 <= room {
		label = " " + label + " "
	}
	dashes := room - width(label)
	text := strings.Repeat(l.theme.flat, dashes/2) + label + strings.Repeat(l.theme.flat, dashes-dashes/2)
	if back {
		return head + text
	}
	return text + head
}

// line draws what goes from a lifeline to the next one, or tells it.
func (l *ladder) line(from lane, text, told string, in ink) {
	if l.theme.words() {
		text = told
	}
	to := l.at(from+1) + 1
	l.put(l.at(from), to, text, in)
}

// flush ends a row, if there is anything in it.
func (l *ladder) flush() {
	if !l.drawn {
		return
	}
	for i := range l.lanes {
		if l.theme.words() {
			break
		}
		l.pieces = append(l.pieces, piece{l.at(lane(i)), l.theme.upright, dimInk})
	}
	l.rows = append(l.rows, l.row())
	l.pieces, l.drawn = nil, false
}

// row puts the pieces side by side; where two overlap the first one put stands.
func (l *ladder) row() pageRow {
	if l.theme.words() {
		var told []string
		for _, p := range l.pieces {
			told = append(told, strings.TrimSpace(p.text))
		}
		return pageRow{text: strings.Join(told, ", ")}
	}
	var kept []piece
	for _, p := range l.pieces {
		end := p.at + width(p.text)
		if end <= l.width && !slices.ContainsFunc(kept, func(k piece) bool { return p.at < k.at+width(k.text) && k.at < end }) {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, func(a, b piece) int { return cmp.Compare(a.at, b.at) })
	var r pageRow
	cells := 0
	for _, p := range kept {
		r.text += strings.Repeat(" ", p.at-cells)
		if len(r.text) > 0 {
			r.inks = append(r.inks, stretch{len(r.text), plainInk})
		}
		r.text += p.text
		r.inks = append(r.inks, stretch{len(r.text), p.ink})
		cells = p.at + width(p.text)
	}
	return r
}
