package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// listPane draws the deliveries.
func (m *model) listPane(l layout) []string {
	t := m.theme
	b := box{title: m.listTitle(), width: l.split, height: l.body, focused: !m.inspector.focused}
	inner := b.width - 2
	rows := l.listRows()
	switch {
	case len(m.list.rows) > 0:
		b.lines = m.listLines(inner, rows)
		if about := m.aboutLines(l, inner); about != nil {
			b.lines = append(slices.Grow(b.lines, rows+1)[:rows+1:rows+1], about...)
		}
	default:
		b.lines = m.emptyLines(inner)
	}
	b.right = m.viewsLine(viewsRoom(b.width, b.title))
	switch {
	case m.list.newerCut:
		b.corner = t.accent.Render("newer ones " + t.up)
	case m.list.unseen > 0:
		b.corner = t.accent.Render(number(m.list.unseen) + " new " + t.up)
	}
	return t.frame(b)
}

func (m *model) listTitle() string {
	title := m.theme.strong.Render("Deliveries")
	if m.list.text != "" {
		title += m.theme.dim.Render(" "+m.theme.flat+" ") + m.theme.accent.Render(m.theme.clean(m.list.text))
	}
	switch n := len(m.list.marked); {
	case m.list.allMarked:
		title += m.theme.accent.Render("  all marked")
	case n > 0:
		title += m.theme.accent.Render("  " + number(n) + " marked")
	}
	return title
}

// listLines are the column names and the rows in view.
func (m *model) listLines(w, rows int) []string {
	t, c := m.theme, columnsOf(w, m.list.content)
	names := cells{
		state: "state", product: t.productCell("product", c.product), event: "event", endpoint: "endpoint", tries: "tries",
		reply: t.fitRight("reply", c.reply), next: t.fitRight("next", c.next), age: t.fitRight("age", c.age), why: "why",
	}
	lines := []string{t.dim.Render("   " + t.line(c, names))}
	current := m.list.current()
	for i := m.list.offset; i < len(m.list.rows) && i < m.list.offset+rows; i++ {
		r := m.list.rows[i]
		lines = append(lines, m.rowLine(c, r, r == current))
	}
	if m.list.paging && len(lines) <= rows {
		lines = append(lines, t.dim.Render("   reading older ones"+t.ellipsis))
	}
	return lines
}

func (m *model) rowLine(c columns, r *row, current bool) string {
	t := m.theme
	mark, here, text := " ", " ", t.plain
	if m.list.isMarked(r.ID) {
		mark = t.accent.Render(t.marked)
	}
	if current {
		here, text = t.accent.Render(t.here), t.strong
	}
	lead := mark + here + " "
	if r.leaving {
		text = t.dim
	}
	reply, style := t.reply(&r.Delivery)
	return lead + t.line(c, cells{
		state: t.stateCell(&r.Delivery), product: text.Render(t.productCell(t.clean(r.Provider), c.product)),
		event: text.Render(t.fitLeft(t.clean(r.Type), c.event)), endpoint: t.dim.Render(t.fit(m.endpoint(&r.Delivery), c.endpoint)),
		tries: t.tries(r.marks, c.tries), reply: style.Render(t.replyCell(&r.Delivery, reply, c.reply)),
		next: t.dim.Render(t.fitRight(t.due(&r.Delivery, m.server.now, c.roomy), c.next)),
		age:  t.dim.Render(t.fitRight(age(m.server.now.Sub(r.CreatedAt.Time)), c.age)), why: t.dim.Render(t.fit(t.clean(r.why()), c.why)),
	})
}

// cells are the texts of a row's columns.
type cells struct{ state, product, event, endpoint, tries, reply, next, age, why string }

// line puts cells into their columns, and leaves out those that have no room.
func (t *theme) line(c columns, text cells) string {
	all := []string{
		t.fit(text.state, c.state), t.fit(text.product, c.product), t.fit(text.event, c.event), t.fit(text.endpoint, c.endpoint),
		t.fit(text.tries, c.tries), t.fit(text.reply, c.reply), t.fit(text.next, c.next), t.fit(text.age, c.age), t.fit(text.why, c.why),
	}
	return strings.Join(slices.DeleteFunc(all, func(cell string) bool { return cell == "" }), " ")
}

// stateCell is a state as glyph and word; a failure that was injected is marked.
func (t *theme) stateCell(d *control.Delivery) string {
	sign, style := t.sign(d.State)
	text := style.Render(sign + " " + t.clean(d.State))
	if d.State == string(relay.Failed) && d.LastFaults > 0 {
		text += " " + t.injected.Render(t.bolt)
	}
	return text
}

// reply is what the receiver said, as short as it can be: its reference, a status, an outcome.
func (t *theme) reply(d *control.Delivery) (string, pen) {
	style := t.plain
	if d.LastOutcome != string(relay.Success) {
		style = t.failed
	}
	switch {
	case d.Reference != "":
		return t.clean(d.Reference), style
	case d.AttemptCount == 0 && d.Reason != "":
		return t.clean(strings.ReplaceAll(d.Reason, "_", " ")), t.failed
	case d.AttemptCount == 0:
		return t.dash, t.dim
	case d.LastStatus > 0:
		return fmt.Sprint(d.LastStatus), style
	}
	return t.clean(strings.TrimSuffix(d.LastOutcome, "_error")), style
}

// replyCell keeps a word's beginning and a reference's end.
func (t *theme) replyCell(d *control.Delivery, reply string, w int) string {
	switch {
	case width(reply) > w && d.Reference != "":
		return t.fitLeft(reply, w)
	case width(reply) > w:
		return t.fit(reply, w)
	}
	return t.fitRight(reply, w)
}

// due says when the next attempt is made.
func (t *theme) due(d *control.Delivery, now time.Time, roomy bool) string {
	switch relay.DeliveryState(d.State) {
	case relay.Held:
		return "paused"
	case relay.Sending:
		return "now"
	case relay.Pending:
		if d.DueAt == nil {
			return t.dash
		}
		left := wait(d.DueAt.Sub(now))
		if roomy && left != "now" {
			left = "in " + left
		}
		return left
	}
	return t.dash
}

// emptyLines teach what to do when there is nothing to show.
func (m *model) emptyLines(w int) []string {
	t := m.theme
	switch {
	case m.list.err != nil:
		return t.said(w, t.failed.Render("The deliveries cannot be read."), "", t.clean(problem(m.list.err)))
	case !m.list.loaded && m.server.lost != nil:
		return t.said(w, t.failed.Render("No ledgerhook answers at "+t.clean(m.server.base)+"."), "", "Start one in another terminal; this one connects by itself:", "", "  "+t.accent.Render("ledgerhook serve"))
	case !m.list.loaded:
		return t.said(w, t.dim.Render("reading the deliveries"+t.ellipsis))
	case m.list.text != "":
		return t.said(w, "No delivery passes this filter.", "", t.accent.Render("esc")+" takes it away, "+t.accent.Render("/")+" changes it.")
	}
	return t.said(w, t.strong.Render("No delivery yet."), "", "Make one from another terminal:", "",
		"  "+t.accent.Render("ledgerhook "+m.cli("trigger finpilo document.sent")),
		"  "+t.accent.Render("ledgerhook "+m.cli("trigger fintoro invoices.paid")),
		"  "+t.accent.Render("ledgerhook "+m.cli("trigger bookkeeper payment.confirmed")), "",
		"or press "+t.accent.Render("t")+" here and pick an event.")
}

// cli is a command line that reaches this server, without the program's name.
func (m *model) cli(command string) string {
	const usual = "http://127.0.0.1:7117"
	if m.server.base != usual {
		command += " --server " + quoted(m.server.base)
	}
	return command
}
