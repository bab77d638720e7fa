package tui

import (
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (b *incomingBoard) pane(m *model, l layout) []string {
	t := m.theme
	w, _ := l.sides()
	rows := box{title: t.strong.Render("Incoming"), corner: b.above(t)}
	if b.verdict != "" {
		rows.title += t.dim.Render(" "+t.flat+" ") + t.waiting.Render(b.verdict)
	}
	rows.right = m.viewsLine(viewsRoom(w, rows.title))
	if len(b.newest.rows) == 0 {
		rows.lines = m.noIncoming(b, w-2)
	} else {
		rows.lines = t.fill(m.incomingRows(b, w-2, b.inView(l)), w-2, b.inView(l)+1)
		rows.lines = append(rows.lines, m.aboutIncoming(b, l, w-2)...)
	}
	var beside box
	if in := b.current(); in != nil {
		beside.title = t.strong.Render(t.shortID(in.ID)) + "  " + t.clean(typeText(in))
	}
	b.aside.fill(t, &beside)
	return m.besides(l, b.open, rows, beside)
}

// incomingColumns are the widths of the columns. One of no width is not drawn.
type incomingColumns struct{ verdict, hook, event, answer, from, age int }

// incomingColumnsOf shares w cells out: the event gets the rest.
func incomingColumnsOf(w int) incomingColumns {
	c := incomingColumns{verdict: 12, hook: 11, answer: 6, from: 15, age: ageWidth}
	switch {
	case w >= roomyFrom:
		c.hook, c.from = 24, 24
	case w < 76:
		c.from = 0
	}
	if c.rest(w) < 12 {
		c.hook = shortProduct
	}
	if c.rest(w) < 12 {
		c.answer = 0
	}
	c.event = max(c.rest(w), 0)
	return c
}

// rest is what w cells leave for the event.
func (c incomingColumns) rest(w int) int {
	return beside(w, c.verdict, c.hook, c.answer, c.from, c.age)
}

// incomingRows are the column names and the rows in view.
func (m *model) incomingRows(b *incomingBoard, w, rows int) []string {
	t, c := m.theme, incomingColumnsOf(w)
	head := rowOf(t.fit("verdict", c.verdict), t.fit("hook", c.hook), t.fit("event", c.event), t.fitRight("answer", c.answer), t.fit("from", c.from), t.fitRight("came", c.age))
	lines := []string{t.dim.Render("   " + head)}
	from, to := b.inWindow(rows)
	for i := from; i < min(to, len(b.newest.rows)); i++ {
		in := &b.newest.rows[i]
		lead, text := "   ", t.plain
		if i == b.index() {
			lead, text = " "+t.accent.Render(t.here)+" ", t.strong
		}
		lines = append(lines, lead+rowOf(t.fit(t.incomingVerdict(in.Verdict), c.verdict), text.Render(t.fit(t.clean(hookText(in, c.hook)), c.hook)), text.Render(t.fit(t.clean(typeText(in)), c.event)),
			t.fitRight(answerText(in), c.answer), t.dim.Render(t.fit(t.clean(in.RemoteAddr), c.from)), t.dim.Render(t.fitRight(age(m.server.now.Sub(in.ReceivedAt.Time)), c.age))))
	}
	if b.paging && len(lines) <= rows {
		lines = append(lines, t.dim.Render("   reading older ones"+t.ellipsis))
	}
	return lines
}

// hookText is a hook's name, with the product's where that is another and there is room for it.
func hookText(in *control.Incoming, w int) string {
	if in.Hook == in.Provider || w < len("books (bookkeeper)") {
		return in.Hook
	}
	return in.Hook + " (" + in.Provider + ")"
}

// typeText is the event's type, or that there is none.
func typeText(in *control.Incoming) string {
	switch {
	case in.EventType != "":
		return in.EventType
	case in.Verdict == string(relay.IncomingProbe):
		return "does the URL answer?"
	}
	return "unrecognised"
}

// answerText is what was answered, as short as a column: a status, or that it was the app's.
func answerText(in *control.Incoming) string {
	if in.Status == 0 {
		return "app's"
	}
	return strconv.Itoa(in.Status)
}

// aboutRows is as many lines as below the list of deliveries.
func (b *incomingBoard) aboutRows(l layout) int {
	if l.body < 14 || l.width < 40 {
		return 0
	}
	return aboutRows
}

// aboutIncoming tells more of the picked request at the foot of the rows: when it came, and what is wrong with it.
func (m *model) aboutIncoming(b *incomingBoard, l layout, w int) []string {
	in := b.current()
	if b.aboutRows(l) == 0 || in == nil {
		return nil
	}
	t := m.theme
	style := t.dim
	switch relay.IncomingVerdict(in.Verdict) {
	case relay.IncomingRejected:
		style = t.failed
	case relay.IncomingUnverified:
		style = t.waiting
	}
	who := t.strong.Render(t.shortID(in.ID)) + t.dim.Render("  from "+t.clean(in.RemoteAddr)+", ") + t.clean(answeredText(in))
	came := "came " + in.ReceivedAt.UTC().Format("15:04:05") + ", " + ago(m.server.now, in.ReceivedAt.Time)
	return []string{
		t.dim.Render(strings.Repeat(t.flat, w)), " " + t.apart(who, t.dim.Render(came)+" ", w-1), " " + style.Render(t.fit(t.clean(in.Problem), w-2)),
	}
}

func (m *model) noIncoming(b *incomingBoard, w int) []string {
	t := m.theme
	switch {
	case b.err != nil && !b.loaded:
		return t.said(w, t.failed.Render("What came in cannot be read."), "", t.clean(problem(b.newest.err)))
	case !b.loaded:
		return t.said(w, t.dim.Render("reading what came in"+t.ellipsis))
	case b.verdict != "":
		return t.said(w, "Nothing that came in is "+b.verdict+".", "", t.accent.Render("esc")+" shows all again, "+t.accent.Render("/")+" another verdict.")
	}
	return t.said(w, t.strong.Render("Nothing has come in yet."), "", "With a tunnel in front, a relay takes a real product's webhooks in, and passes them on to your app:", "",
		"  "+t.accent.Render("ledgerhook relay --provider fintoro --secret @FILE --to URL"), "", "It prints the URL to register. What comes in stands here, and each request can be passed on again.")
}
