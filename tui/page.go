package tui

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// page is what a tab shows of one delivery: rows, and which of them can be folded. Its rows are drawn only when they come
// into view.
type page struct {
	rows   []pageRow
	nodes  []node   // in the order of their first rows
	clocks []ticker // the rows that tell how much time is left
	body   int      // the row at which the first body begins; zero where there is none
}

// pageRow is one line of a page before it is broken to the width.
type pageRow struct {
	text   string    // safe to draw, without styles: what a search looks at
	inks   []stretch // what the text is drawn in
	styled string    // set: drawn as it is and never broken; text is the same without styles
	hang   int       // cells by which what is broken off is indented
	code   bool      // a line of JSON: its inks are read from the text when it is drawn
}

// ticker draws a row anew whenever the time has moved.
type ticker struct {
	row  int
	draw func(now time.Time) string
}

// line is one line of a page at some width: a part of a row's text.
type line struct {
	row, from, to int
	folded        int // the node that is folded there, from 1; zero for none
}

// add appends rows that are laid out and styled.
func (p *page) add(styled ...string) {
	for _, one := range styled {
		p.rows = append(p.rows, pageRow{text: ansi.Strip(one), styled: one})
	}
}

// addText appends a row that is broken where it does not fit. The text is safe to draw.
func (p *page) addText(text string, in ink) {
	r := pageRow{text: text}
	if in != plainInk {
		r.inks = []stretch{{end: len(text), ink: in}}
	}
	p.rows = append(p.rows, r)
}

// addClock appends a row that tells the time left.
func (p *page) addClock(draw func(now time.Time) string) {
	p.clocks = append(p.clocks, ticker{row: len(p.rows), draw: draw})
	p.rows = append(p.rows, pageRow{})
}

// tick draws what tells the time.
func (p *page) tick(now time.Time) {
	for _, c := range p.clocks {
		styled := c.draw(now)
		p.rows[c.row] = pageRow{text: ansi.Strip(styled), styled: styled}
	}
}

// lines breaks the rows that are not folded away to w cells.
func (p *page) lines(folds folding, w int) []line {
	lines := make([]line, 0, len(p.rows))
	next := 0 // node
	for i := 0; i < len(p.rows); i++ {
		for next < len(p.nodes) && p.nodes[next].first < i {
			next++ // it was folded away
		}
		if next < len(p.nodes) && p.nodes[next].first == i && folds.closed(next) {
			lines = append(lines, line{row: i, to: len(p.rows[i].text), folded: next + 1})
			i = p.nodes[next].last
			continue
		}
		lines = p.rows[i].lines(lines, i, w)
	}
	return lines
}

// lines appends the lines of one row.
func (r *pageRow) lines(lines []line, number, w int) []line {
	if r.styled != "" || w <= 0 || len(r.text) <= w {
		return append(lines, line{row: number, to: len(r.text)})
	}
	rest := max(w-r.hang, min(w, 8))
	if plain(r.text) {
		from, to := 0, w
		for ; to < len(r.text); from, to = to, to+rest {
			lines = append(lines, line{row: number, from: from, to: to})
		}
		return append(lines, line{row: number, from: from, to: len(r.text)})
	}
	from, room := 0, w
	for i := 0; i < len(r.text); {
		cluster, cells := ansi.FirstGraphemeCluster(r.text[i:], ansi.GraphemeWidth)
		if cells > room && i > from {
			lines = append(lines, line{row: number, from: from, to: i})
			from, room = i, rest
		}
		i, room = i+max(len(cluster), 1), room-cells
	}
	return append(lines, line{row: number, from: from, to: len(r.text)})
}

// indent is by how much a line of the row is indented.
func (r *pageRow) indent(l line, w int) string {
	if l.from == 0 {
		return ""
	}
	return strings.Repeat(" ", w-max(w-r.hang, min(w, 8)))
}
