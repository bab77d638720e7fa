package tui

import (
	"fmt"
	"strings"
	"time"

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
	end := min(in.offset+rows, len(in.lines))
	for _, line := range in.lines[min(in.offset, end):end] {
		b.lines = append(b.lines, " "+line)
	}
	if len(in.lines) > rows {
		b.corner = t.dim.Render(position(in.offset, rows, len(in.lines)))
	}
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

// tabLine shows the tabs, the open one in brackets, which are also the keys that turn them.
func (t *theme) tabLine(in *inspector, w int) string {
	var line strings.Builder
	for i := range tabCount {
		if i == in.tab {
			line.WriteString(t.accent.Bold(true).Render("[" + i.title() + "]"))
		} else {
			line.WriteString(t.dim.Render(" " + i.title() + " "))
		}
	}
	return t.apart(line.String(), t.dim.Render(in.position()), w)
}

// position says which attempt is shown.
func (in *inspector) position() string {
	if in.shown == nil || len(in.shown.Attempts) < 2 || in.tab == attemptsTab {
		return ""
	}
	return fmt.Sprintf("attempt %d of %d", in.attemptIndex()+1, len(in.shown.Attempts))
}

// inspectorLines draws what the open tab shows, w cells wide.
func (t *theme) inspectorLines(in *inspector, w int, now time.Time) []string {
	attempt := in.current()
	switch {
	case in.tab == attemptsTab:
		return t.attemptsLines(in, w, now)
	case attempt == nil && in.tab == requestTab:
		return t.unsentLines(in.shown, w, now)
	case attempt == nil:
		return []string{t.dim.Render("No attempt was made yet.")}
	case in.tab == responseTab:
		return t.responseLines(attempt, w)
	}
	return t.requestLines(attempt, w)
}
