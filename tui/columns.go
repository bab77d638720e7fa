package tui

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
)

// columns are the widths of the list's columns. A column of no width is not drawn.
type columns struct {
	state, product, event, endpoint, tries, reply, next, age, why int

	roomy bool // times may be written out
}

// content is how wide the rows' texts are. It only grows, so that nothing jumps while rows come and go.
type content struct{ product, event, endpoint, tries, reply, next int }

const (
	roomyFrom    = 100 // cells of a list that has room for everything
	shortProduct = 4   // letters that tell the products apart
	ageWidth     = 4
	leastEvent   = 17 // cells of the event, before others join in
	leastWhy     = 24 // cells from which on a sentence can be read
)

// columnsOf shares w cells out: each column gets what its texts need, the event the rest. Where that is too little for
// the event, the others give way, and next is the last one to go. Where there is more, age, endpoint and the reason of a
// failure join in.
func columnsOf(w int, has content) columns {
	tries, reply := 8, 13
	if w >= roomyFrom {
		tries, reply = 16, 24
	}
	c := columns{
		state: 11, product: min(max(has.product, 7), 10), tries: min(max(has.tries, 5), tries), reply: min(max(has.reply, 5), reply),
		next: min(max(has.next, 6), 7), roomy: w >= roomyFrom,
	}
	if c.roomy {
		c.next += len("in ")
	}
	lack := func(need int) int { return min(need, max(has.event, 8)) - c.rest(w) }
	shrink := func(column *int, least, need int) {
		if by := lack(need); by > 0 {
			*column = min(*column, max(*column-by, least))
		}
	}
	shrink(&c.tries, 6, 24)
	shrink(&c.reply, 8, 23)
	if lack(17) > 0 {
		c.product = shortProduct
	}
	shrink(&c.reply, 5, 15)
	for _, column := range []*int{&c.product, &c.tries, &c.reply} {
		if lack(12) > 0 {
			*column = 0
		}
	}
	c.join(w, has)
	c.event = max(c.rest(w), 8)
	needs := max(has.event, leastEvent)
	if more := c.event - needs - 1; more >= leastWhy {
		c.event, c.why = needs, more
	}
	return c
}

// join adds the columns that are drawn where the event does not need their room.
func (c *columns) join(w int, has content) {
	needs := max(has.event, leastEvent)
	if c.rest(w)-ageWidth-1 >= min(needs, 22) {
		c.age = ageWidth
	}
	if endpoint := min(max(has.endpoint, 8), 24); c.rest(w)-endpoint-1 >= needs {
		c.endpoint = endpoint
	}
}

// rest is what w cells leave for the event.
func (c columns) rest(w int) int {
	return beside(w, c.state, c.product, c.endpoint, c.tries, c.reply, c.next, c.age, c.why)
}

// beside is what w cells leave for one more column: without the edges, the other columns, and a blank behind each that is shown.
func beside(w int, others ...int) int {
	const edges = 3 + 1
	w -= edges
	for _, column := range others {
		if column > 0 {
			w -= column + 1
		}
	}
	return w
}

// productCell cuts a product's name; where it has no room, to its first letters alone.
func (t *theme) productCell(name string, w int) string {
	if w == shortProduct {
		name = ansi.Truncate(name, w, "")
	}
	return t.fit(name, w)
}

// measure takes the widths of rows that are new or have changed.
func (m *model) measure() {
	t, has := m.theme, &m.list.content
	for _, r := range m.list.rows {
		if r.measured {
			continue
		}
		r.measured = true
		reply, _ := t.reply(&r.Delivery)
		has.product = max(has.product, width(t.clean(r.Provider)))
		has.event = max(has.event, width(t.clean(r.Type)))
		has.endpoint = max(has.endpoint, width(m.endpoint(&r.Delivery)))
		has.tries = max(has.tries, t.marksWidth(r.marks))
		has.reply = max(has.reply, width(reply))
		if r.State == string(relay.Pending) {
			has.next = max(has.next, width(t.due(&r.Delivery, m.server.now, false)))
		}
	}
}

// remeasure forgets the widths, where the screen is another anyway.
func (l *list) remeasure() {
	l.content = content{}
	for _, r := range l.rows {
		r.measured = false
	}
}
