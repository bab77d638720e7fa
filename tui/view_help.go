package tui

import "slices"

// box draws the help: in columns where there is room, those keys bright that do something now.
func (h *helpBox) box(m *model, l layout) []string {
	t := m.theme
	var blocks [][]string
	for _, s := range m.helpOrder() {
		if lines := m.helpLines(s); len(lines) > 0 {
			blocks = append(blocks, lines)
		}
	}
	blocks = append(blocks, m.typingHelp())
	columns := min(max((l.width-4)/helpColumn, 1), 3)
	b := box{title: t.strong.Render("Keys"), width: min(l.width, columns*helpColumn+4), focused: true}
	lines := t.inColumns(blocks, columns)
	h.total, h.rows = len(lines), max(min(len(lines), l.body-2), 0)
	h.scroll(0)
	b.lines = lines[h.offset:min(h.offset+h.rows, len(lines))]
	for i := range b.lines {
		b.lines[i] = " " + b.lines[i]
	}
	if h.total > h.rows {
		b.corner = t.dim.Render(position(h.offset, h.rows, h.total))
	}
	b.height = min(h.rows+2, l.body)
	return t.frame(b)
}

const helpColumn = 44 // cells

// helpOrder are all scopes, those whose keys count now first.
func (m *model) helpOrder() []scope {
	order := m.scopes()
	for s := range scopeCount {
		if !slices.Contains(order, s) {
			order = append(order, s)
		}
	}
	return order
}

// helpLines are the keys of one scope under its title.
func (m *model) helpLines(s scope) []string {
	t := m.theme
	var lines []string
	for i := range m.actions {
		a := &m.actions[i]
		if a.where != s || a.key.Help().Key == "" {
			continue
		}
		if len(lines) == 0 {
			lines = append(lines, t.strong.Render(s.title()))
		}
		lines = append(lines, t.keyLines(a.key.Help().Key, a.does)...)
	}
	return lines
}

// keyLines are a key and what it does, in as many lines as that takes.
func (t *theme) keyLines(keys, does string) []string {
	const column = 6
	var lines []string
	for i, part := range prose(does, helpColumn-column-3) {
		if i > 0 {
			keys = ""
		}
		lines = append(lines, t.accent.Render(t.fit(keys, column))+" "+part)
	}
	return lines
}

// typingHelp are the keys of what lies on top.
func (m *model) typingHelp() []string {
	lines := []string{m.theme.strong.Render("Palettes and lines to type in")}
	for _, k := range m.keys.typing() {
		lines = append(lines, m.theme.keyLines(k.Help().Key, k.Help().Desc)...)
	}
	return lines
}

// inColumns puts blocks of lines into so many columns, from top to bottom, of about equal height.
func (t *theme) inColumns(blocks [][]string, columns int) []string {
	total := 0
	for _, block := range blocks {
		total += len(block) + 1
	}
	height := (total + columns - 1) / columns
	cells := make([][]string, columns)
	at := 0
	for _, block := range blocks {
		if len(cells[at]) > 0 && len(cells[at])+len(block)/2 > height && at < columns-1 {
			at++
		}
		if len(cells[at]) > 0 {
			cells[at] = append(cells[at], "")
		}
		cells[at] = append(cells[at], block...)
	}
	tallest := 0
	for _, column := range cells {
		tallest = max(tallest, len(column))
	}
	lines := make([]string, tallest)
	for i := range lines {
		for c, column := range cells {
			cell := ""
			if i < len(column) {
				cell = column[i]
			}
			if c < columns-1 {
				cell = t.fit(cell, helpColumn-1) + " "
			}
			lines[i] += cell
		}
	}
	return lines
}
