package tui

// clickInspector turns to the tab under the pointer, or puts the cursor on the line there; a click on the cursor folds.
// x and y count from the inspector's upper left corner.
func (m *model) clickInspector(l layout, x, y int) {
	const tabs, left = 2, 2 // the line of the tabs, and where it begins
	in, w := &m.inspector, l.inspectorWidth()
	if y == tabs {
		names, _ := in.tabNames(w)
		x -= left
		for i, name := range names {
			if x >= 0 && x < len(name) {
				in.turn(i - int(in.tab))
				return
			}
			x -= len(name)
		}
		return
	}
	i := in.offset + y - 1 - inspectorHead
	if !in.foldable() || y <= inspectorHead || y > inspectorHead+l.inspectorRows() || i >= len(in.lines) {
		return
	}
	if row := in.lines[i].row; row != in.cursor {
		in.cursor = row
		return
	}
	in.fold(w, l.inspectorRows())
}
