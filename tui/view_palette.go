package tui

import "cmp"

// box draws the palette.
func (p *palette) box(m *model, l layout) []string {
	t := m.theme
	w := l.paletteWidth()
	inner := w - 4
	b := box{title: t.strong.Render(t.clean(p.purpose.title())), width: w, focused: true}
	b.lines = append(b.lines, t.draw(&p.input, max(w-7, 1)), "")
	b.lines = append(b.lines, t.choiceLines(p, inner, l.paletteRows())...)
	b.lines = append(b.lines, "")
	b.lines = append(b.lines, m.previewLines(p, inner)...)
	if more := p.purpose.beneath(m, inner, max(l.body-len(b.lines)-3, 1)); len(more) > 0 {
		b.lines = append(append(b.lines, ""), more...)
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
	first := p.first(rows)
	for i := range lines {
		if first+i >= len(p.matches) {
			break
		}
		c := &p.choices[p.matches[first+i]]
		lead, name := "  ", t.plain
		if c.dim {
			name = t.dim
		}
		if first+i == p.picked {
			name = t.strong
			lead = t.here + " "
			if !p.purpose.away() {
				lead = t.accent.Render(t.here) + " "
			}
		}
		text := lead + name.Render(t.fit(t.choiceName(c), column)) + "  " + t.dim.Render(t.clean(c.meaning))
		if c.keys != "" {
			text = t.fit(text, w-width(c.keys)-1) + " " + t.accent.Render(c.keys)
		}
		lines[i] = text
	}
	return lines
}

// first is the match in the first of so many rows.
func (p *palette) first(rows int) int { return max(0, min(p.picked-rows/2, len(p.matches)-rows)) }

func (t *theme) choiceName(c *choice) string { return t.clean(cmp.Or(c.shown, c.name)) }

// previewLines explain the picked entry: its meaning, and the command line that does the same; or what is missing.
// They are always as many.
func (m *model) previewLines(p *palette, w int) []string {
	t := m.theme
	lines := make([]string, 4)
	i, ok := p.current()
	if !ok {
		lines[2] = t.failed.Render(t.clean(p.hint))
		return lines
	}
	copy(lines[:2], t.head(prose(t.clean(p.choices[i].meaning), w), 2, w))
	command, err := p.purpose.command(p)
	switch {
	case p.hint != "":
		lines[2] = t.waiting.Render(t.clean(p.hint))
	case err != nil:
		lines[2] = t.failed.Render(t.clean(err.Error()))
	case command != "":
		for n, line := range t.head(words(t.clean("ledgerhook "+m.cli(command)), w), 2, w) {
			lines[2+n] = t.dim.Render(line)
		}
	}
	return lines
}
