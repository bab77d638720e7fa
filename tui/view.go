package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// screen draws everything, never more than the screen holds.
func (m *model) screen() string {
	l := m.layout()
	if l.width <= 0 || l.height <= 0 {
		return ""
	}
	body := m.bodyLines(l)
	if m.overlay != nil {
		body = m.theme.over(body, m.overlay.box(m, l), l.width)
	}
	lines := []string{m.headerLine(l.width)}
	if banner := m.banner(l.width); banner != "" {
		lines = append(lines, banner)
	}
	lines = append(lines, body...)
	lines = append(lines, m.footerLines(l.width)...)
	if len(lines) > l.height {
		lines = lines[:l.height]
	}
	for i, line := range lines {
		lines[i] = m.theme.fit(line, l.width)
	}
	return strings.Join(lines, "\n")
}

// bodyLines are the panes.
func (m *model) bodyLines(l layout) []string {
	switch {
	case l.body <= 0:
		return nil
	case m.board() != nil:
		return m.board().pane(m, l)
	case m.inspector.open && l.narrow:
		return m.inspectorPane(l)
	case m.inspector.open:
		left, right := m.listPane(l), m.inspectorPane(l)
		for i := range left {
			left[i] += right[i]
		}
		return left
	}
	return m.listPane(l)
}

// box is a frame with something in it.
type box struct {
	title, right  string // in the upper border; right goes where there is no room for both
	corner        string // in the lower border, at the right
	lines         []string
	width, height int
	focused       bool
}

// frame draws a box: exactly its height of lines, each exactly its width.
func (t *theme) frame(b box) []string {
	if b.width < 4 || b.height < 2 {
		return t.fill(b.lines, b.width, b.height)
	}
	edge := t.dim
	if b.focused {
		edge = t.accent
	}
	inner := b.width - 2
	lines := make([]string, 0, b.height)
	lines = append(lines, edge.Render(t.topLeft+t.flat)+t.rule(b.title, b.right, inner-1, edge.Render)+edge.Render(t.topRight))
	side := edge.Render(t.upright)
	for _, line := range t.fill(b.lines, inner, b.height-2) {
		lines = append(lines, side+line+side)
	}
	return append(lines, edge.Render(t.bottomLeft)+t.rule("", b.corner, inner-1, edge.Render)+edge.Render(t.flat+t.bottomRight))
}

// rule is a horizontal line with a text in it at the left and one at the right.
func (t *theme) rule(left, right string, w int, edge func(...string) string) string {
	if left != "" {
		left = " " + ansi.Truncate(left, max(w-2, 0), t.ellipsis) + " "
	}
	if right != "" {
		right = " " + ansi.Truncate(right, max(w-2, 0), t.ellipsis) + " "
	}
	gap := w - width(left) - width(right)
	return t.fit(left+edge(strings.Repeat(t.flat, max(gap, 0)))+right, w)
}

// fill makes lines a block of exactly w by h cells.
func (t *theme) fill(lines []string, w, h int) []string {
	block := make([]string, max(h, 0))
	for i := range block {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		block[i] = t.fit(line, w)
	}
	return block
}

// over puts a box into the middle of lines that are w cells wide, and greys what lies behind it.
func (t *theme) over(lines, box []string, w int) []string {
	if len(box) == 0 {
		return lines
	}
	top, left := boxAt(len(lines), w, box)
	for i := range lines {
		under := ansi.Strip(t.fit(lines[i], w))
		if i < top || i >= top+len(box) {
			lines[i] = t.dim.Render(under)
			continue
		}
		line := box[i-top]
		right := left + width(line)
		tail := ansi.TruncateLeft(under, right, "")
		lines[i] = t.dim.Render(t.fit(ansi.Truncate(under, left, ""), left)) + line + t.dim.Render(t.fitRight(tail, w-right))
	}
	return lines
}

// boxAt is where a box stands over so many lines of w cells.
func boxAt(lines, w int, box []string) (top, left int) {
	return max((lines-len(box))/2, 0), max((w-width(box[0]))/2, 0)
}
