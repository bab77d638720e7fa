package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (b *faultBoard) pane(m *model, l layout) []string {
	t := m.theme
	w, _ := l.sides()
	rows := box{title: t.strong.Render("Faults"), lines: m.faultRows(b, w-2, b.inView(l))}
	if n := len(m.server.rules); n > 0 {
		rows.title += t.dim.Render(fmt.Sprintf(" %s %d in force", t.flat, n))
	} else {
		rows.lines = m.noFaults(b, w-2)
	}
	rows.right = m.viewsLine(viewsRoom(w, rows.title))
	var beside box
	if r := b.current(m); r != nil {
		beside.title = t.injected.Render(t.bolt + " " + t.clean(specOf(r.Name, r.Value)))
	}
	b.aside.fill(t, &beside)
	return m.besides(l, b.open, rows, beside)
}

// faultColumns are the widths of the columns. One of no width is not drawn.
type faultColumns struct{ spec, at, when, filter, hits, last int }

func faultColumnsOf(w int) faultColumns {
	c := faultColumns{spec: 20, at: 8, when: 10, hits: 9}
	if w >= roomyFrom {
		c.spec, c.last = 28, 9
	}
	c.filter = beside(w, c.spec, c.at, c.when, c.hits, c.last)
	if c.filter < 8 {
		c.spec, c.filter = max(c.spec+c.filter+1, 8), 0
	}
	return c
}

// faultRows are the column names and the rules in view.
func (m *model) faultRows(b *faultBoard, w, rows int) []string {
	t, c := m.theme, faultColumnsOf(w)
	head := rowOf(t.fit("fault", c.spec), t.fit("at", c.at), t.fit("when", c.when), t.fit("filter", c.filter), t.fitRight("hits", c.hits), t.fitRight("last", c.last))
	lines := []string{t.dim.Render("   " + head)}
	from, to := b.inWindow(rows)
	for i := from; i < min(to, len(m.server.rules)); i++ {
		r := &m.server.rules[i]
		lead, style := "   ", t.injected
		if i == b.index() {
			lead = " " + t.accent.Render(t.here) + " "
		}
		if spent(r) {
			style = t.dim
		}
		last := t.dash
		if r.LastHit != nil {
			last = ago(m.server.now, r.LastHit.At.Time)
		}
		filter := t.dim.Render(t.fit("all", c.filter))
		if strings.TrimSpace(r.Filter) != "" {
			filter = t.fit(t.clean(r.Filter), c.filter)
		}
		lines = append(lines, lead+rowOf(style.Render(t.fit(t.bolt+" "+t.clean(specOf(r.Name, r.Value)), c.spec)), t.fit(t.clean(r.At), c.at), t.fit(whenText(r), c.when),
			filter, t.fitRight(hitsText(r), c.hits), t.dim.Render(t.fitRight(last, c.last))))
	}
	return lines
}

// spent reports whether a rule has hit as often as it may.
func spent(r *control.FaultRule) bool { return r.Limit > 0 && r.Hits >= r.Limit }

// whenText is the condition of a rule without its limit.
func whenText(r *control.FaultRule) string {
	if when := strings.TrimSpace(whenOf(r.First, r.Every, r.Chance, 0, " %s=%s")); when != "" {
		return when
	}
	return "always"
}

// hitsText is how often a rule hit, of how often it may.
func hitsText(r *control.FaultRule) string {
	if r.Limit > 0 {
		return number(r.Hits) + "/" + number(r.Limit)
	}
	return number(r.Hits)
}

// faultLines show one rule whole, w cells wide.
func (m *model) faultLines(b *faultBoard, r *control.FaultRule, w int) []string {
	t := m.theme
	lines := prose(t.clean(strings.TrimPrefix(whoOf(r), " ")), w)
	if spent(r) {
		lines = append(lines, t.waiting.Render(t.fit("spent: it has hit as often as it may", min(w, 36))))
	}
	lines = append(lines, "")
	if entry, ok := b.catalogue[r.Name]; ok {
		lines = append(lines, t.fact("means", t.clean(entry.Meaning), w)...)
		lines = append(lines, t.fact("expect", t.clean(entry.Expect), w)...)
		lines = append(lines, "")
	}
	lines = append(lines, t.fact("acts", t.clean(r.Acts), w)...)
	if r.Order > 0 {
		lines = append(lines, t.fact("order", t.clean(fmt.Sprintf("%d of those at the %s", r.Order, r.At)), w)...)
	}
	lines = append(lines, t.fact("hits", hitsText(r), w)...)
	if r.LastHit != nil {
		lines = append(lines, t.fact("last hit", ago(m.server.now, r.LastHit.At.Time), w)...)
		lines = append(lines, t.fact("", t.clean(fmt.Sprintf("%s, number %d", r.LastHit.Key, r.LastHit.Number)), w)...)
	}
	made := exactly(&r.CreatedAt)
	if r.DeclaredAs != "" {
		made += ", declared in ledgerhook.yaml as " + r.DeclaredAs
	}
	lines = append(lines, "")
	lines = append(lines, t.fact("made", t.clean(made), w)...)
	command := t.clean("ledgerhook " + m.cli(faultCommand(requestOf(r))))
	lines = append(lines, t.factOf("by", words(command, max(w-factLabel, 1)))...)
	return append(lines, t.fact("id", t.clean(r.ID), w)...)
}

func (m *model) noFaults(b *faultBoard, w int) []string {
	t := m.theme
	switch {
	case b.err != nil && !b.loaded:
		return t.said(w, t.failed.Render("The faults cannot be read."), "", t.clean(problem(b.err)))
	case !b.loaded:
		return t.said(w, t.dim.Render("reading the faults"+t.ellipsis))
	}
	texts := []string{t.strong.Render("Nothing is broken on purpose."), "", "Three that are worth trying:"}
	for _, worth := range [][2]string{
		{"lose-ack --first 1", "booked, and the answer lost: is the retry booked twice?"},
		{"status=503 --first 2", "refused twice: does the third attempt come through?"},
		{"duplicate=at-once", "the same twice at one moment: is it booked once?"},
	} {
		texts = append(texts, "", "  "+t.accent.Render("ledgerhook "+m.cli("faults add "+worth[0])), "  "+t.dim.Render(worth[1]))
	}
	return t.said(w, append(texts, "", "or press "+t.accent.Render("f")+" here and pick one.")...)
}
