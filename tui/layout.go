package tui

// layout is where everything stands on a screen of some size.
type layout struct {
	width, height int
	top           int  // the line where the body begins
	body          int  // lines between header and footer
	narrow        bool // the inspector covers the list
	split         int  // the list's width beside an inspector
}

const (
	splitFrom     = 110 // the list and the inspector side by side from this width on
	inspectorHead = 3   // lines above what scrolls
)

func (m *model) layout() layout {
	l := layout{width: m.width, height: m.height, body: m.height - 2, narrow: m.width < splitFrom}
	l.top = 1
	if m.banner(m.width) != "" {
		l.body--
		l.top++
	}
	if m.overlay != nil && m.overlay.line(m) != "" {
		l.body--
	}
	l.split = m.width
	if m.inspector.open && !l.narrow {
		l.split = max(m.width*58/100, 66)
	}
	return l
}

// listRows is how many deliveries are in view: without borders and column names.
func (l layout) listRows() int { return max(l.body-3-l.aboutRows(), 0) }

// aboutRows is how many lines below the list tell of the selected delivery: none where there is little room, or where the
// inspector does.
func (l layout) aboutRows() int {
	if l.body < 14 || l.width < 40 || l.split < l.width {
		return 0
	}
	return aboutRows
}

// inspectorPane is the inspector's width with its borders.
func (l layout) inspectorPane() int {
	if l.narrow {
		return l.width
	}
	return l.width - l.split
}

// inspectorLeft is where the inspector's pane begins.
func (l layout) inspectorLeft() int { return l.width - l.inspectorPane() }

// inspectorWidth is how wide the inspector's lines are.
func (l layout) inspectorWidth() int { return max(l.inspectorPane()-4, 1) }

// inspectorRows is how many of its lines are in view.
func (l layout) inspectorRows() int { return max(l.body-2-inspectorHead, 0) }

// paletteWidth is a palette's width with its borders.
func (l layout) paletteWidth() int { return min(l.width, 92, max(l.width-8, 60)) }

// paletteRows is how many entries of a palette are in view.
func (l layout) paletteRows() int { return min(max(l.height-17, 3), 12) }
