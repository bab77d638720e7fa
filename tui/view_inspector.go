package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// inspectorPane draws the open inspector.
func (m *model) inspectorPane(l layout) []string {
	t, in := m.theme, &m.inspector
	b := box{width: l.inspectorPane(), height: l.body, focused: in.focused || l.narrow}
	d := in.shown
	switch {
	case in.err != nil:
		b.title = t.shortID(in.id)
		b.lines = []string{"", " " + t.failed.Render("This delivery cannot be read."), ""}
		for _, line := range prose(t.clean(problem(in.err)), l.inspectorWidth()) {
			b.lines = append(b.lines, " "+line)
		}
		return t.frame(b)
	case d == nil && m.list.byID[in.id] == nil:
		b.title = t.shortID(in.id)
		b.lines = []string{"", " " + t.dim.Render("reading"+t.ellipsis)}
		return t.frame(b)
	case d == nil:
		d = &m.list.byID[in.id].Delivery // its row tells what stands above the tabs
	}
	b.title = t.strong.Render(t.shortID(d.ID)) + "  " + t.clean(d.Type) + t.dim.Render(" "+t.arrow+" ") + m.receiver(d)
	w := l.inspectorWidth()
	for _, line := range []string{m.stateLine(d, w), t.tabLine(in, w), ""} {
		b.lines = append(b.lines, " "+line)
	}
	if in.shown == nil {
		b.lines = append(b.lines, " "+t.dim.Render("reading"+t.ellipsis))
	}
	rows := l.inspectorRows()
	b.lines = append(b.lines, m.inspectorLines(w, rows)...)
	var corner []string
	if text := in.search.position(); text != "" {
		corner = append(corner, t.waiting.Render(text))
	}
	if len(in.lines) > rows {
		corner = append(corner, t.dim.Render(position(in.offset, rows, len(in.lines))))
	}
	b.corner = strings.Join(corner, t.dim.Render("  "))
	return t.frame(b)
}

// receiver is where a delivery goes: its subscription's name, or its id.
func (m *model) receiver(d *control.Delivery) string {
	if name := m.server.owners[d.SubscriptionID].Name; name != "" {
		return m.theme.clean(name)
	}
	return m.theme.shortID(d.SubscriptionID)
}

// stateLine says where a delivery stands, and why.
func (m *model) stateLine(d *control.Delivery, w int) string {
	t := m.theme
	text := t.stateCell(d)
	if d.Reason != "" {
		text += "  " + t.clean(d.Reason)
	}
	if d.Reference != "" {
		text += "  " + t.clean(d.Reference)
	}
	if d.ReplayOf != "" {
		text += t.dim.Render("  replay of " + t.shortID(d.ReplayOf))
	}
	return t.apart(text, t.dim.Render(t.clean(d.Provider)), w)
}

// tabLine shows the tabs, the open one in brackets, which are also the keys that turn them, and which attempt is shown.
func (t *theme) tabLine(in *inspector, w int) string {
	names, at := in.tabNames(w)
	var line strings.Builder
	for i, name := range names {
		if t.words() && i > 0 && name[0] != ' ' {
			line.WriteString(" ")
		}
		if tab(i) == in.tab {
			line.WriteString(t.open.Render(name))
			continue
		}
		line.WriteString(t.dim.Render(name))
	}
	return t.apart(line.String(), t.dim.Render(at), w)
}

// tabNames are the tabs as they stand side by side, with the blanks before them, and which attempt is shown. Where there is
// no room, those that are not open are shortened.
func (in *inspector) tabNames(w int) (names [tabCount]string, at string) {
	long, short := in.position()
	for _, shorter := range [][tabCount]string{
		{"Request", "Response", "Attempts", "Ladder", "Diff", "Books", "Faults"},
		{"Req", "Resp", "Att", "Ladder", "Diff", "Books", "Faults"},
		{"Rq", "Rs", "At", "La", "Di", "Bo", "Fa"},
	} {
		cells := 0
		for i := range tabCount {
			switch {
			case i == in.tab:
				names[i] = "[" + i.title() + "]"
			case i == in.tab+1:
				names[i] = shorter[i] // the bracket is its blank
			default:
				names[i] = " " + shorter[i]
			}
			cells += len(names[i])
		}
		for _, at := range []string{long, short} {
			if cells+1+len(at) <= w {
				return names, at
			}
		}
	}
	return names, ""
}

// position says which attempt is shown, at length and shortly.
func (in *inspector) position() (long, short string) {
	if in.shown == nil || len(in.shown.Attempts) < 2 {
		return "", ""
	}
	switch n := len(in.shown.Attempts); in.tab {
	case requestTab, responseTab:
		return fmt.Sprintf("attempt %d of %d", in.attemptIndex()+1, n), fmt.Sprintf("%d/%d", in.attemptIndex()+1, n)
	case diffTab:
		return fmt.Sprintf("attempts %d and %d of %d", in.otherIndex()+1, in.attemptIndex()+1, n), fmt.Sprintf("%d:%d", in.otherIndex()+1, in.attemptIndex()+1)
	}
	return "", ""
}

// inspectorLines draws the lines in view, the one that keys fold marked.
func (m *model) inspectorLines(w, rows int) []string {
	t, in := m.theme, &m.inspector
	if in.page == nil {
		return nil
	}
	cursor := -1
	if m.insideInspector() && in.foldable() {
		cursor = in.lineOf(in.cursor)
	}
	end := min(in.offset+rows, len(in.lines))
	var drawn []string
	for i := min(in.offset, end); i < end; i++ {
		lead := " "
		if i == cursor {
			lead = t.accent.Render(t.fit(t.here, 1))
		}
		drawn = append(drawn, lead+t.drawLine(in.page, in.lines[i], w, &in.search))
	}
	return drawn
}
