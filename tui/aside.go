package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// aside is what stands beside the rows of a board. Where the screen is narrow, it covers them while it is open. The zero
// value is ready.
type aside struct {
	open   bool
	about  string // what it is about: with something else it begins at the top
	lines  []string
	rows   int // in view
	offset int // of the first line in view
}

// arrange takes what is to be shown in so many rows.
func (a *aside) arrange(about string, lines []string, rows int) {
	if about != a.about {
		a.about, a.offset = about, 0
	}
	a.lines, a.rows = lines, max(rows, 0)
	a.scroll(0)
}

func (a *aside) scroll(by int) { a.offset = max(min(a.offset+by, len(a.lines)-a.rows), 0) }

func (a *aside) scrolls() bool { return len(a.lines) > a.rows }

// fill puts it into a box.
func (a *aside) fill(t *theme, b *box) {
	for _, line := range a.lines[min(a.offset, len(a.lines)):min(a.offset+a.rows, len(a.lines))] {
		b.lines = append(b.lines, " "+line)
	}
	if a.scrolls() {
		b.corner = t.dim.Render(position(a.offset, a.rows, len(a.lines)))
	}
}

// sides are the widths of the rows and of what stands beside them; both are the screen's where it is narrow.
func (l layout) sides() (rows, beside int) {
	if l.narrow {
		return l.width, l.width
	}
	rows = max(l.width*58/100, 66)
	return rows, l.width - rows
}

// paneRows is how many lines there are within a box as high as the body.
func (l layout) paneRows() int { return max(l.body-2, 0) }

// besides draws the rows and what stands beside them; where it is narrow, one of the two.
func (m *model) besides(l layout, open bool, rows, beside box) []string {
	t := m.theme
	rows.width, beside.width = l.sides()
	rows.height, beside.height = l.body, l.body
	rows.focused, beside.focused = true, open
	switch {
	case !l.narrow:
		beside.focused = false
		return abreast(t.frame(rows), t.frame(beside))
	case open:
		return t.frame(beside)
	}
	return t.frame(rows)
}

// abreast puts two blocks of as many lines side by side.
func abreast(left, right []string) []string {
	for i := range left {
		left[i] += right[i]
	}
	return left
}

// asideActions are the keys of what stands beside the rows of the board that a scope is about.
func asideActions(k *keyMap, where scope, of func(m *model) *aside) []action {
	scroll := func(by int) func(m *model) tea.Cmd { return done(func(m *model) { of(m).scroll(by) }) }
	visible := func(m *model) bool { return of(m).scrolls() && (of(m).open || !m.layout().narrow) }
	open := func(m *model) bool { return m.layout().narrow && of(m).open }
	in := strings.ToLower(where.title()) + " "
	return []action{
		{
			name: in + "other pane", does: "to the other pane, where there is room for one", key: k.NextPane, where: where, hint: "other pane",
			can: func(m *model) bool { return m.layout().narrow && len(of(m).lines) > 0 }, do: done(func(m *model) { of(m).open = !of(m).open }),
		},
		{name: in + "back", does: "back to the rows", key: k.Back, where: where, hint: "back", can: open, do: done(func(m *model) { of(m).open = false })},
		{name: in + "scroll down", does: "scroll down what stands beside", key: k.ScrollDown, where: where, hint: "scroll", pair: "J K", can: visible, do: scroll(1)},
		{name: in + "scroll up", does: "scroll up what stands beside", key: k.ScrollUp, where: where, can: visible, do: scroll(-1)},
	}
}
