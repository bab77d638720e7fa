package tui

// helpBox shows every key, drawn from the key map.
func (m *model) helpBox(l layout) []string {
	t := m.theme
	var left, right []string
	for i, group := range m.keys.groups() {
		column := &left
		if i >= 2 {
			column = &right
		}
		if len(*column) > 0 {
			*column = append(*column, "")
		}
		*column = append(*column, t.strong.Render(group.title))
		for _, k := range group.keys {
			*column = append(*column, t.accent.Render(t.fit(k.Help().Key, 6))+" "+k.Help().Desc)
		}
	}
	w := min(l.width, 80)
	half := (w - 4) / 2
	b := box{title: t.strong.Render("Keys"), width: w, focused: true}
	for i := range max(len(left), len(right)) {
		line := " "
		for _, column := range [][]string{left, right} {
			cell := ""
			if i < len(column) {
				cell = column[i]
			}
			line += t.fit(cell, half)
		}
		b.lines = append(b.lines, line)
	}
	b.height = min(len(b.lines)+2, l.body)
	return t.frame(b)
}
