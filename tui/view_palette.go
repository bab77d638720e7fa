package tui

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// paletteBox draws the open palette.
func (m *model) paletteBox(l layout) []string {
	t, p := m.theme, &m.palette
	w := l.paletteWidth()
	inner := w - 4
	b := box{title: t.strong.Render(p.title), width: w, focused: true}
	b.lines = append(b.lines, p.input.View(), "")
	b.lines = append(b.lines, t.choiceLines(p, inner, l.paletteRows())...)
	b.lines = append(b.lines, "")
	b.lines = append(b.lines, m.previewLines(inner)...)
	if p.kind == faultPalette {
		b.lines = append(b.lines, "")
		b.lines = append(b.lines, m.rulesLines(inner, max(l.body-len(b.lines)-2, 1))...)
	}
	for i := range b.lines {
		b.lines[i] = " " + t.fit(b.lines[i], inner)
	}
	b.height = min(len(b.lines)+2, l.body)
	return t.frame(b)
}

// choiceLines are the entries in view, always as many lines, so that the box keeps its size.
func (t *theme) choiceLines(p *palette, w, rows int) []string {
	lines := make([]string, rows)
	switch {
	case p.loading:
		lines[0] = t.dim.Render("  reading" + t.ellipsis)
		return lines
	case len(p.matches) == 0:
		lines[0] = t.dim.Render("  nothing is called like that")
		return lines
	}
	column := 0
	for i := range p.choices {
		column = max(column, width(t.choiceName(&p.choices[i])))
	}
	column = min(column, w/2)
	first := max(0, min(p.picked-rows/2, len(p.matches)-rows))
	for i := range lines {
		if first+i >= len(p.matches) {
			break
		}
		c := &p.choices[p.matches[first+i]]
		lead, name := "  ", t.plain
		if first+i == p.picked {
			name = t.strong
			lead = t.here + " "
			if !p.onRules {
				lead = t.accent.Render(t.here) + " "
			}
		}
		lines[i] = lead + name.Render(t.fit(t.choiceName(c), column)) + "  " + t.dim.Render(t.clean(c.meaning))
	}
	return lines
}

// choiceName is an entry as it is typed, with what stands behind its = sign.
func (t *theme) choiceName(c *choice) string {
	if c.spec != "" {
		return t.clean(c.spec)
	}
	if c.value != "" {
		return t.clean(c.name + "=" + c.value)
	}
	return t.clean(c.name)
}

// previewLines explain the picked entry: its meaning, and the command line that does the same; or what is missing.
// They are always as many.
func (m *model) previewLines(w int) []string {
	t, p := m.theme, &m.palette
	lines := make([]string, 3)
	c := p.current()
	if c == nil {
		lines[2] = t.failed.Render(t.clean(p.hint))
		return lines
	}
	copy(lines[:2], prose(t.clean(c.meaning), w))
	command := triggerCommand(c.provider, c.event)
	var err error
	if p.kind == faultPalette {
		var request control.AddFault
		request, err = p.fault()
		request.Value = cmp.Or(request.Value, c.value)
		command = faultCommand(request)
	}
	switch {
	case p.hint != "":
		lines[2] = t.waiting.Render(t.clean(p.hint))
	case err != nil:
		lines[2] = t.failed.Render(t.clean(err.Error()))
	default:
		lines[2] = t.dim.Render(t.clean("ledgerhook " + m.cli(command)))
	}
	return lines
}

// rulesLines are the faults in force: who they hit, when, and how often they did.
func (m *model) rulesLines(w, rows int) []string {
	t, rules := m.theme, m.server.rules
	if len(rules) == 0 {
		return []string{t.dim.Render("No fault is in force.")}
	}
	lines := []string{t.strong.Render("In force")}
	rows = max(min(rows-1, len(rules)), 1)
	first := max(0, min(m.palette.rule-rows/2, len(rules)-rows))
	for i := first; i < first+rows; i++ {
		r := &rules[i]
		lead := "  "
		if m.palette.onRules && i == m.palette.rule {
			lead = t.accent.Render(t.here) + " "
		}
		text := t.injected.Render(t.bolt+" "+t.clean(specOf(r.Name, r.Value))) + t.dim.Render(t.clean(whoOf(r)))
		lines = append(lines, t.apart(lead+text, t.dim.Render(plural(r.Hits, "hit", "hits")), w))
	}
	return lines
}

// whoOf says where, when and whom a rule hits.
func whoOf(r *control.FaultRule) string {
	text := fmt.Sprintf(" at the %s", r.At)
	when := whenOf(r.First, r.Every, r.Chance, r.Limit, " %s=%s")
	if when == "" {
		when = " always"
	}
	text += "," + when
	if strings.TrimSpace(r.Filter) != "" {
		text += ", " + r.Filter
	}
	return text
}
